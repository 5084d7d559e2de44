import CLibXML2
public import Essentials

extension XMLNode {
    /// The elements of this name directly inside.
    public func all(_ name: QualifiedName) -> [XMLNode] {
        var found: [XMLNode] = []
        var next = pointer.pointee.children
        while let child = next {
            if child.isElement(name) { found.append(XMLNode(document, child)) }
            next = child.pointee.next
        }
        return found
    }

    /// The element of this name directly inside; `nil` where there is none.
    ///
    /// - Throws: `XMLError.severalElements`.
    public func only(_ name: QualifiedName) throws(XMLError) -> XMLNode? {
        var found: XMLNode?
        var next = pointer.pointee.children
        while let child = next {
            if child.isElement(name) {
                guard found == nil else { throw .severalElements(name.name) }
                found = XMLNode(document, child)
            }
            next = child.pointee.next
        }
        return found
    }

    /// The elements of this name anywhere inside, in document order.
    public func descendants(_ name: QualifiedName) -> [XMLNode] {
        var found: [XMLNode] = []
        var next = pointer.following(within: pointer)
        while let node = next {
            if node.isElement(name) { found.append(XMLNode(document, node)) }
            next = node.following(within: pointer)
        }
        return found
    }

    /// The text of an element that holds text and nothing else; white space as written. A comment would cut a
    /// name in two for one reader and not for another, so that it is an error rather than ignored.
    ///
    /// - Throws: `XMLError.elementInText`, `.commentInText`, `.sectionInText`.
    public func text() throws(XMLError) -> String {
        guard let first = pointer.pointee.children else { return "" }
        var next: xmlNodePtr? = first
        while let node = next {
            switch node.pointee.type {
            case XML_TEXT_NODE: break
            case XML_ELEMENT_NODE: throw .elementInText(name)
            case XML_COMMENT_NODE: throw .commentInText(name)
            case XML_CDATA_SECTION_NODE: throw .sectionInText(name)
            default: throw .contentRefused("a node of an unknown kind")
            }
            next = node.pointee.next
        }
        if first.pointee.next == nil { return first.pointee.content.map { LibraryText($0).text } ?? "" }
        return joinedText
    }

    /// All text directly inside, CDATA sections among it, as if comments and elements were not there.
    var joinedText: String {
        var bytes: [UInt8] = []
        var next = pointer.pointee.children
        while let node = next {
            let isText = node.pointee.type == XML_TEXT_NODE || node.pointee.type == XML_CDATA_SECTION_NODE
            if isText, let content = node.pointee.content { bytes.append(contentsOf: LibraryText(content).buffer) }
            next = node.pointee.next
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The namespace that this prefix stands for here; `nil` asks for the default namespace.
    public func namespace(ofPrefix prefix: ExactString?) -> ExactString? {
        if prefix == "xml" { return "http://www.w3.org/XML/1998/namespace" }
        var around: xmlNodePtr? = pointer
        while let node = around, node.pointee.type == XML_ELEMENT_NODE {
            var next = node.pointee.nsDef
            while let declaration = next {
                let isMeant =
                    declaration.prefix.map { own in prefix.map { own.isExactly($0) } ?? false } ?? (prefix == nil)
                if isMeant { return declaration.href?.exact }
                next = declaration.pointee.next
            }
            around = node.pointee.parent
        }
        return nil
    }

    /// The name that a value such as that of `xsi:type` means here (XML Schema 2 §3.2.18); `nil` where its prefix
    /// is not declared or it is no name.
    public func qualifiedName(ofValue value: String) -> QualifiedName? {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        let words = value.utf8.split(whereSeparator: isSpace)
        guard words.count == 1 else { return nil }
        let parts = Substring(words[0]).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        guard parts.count == 2 else { return QualifiedName(namespace(ofPrefix: nil), ExactString(String(parts[0]))) }
        guard let namespace = namespace(ofPrefix: ExactString(String(parts[0]))) else { return nil }
        return QualifiedName(namespace, ExactString(String(parts[1])))
    }

    /// True where the other element is this one or stands inside it.
    public func contains(_ other: XMLNode) -> Bool {
        var around: xmlNodePtr? = other.pointer
        while let node = around, node.pointee.type == XML_ELEMENT_NODE {
            if node == pointer { return true }
            around = node.pointee.parent
        }
        return false
    }
}

extension UnsafeMutablePointer<xmlNode> {
    /// The next node in document order that stands inside `top`.
    fileprivate func following(within top: xmlNodePtr) -> xmlNodePtr? {
        if pointee.type == XML_ELEMENT_NODE, let child = pointee.children { return child }
        var node = self
        while node != top {
            if let next = node.pointee.next { return next }
            guard let parent = node.pointee.parent else { return nil }
            node = parent
        }
        return nil
    }
}
