import CLibXML2
import Essentials

extension XMLNode {
    /// The declarations that are in scope at this element, as they stand in a tag: each after a space.
    ///
    /// - Parameter own: whether those on this element itself are among them.
    func declarationsInScope(own: Bool) -> String {
        var seen: [NamespaceStack.Binding] = []
        var text = ""
        var around: xmlNodePtr? = own ? pointer : pointer.pointee.parent
        while let node = around, node.pointee.type == XML_ELEMENT_NODE {
            for declaration in node.declarations {
                let binding = NamespaceStack.Binding(declaration)
                if !seen.contains(where: { $0.hasPrefix(binding.prefix) }) {
                    seen.append(binding)
                    text += binding.text
                }
            }
            around = node.pointee.parent
        }
        return text
    }

    /// Those of the declarations on this element that names inside the other depend on, as they stand in a tag. The
    /// other stands directly in an element that declares all of them.
    func ownDeclarations(neededIn other: XMLNode) -> String {
        var text = ""
        for declaration in pointer.declarations {
            let binding = NamespaceStack.Binding(declaration)
            let outer = other.pointer.pointee.parent.flatMap { $0.declaration(of: binding.prefix) }
            guard other.pointer.declaration(of: binding.prefix) == nil, let outer, other.pointer.uses(outer) else {
                continue
            }
            text += binding.text
        }
        return text
    }

    /// True where one element stands directly inside, and besides it white space at most.
    public var holdsOneElement: Bool {
        var elements = 0
        var next = pointer.pointee.children
        while let node = next {
            switch node.pointee.type {
            case XML_ELEMENT_NODE: elements += 1
            case XML_TEXT_NODE:
                guard let content = node.pointee.content, LibraryText(content).buffer.allSatisfy(XMLNode.isSpace) else {
                    return false
                }
            default: return false
            }
            next = node.pointee.next
        }
        return elements == 1
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}

extension NamespaceStack.Binding {
    /// The declaration as it stands in a tag, after a space.
    fileprivate var text: String {
        let name = prefix.map { ":\($0.text)" } ?? ""
        return " xmlns\(name)=\"\(XMLWriter.escape(href?.text ?? ""))\""
    }
}

extension UnsafeMutablePointer<xmlNode> {
    /// The declarations that stand on the element.
    fileprivate var declarations: [xmlNsPtr] {
        var found: [xmlNsPtr] = []
        var next = pointee.nsDef
        while let declaration = next {
            found.append(declaration)
            next = declaration.pointee.next
        }
        return found
    }

    fileprivate func declaration(of prefix: LibraryText?) -> xmlNsPtr? {
        declarations.first { NamespaceStack.Binding($0).hasPrefix(prefix) }
    }

    /// True where the name of the element, of an attribute, or of an element inside is by this declaration. One that
    /// takes the default namespace away is used by every name that has none.
    fileprivate func uses(_ declaration: xmlNsPtr) -> Bool {
        if pointee.ns == declaration || (pointee.ns == nil && declaration.href == nil) { return true }
        var attribute = pointee.properties
        while let current = attribute {
            if current.pointee.ns == declaration { return true }
            attribute = current.pointee.next
        }
        var child = pointee.children
        while let current = child {
            if current.pointee.type == XML_ELEMENT_NODE, current.uses(declaration) { return true }
            child = current.pointee.next
        }
        return false
    }
}
