/// Which declarations of namespaces hold for content that takes an element's place (XML Encryption §4.3).
public enum ContentScope: Sendable {
    /// Those around the element: it was the `EncryptedData` itself.
    case outside
    /// Those on the element, too: the `EncryptedData` stood inside it, as in SAML's `EncryptedAssertion`.
    case inside
}

extension XMLDocument {
    /// A new document in which one element is replaced by the element that stands in `bytes`: decrypted content,
    /// read in the place where the `EncryptedData` stood (XML Encryption §4.3).
    ///
    /// The bytes are read on their own first, so that nothing in them can close an element around them. Then the
    /// whole is read again, so that every limit and every rule on IDs holds for what comes out.
    ///
    /// - Parameters:
    ///   - node: an element of this document.
    ///   - bytes: exactly one element, white space around it aside.
    ///   - scope: which declarations hold for it. Those of `node` that it needs move into its tag; others would be
    ///     part of an inclusive canonical form that was made without them.
    /// - Throws: `XMLError`; `.notOneElement` where the bytes are something else.
    public func replacing(
        _ node: XMLNode, withElementFrom bytes: [UInt8], in scope: ContentScope, limits: XMLLimits,
        identifiers: XMLIdentifiers
    ) throws(XMLError) -> XMLDocument {
        guard node.document === self else { throw .nodeOfAnotherDocument }
        guard bytes.count <= limits.bytes else { throw .tooLarge(bytes: bytes.count, limit: limits.bytes) }
        let wrapper = Array("<\(XMLDocument.wrapperName)\(node.declarationsInScope(own: scope == .inside))>".utf8)
        let end = Array("</\(XMLDocument.wrapperName)>".utf8)
        let room = XMLLimits(
            bytes: limits.bytes + wrapper.count + end.count, depth: limits.depth, elements: limits.elements,
            text: limits.text)
        let content = try XMLDocument(parsing: wrapper + bytes + end, limits: room, identifiers: .none).root
        guard content.holdsOneElement, let element = content.children.first else { throw .notOneElement }
        let substitute =
            scope == .inside ? XMLDocument.declaring(node.ownDeclarations(neededIn: element), in: bytes) : bytes
        var canonicaliser = try Canonicaliser(
            .inclusive(withComments: true), omitted: node.pointer, substitute: substitute, for: .reading,
            capacity: byteCount + substitute.count)
        try canonicaliser.write(from: root.pointer)
        return try XMLDocument(parsing: canonicaliser.output.bytes, limits: limits, identifiers: identifiers)
    }

    /// The element with these declarations in its tag. Before it stands white space at most.
    private static func declaring(_ declarations: String, in element: [UInt8]) -> [UInt8] {
        guard !declarations.isEmpty, let start = element.firstIndex(of: UInt8(ascii: "<")),
            let end = element[start...].firstIndex(where: endsName)
        else { return element }
        return Array(element[..<end]) + Array(declarations.utf8) + Array(element[end...])
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ">")
    }

    private static let wrapperName = "content"
}
