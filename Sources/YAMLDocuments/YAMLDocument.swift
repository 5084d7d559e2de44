import Essentials

/// A YAML file of one document, read as a tree of texts.
public enum YAMLDocument {
    /// How much is read.
    public struct Limits: Sendable {
        /// Bytes of the file.
        public let bytes: Int
        /// Levels of sequences and mappings.
        public let depth: Int
        /// Scalars, sequences and mappings in all, keys included.
        public let nodes: Int

        /// Limits of one's own.
        public init(bytes: Int, depth: Int, nodes: Int) {
            self.bytes = bytes
            self.depth = depth
            self.nodes = nodes
        }

        /// 1 MiB, 32 levels, 65,536 nodes.
        public static let standard = Limits(bytes: 1_048_576, depth: 32, nodes: 65_536)
    }

    /// Reads a file: UTF-8 (a byte-order mark is skipped), one document, no anchors, aliases or tags, no
    /// key twice in a mapping. `nil` where the file holds nothing but space and comments.
    ///
    /// Two keys that are canonically equivalent count as the same key, as nobody can tell them apart.
    ///
    /// - Throws: `YAMLError`, which knows the place.
    public static func parse(_ bytes: [UInt8], limits: Limits = .standard) throws(YAMLError) -> YAMLNode? {
        guard bytes.count <= limits.bytes else { throw .tooLarge(bytes: bytes.count, limit: limits.bytes) }
        var bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        if let offset = firstInvalid(bytes) { throw .notUTF8(place(of: offset, in: bytes)) }
        var builder = TreeBuilder(events: try EventReader(bytes), limits: limits)
        return try builder.document()
    }

    /// The offset of the first byte that is not UTF-8.
    private static func firstInvalid(_ bytes: [UInt8]) -> Int? {
        guard String(strictUTF8: bytes) == nil else { return nil }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { offset += UTF8.width(scalar) }
        return offset
    }

    /// The place of an offset, as libyaml counts: characters in the line.
    static func place(of offset: Int, in bytes: [UInt8]) -> YAMLPlace {
        let before = bytes.prefix(offset)
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let column = before[lineStart...].count { $0 & 0xC0 != 0x80 }
        return YAMLPlace(line: before.count { $0 == 0x0A } + 1, column: column + 1)
    }
}

extension UTF8 {
    /// How many bytes a scalar takes.
    fileprivate static func width(_ scalar: Unicode.Scalar) -> Int { UTF8.encode(scalar)?.count ?? 1 }
}

/// Builds the tree from events; every level of recursion is counted against the limit.
private struct TreeBuilder {
    let events: EventReader
    let limits: YAMLDocument.Limits
    var nodes = 0

    mutating func document() throws(YAMLError) -> YAMLNode? {
        guard case .documentStart = try events.next().kind else { return nil }
        let first = try events.next()
        let root = try node(first, depth: 0)
        let after = try events.next()
        if case .documentStart = after.kind { throw .secondDocument(after.place) }
        return root
    }

    private mutating func node(_ event: EventReader.Event, depth: Int) throws(YAMLError) -> YAMLNode {
        nodes += 1
        guard nodes <= limits.nodes else { throw .tooManyNodes(event.place, limit: limits.nodes) }
        let content: YAMLNode.Content
        switch event.kind {
        case .scalar(let text, let isPlain): content = .scalar(text, isPlain: isPlain)
        case .sequenceStart:
            guard depth < limits.depth else { throw .tooDeep(event.place, limit: limits.depth) }
            content = .sequence(try elements(depth: depth + 1))
        case .mappingStart:
            guard depth < limits.depth else { throw .tooDeep(event.place, limit: limits.depth) }
            content = .mapping(try pairs(depth: depth + 1))
        case .documentStart, .end, .streamEnd: throw .malformed(event.place, why: "a value was expected")
        }
        return YAMLNode(content: content, line: event.place.line, column: event.place.column)
    }

    private mutating func elements(depth: Int) throws(YAMLError) -> [YAMLNode] {
        var elements: [YAMLNode] = []
        while true {
            let event = try events.next()
            if case .end = event.kind { return elements }
            elements.append(try node(event, depth: depth))
        }
    }

    private mutating func pairs(depth: Int) throws(YAMLError) -> [(key: YAMLNode, value: YAMLNode)] {
        var pairs: [(key: YAMLNode, value: YAMLNode)] = []
        var places: [String: YAMLPlace] = [:]
        while true {
            let event = try events.next()
            if case .end = event.kind { return pairs }
            guard case .scalar(let name, _) = event.kind else { throw .keyIsNoText(event.place) }
            if let first = places[name] { throw .duplicateKey(name, event.place, first: first) }
            places[name] = event.place
            let key = try node(event, depth: depth)
            pairs.append((key, try node(try events.next(), depth: depth)))
        }
    }
}
