extension XMLDocument {
    /// A new document in which one element is replaced by the element that stands in `bytes`: decrypted content,
    /// read in the place where the `EncryptedData` stood (XML Encryption §4.3).
    ///
    /// The bytes are read on their own first, so that nothing in them can close an element around them. Then the
    /// whole is read again, so that every limit and every rule on IDs holds for what comes out. CDATA sections of
    /// this document become text.
    ///
    /// - Parameters:
    ///   - node: an element of this document.
    ///   - bytes: exactly one element, white space around it aside.
    /// - Throws: `XMLError`; `.notOneElement` where the bytes are something else.
    public func replacing(
        _ node: XMLNode, withElementFrom bytes: [UInt8], limits: XMLLimits, identifiers: XMLIdentifiers
    ) throws(XMLError) -> XMLDocument {
        guard node.document === self else { throw .nodeOfAnotherDocument }
        guard bytes.count <= limits.bytes else { throw .tooLarge(bytes: bytes.count, limit: limits.bytes) }
        let wrapper = Array("<\(XMLDocument.wrapperName)\(node.declarationsInScope)>".utf8)
        let end = Array("</\(XMLDocument.wrapperName)>".utf8)
        let room = XMLLimits(
            bytes: limits.bytes + wrapper.count + end.count, depth: limits.depth, elements: limits.elements,
            text: limits.text)
        let content = try XMLDocument(parsing: wrapper + bytes + end, limits: room, identifiers: .none).root
        guard content.holdsOneElement else { throw .notOneElement }
        var canonicaliser = try Canonicaliser(
            .inclusive(withComments: true), omitted: node.pointer, substitute: bytes, capacity: byteCount + bytes.count)
        try canonicaliser.write(from: root.pointer)
        return try XMLDocument(parsing: canonicaliser.output.bytes, limits: limits, identifiers: identifiers)
    }

    private static let wrapperName = "content"
}
