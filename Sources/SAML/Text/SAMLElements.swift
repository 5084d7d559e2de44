internal import Essentials
internal import XMLDocuments

extension QualifiedName {
    /// A name of assertions.
    static func saml(_ name: ExactString) -> QualifiedName { QualifiedName(SAMLNamespace.assertion, name) }
    /// A name of protocol messages.
    static func samlp(_ name: ExactString) -> QualifiedName { QualifiedName(SAMLNamespace.protocolMessages, name) }
    /// A name of SOAP envelopes.
    static func soap(_ name: ExactString) -> QualifiedName { QualifiedName(SAMLNamespace.soapEnvelope, name) }
    /// A name of signatures.
    static func ds(_ name: ExactString) -> QualifiedName { QualifiedName(SAMLNamespace.signature, name) }
}

extension String {
    /// Without white space at either end, as `xs:anyURI` is read (XML Schema Part 2 §4.3.6).
    var collapsed: String {
        var bytes = Array(utf8)[...]
        while let first = bytes.first, String.isSpace(first) { bytes.removeFirst() }
        while let last = bytes.last, String.isSpace(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
}

extension XMLNode {
    /// Where the element stands below the root: the number of each element among its siblings.
    var path: [Int] {
        var path: [Int] = []
        var node = self
        while let parent = node.parent {
            path.append(parent.children.firstIndex(of: node) ?? 0)
            node = parent
        }
        return path.reversed()
    }

    /// The element that stands at a path below this one.
    func element(at path: [Int]) -> XMLNode? {
        var node = self
        for index in path {
            let children = node.children
            guard children.indices.contains(index) else { return nil }
            node = children[index]
        }
        return node
    }
}
