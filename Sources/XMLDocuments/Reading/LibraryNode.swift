import CLibXML2
import Essentials

extension UnsafeMutablePointer<xmlNode> {
    /// The attribute of this name in no namespace.
    func attribute(_ name: ExactString) -> xmlAttrPtr? {
        var next = pointee.properties
        while let attribute = next {
            if attribute.pointee.ns == nil, attribute.pointee.name?.isExactly(name) == true { return attribute }
            next = attribute.pointee.next
        }
        return nil
    }

    /// True where it is an element of this name.
    func isElement(_ name: QualifiedName) -> Bool {
        guard pointee.type == XML_ELEMENT_NODE, let own = pointee.name, own.isExactly(name.name) else { return false }
        guard let namespace = pointee.ns?.href else { return name.namespace == nil }
        return name.namespace.map { namespace.isExactly($0) } ?? false
    }
}

extension UnsafeMutablePointer<xmlAttr> {
    /// The value; libxml2 keeps it as text nodes.
    var value: String {
        guard let first = pointee.children else { return "" }
        if first.pointee.next == nil { return first.pointee.content.map { LibraryText($0).text } ?? "" }
        var bytes: [UInt8] = []
        var next: xmlNodePtr? = first
        while let piece = next {
            if let content = piece.pointee.content { bytes.append(contentsOf: LibraryText(content).buffer) }
            next = piece.pointee.next
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
