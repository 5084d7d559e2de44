import CLibXML2
import Essentials

extension XMLNode {
    /// The declarations that are in scope at this element and stand on one around it, as they stand in a tag: each
    /// after a space.
    var declarationsInScope: String {
        var seen: [NamespaceStack.Binding] = []
        var text = ""
        var around: xmlNodePtr? = pointer.pointee.parent
        while let node = around, node.pointee.type == XML_ELEMENT_NODE {
            var next = node.pointee.nsDef
            while let declaration = next {
                let binding = NamespaceStack.Binding(declaration)
                if !seen.contains(where: { $0.hasPrefix(binding.prefix) }) {
                    seen.append(binding)
                    let prefix = binding.prefix.map { ":\($0.text)" } ?? ""
                    text += " xmlns\(prefix)=\"\(XMLWriter.escape(binding.href?.text ?? ""))\""
                }
                next = declaration.pointee.next
            }
            around = node.pointee.parent
        }
        return text
    }

    /// True where one element stands directly inside, and besides it white space at most.
    var holdsOneElement: Bool {
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
