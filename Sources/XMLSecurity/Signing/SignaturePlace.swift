internal import Essentials
internal import XMLDocuments

/// Where a signature is put: behind `saml:Issuer`, where that comes first, as protocol messages and assertions have
/// it, else before all other children, as metadata has it (SAML core §2.3.3, §3.2.1; metadata §2.3.2).
enum SignaturePlace {
    /// The document with the signature in its element.
    static func insert(_ signature: String, into bytes: [UInt8], element: XMLNode, root: XMLNode) -> [UInt8]? {
        guard let number = number(of: element, from: root) else { return nil }
        var scanner = MarkupScanner(bytes)
        var passed = -1
        while let tag = scanner.next() {
            guard tag.kind != .end else { continue }
            passed += 1
            guard passed == number else { continue }
            if tag.kind == .empty { return open(tag, in: bytes, with: signature) }
            guard element.children.first?.is(.issuer) == true else {
                return splice(signature, into: bytes, at: tag.range.upperBound)
            }
            guard let issuer = scanner.next() else { return nil }
            return scanner.passElement(startedBy: issuer).map { splice(signature, into: bytes, at: $0) }
        }
        return nil
    }

    /// How many elements begin before this one.
    private static func number(of element: XMLNode, from root: XMLNode) -> Int? {
        var count = 0
        return find(element, from: root, count: &count) ? count : nil
    }

    private static func find(_ element: XMLNode, from node: XMLNode, count: inout Int) -> Bool {
        if node == element { return true }
        count += 1
        for child in node.children where find(element, from: child, count: &count) { return true }
        return false
    }

    private static func splice(_ text: String, into bytes: [UInt8], at position: Int) -> [UInt8] {
        Array(bytes[..<position]) + Array(text.utf8) + Array(bytes[position...])
    }

    /// `<a ID="x"/>` becomes `<a ID="x">…</a>`.
    private static func open(_ tag: MarkupScanner.Tag, in bytes: [UInt8], with text: String) -> [UInt8] {
        let head = bytes[tag.range].dropLast(2)
        let name = head.dropFirst().prefix { !isXMLSpace($0) }
        return Array(bytes[..<tag.range.lowerBound]) + Array(head) + Array(">\(text)</".utf8) + Array(name)
            + Array(">".utf8) + Array(bytes[tag.range.upperBound...])
    }
}
