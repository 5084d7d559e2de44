import Essentials

/// One element of a document that is read piece by piece.
public struct XMLPiece: Sendable {
    /// The element, in a document of its own: around it stand the elements that stand around it in the whole, with
    /// their attributes and declarations and nothing else inside.
    public let node: XMLNode
    /// Where its bytes stand in the whole.
    public let range: Range<Int>
}

/// Reads a document that is too large for one tree, such as the metadata of a federation, piece by piece: memory
/// holds the bytes, one piece, and what stands between the pieces.
public enum XMLPieces {
    /// How many pieces a document may have; the largest federation has a tenth of them.
    public static let maximum = 100_000

    /// Calls `body` with each element of this name that stands inside none of the same name, in document order.
    ///
    /// The tags are found by the scan that goes ahead of every parse. Each piece is then read as any document is,
    /// and so is what the pieces leave when they are cut out; where all of these are well-formed, the whole is.
    /// That is known only in the end: where the call throws, what was handed out before counts for nothing.
    ///
    /// - Parameters:
    ///   - limits: of the whole; the tree limits hold for what stands between the pieces.
    ///   - pieceLimits: of one piece with the tags around it.
    /// - Throws: `XMLError`.
    public static func forEach(
        _ name: QualifiedName, in bytes: [UInt8], limits: XMLLimits = .metadata, pieceLimits: XMLLimits = .message,
        identifiers: XMLIdentifiers, _ body: (XMLPiece) -> Void
    ) throws(XMLError) {
        guard bytes.count <= limits.bytes else { throw .tooLarge(bytes: bytes.count, limit: limits.bytes) }
        var cutter = Cutter(name: name, size: bytes.count, limits: pieceLimits, identifiers: identifiers)
        let refusal = bytes.withUnsafeBufferPointer { buffer -> XMLError? in
            do throws(XMLError) {
                var scan = try DocumentScan(buffer, limits: limits)
                while let tag = try scan.next() { try cutter.take(tag, of: buffer, body) }
                cutter.keepRest(of: buffer)
            } catch { return error }
            return nil
        }
        if let refusal { throw refusal }
        _ = try XMLDocument(parsing: cutter.rest, limits: limits, identifiers: identifiers)
    }
}

/// Cuts the pieces out of a document while its tags come by.
private struct Cutter {
    private let name: QualifiedName
    private let nameBytes: [UInt8]
    private let limits: XMLLimits
    private let identifiers: XMLIdentifiers
    /// The start tags around the current place.
    private var around: [Range<Int>] = []
    /// Where the current piece begins, and how many of its elements are open.
    private var piece: (start: Int, open: Int)?
    private var kept = 0
    /// What stands between the pieces.
    private(set) var rest: [UInt8] = []

    private var count = 0
    /// Bytes that may still be read for pieces. The tags around stand in each, so that small pieces inside long
    /// tags would be read again and again.
    private var budget: Int

    init(name: QualifiedName, size: Int, limits: XMLLimits, identifiers: XMLIdentifiers) {
        self.name = name
        nameBytes = name.name.text.bytes
        budget = 1_048_576 + 4 * size
        self.limits = limits
        self.identifiers = identifiers
    }

    mutating func take(
        _ tag: DocumentScan.Tag, of bytes: UnsafeBufferPointer<UInt8>, _ body: (XMLPiece) -> Void
    ) throws(XMLError) {
        switch tag {
        case .start(let range):
            if piece != nil {
                piece?.open += 1
            } else if isWanted(range, of: bytes) {
                piece = (range.lowerBound, 1)
            } else {
                around.append(range)
            }
        case .empty(let range):
            if piece == nil, isWanted(range, of: bytes) { try cut(range, of: bytes, body) }
        case .end(let range):
            guard let current = piece else {
                _ = around.popLast()
                return
            }
            piece?.open -= 1
            guard current.open == 1 else { return }
            piece = nil
            try cut(current.start..<range.upperBound, of: bytes, body)
        }
    }

    mutating func keepRest(of bytes: UnsafeBufferPointer<UInt8>) {
        rest.append(contentsOf: bytes[kept...])
        kept = bytes.count
    }

    private mutating func cut(
        _ range: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>, _ body: (XMLPiece) -> Void
    ) throws(XMLError) {
        rest.append(contentsOf: bytes[kept..<range.lowerBound])
        kept = range.upperBound
        // Where the piece is the outermost element, an element must stand in its place; elsewhere a space, so that what
        // stands before and behind does not become one word, as the halves of a reference would.
        rest.append(contentsOf: around.isEmpty ? Cutter.placeholder : [0x20])
        let size = around.reduce(range.count) { $0 + 2 * $1.count }
        guard size <= limits.bytes else { throw .tooLarge(bytes: size, limit: limits.bytes) }
        count += 1
        budget -= size
        guard count <= XMLPieces.maximum else { throw .tooMany(limit: XMLPieces.maximum) }
        guard budget >= 0 else { throw .contentRefused("pieces far smaller than the tags around them") }
        var text: [UInt8] = []
        text.reserveCapacity(size)
        for tag in around { text.append(contentsOf: bytes[tag]) }
        text.append(contentsOf: bytes[range])
        for tag in around.reversed() {
            text.append(contentsOf: [UInt8(ascii: "<"), UInt8(ascii: "/")])
            text.append(contentsOf: Cutter.tagName(tag, of: bytes))
            text.append(UInt8(ascii: ">"))
        }
        var node = try XMLDocument(parsing: text, limits: limits, identifiers: identifiers).root
        for _ in around {
            guard let inner = node.children.first else { throw .notOneElement }
            node = inner
        }
        if node.is(name) { body(XMLPiece(node: node, range: range)) }
    }

    private static let placeholder = Array("<piece/>".utf8)

    /// True where the tag's name is the wanted one; its namespace is seen when the piece is read.
    private func isWanted(_ tag: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let own = Cutter.tagName(tag, of: bytes)
        guard own.count >= nameBytes.count, own.suffix(nameBytes.count).elementsEqual(nameBytes) else { return false }
        let prefix = own.dropLast(nameBytes.count)
        return prefix.isEmpty || prefix.last == UInt8(ascii: ":")
    }

    /// The name in a start tag as written, with its prefix.
    private static func tagName(
        _ tag: Range<Int>, of bytes: UnsafeBufferPointer<UInt8>
    ) -> Slice<UnsafeBufferPointer<UInt8>> {
        let name = bytes[tag].dropFirst()
        let end = name.firstIndex { $0 <= 0x20 || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ">") }
        return name[..<(end ?? tag.upperBound)]
    }
}
