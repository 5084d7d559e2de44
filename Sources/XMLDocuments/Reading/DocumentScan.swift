/// Looks at a document's bytes before libxml2 does, and refuses what would cost libxml2 time out of proportion:
/// it compares each attribute of a tag with all before it, and looks every prefix up among all declarations in
/// scope.
///
/// The scan knows tags, quotes, comments and CDATA sections. It need not judge whether a document is well-formed;
/// it must see every tag that libxml2 sees, also after a fault, when libxml2 reads on to the end of the document.
/// So what could make the two see differently is refused: a `<` within a tag, a processing instruction, a
/// character that XML does not have.
struct DocumentScan {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: XMLLimits
    private var position = 0
    /// Namespace declarations of each open element.
    private var declarations: [UInt8] = []
    private var declarationsInScope = 0

    /// A tag, and where it stands.
    enum Tag {
        case start(Range<Int>)
        case empty(Range<Int>)
        case end(Range<Int>)
    }

    /// Throws where the document is refused.
    static func judge(_ bytes: UnsafeBufferPointer<UInt8>, limits: XMLLimits) throws(XMLError) {
        var scan = try DocumentScan(bytes, limits: limits)
        while try scan.next() != nil {}
    }

    /// Judges the characters and the XML declaration; the tags follow with `next`.
    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: XMLLimits) throws(XMLError) {
        try CharacterScan.judge(bytes)
        self.bytes = bytes
        self.limits = limits
        declarations.reserveCapacity(limits.depth)
        try prolog()
    }

    /// The next tag; `nil` where no other follows.
    mutating func next() throws(XMLError) -> Tag? {
        while let start = bytes.find(UInt8(ascii: "<"), from: position, to: bytes.count) {
            if let tag = try markup(at: start) { return tag }
        }
        return nil
    }

    /// Steps over the byte order mark and the XML declaration.
    private mutating func prolog() throws(XMLError) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF], at: 0) { position = 3 }
        guard bytes.starts(with: DocumentScan.declaration, at: position),
            position + 5 < bytes.count, DocumentScan.isSpace(bytes[position + 5])
        else { return }
        guard let end = bytes.find(UInt8(ascii: ">"), from: position, to: bytes.count), end - position <= 256,
            bytes[end - 1] == UInt8(ascii: "?")
        else { throw .malformed(line: 1, "the XML declaration does not end") }
        try DocumentScan.judge(declaration: bytes[position..<end])
        position = end + 1
    }

    private mutating func markup(at start: Int) throws(XMLError) -> Tag? {
        switch start + 1 < bytes.count ? bytes[start + 1] : 0 {
        case UInt8(ascii: "/"): return .end(try endTag(at: start))
        case UInt8(ascii: "?"): throw .instructionRefused
        case UInt8(ascii: "!"):
            if bytes.starts(with: DocumentScan.comment, at: start) {
                try comment(at: start)
            } else if bytes.starts(with: DocumentScan.section, at: start) {
                position = end(of: DocumentScan.sectionEnd, from: start + 9)
            } else {
                throw .declarationRefused
            }
            return nil
        default: return try startTag(at: start)
        }
    }

    /// libxml2 copies what it has of a comment for each misplaced pair of hyphens that it finds in it.
    private mutating func comment(at start: Int) throws(XMLError) {
        position = end(of: DocumentScan.hyphens, from: start + 4)
        guard position == bytes.count || bytes[position] == UInt8(ascii: ">") else {
            throw .malformed(line: CharacterScan.line(of: start, in: bytes), "two hyphens stand within a comment")
        }
    }

    private mutating func endTag(at start: Int) throws(XMLError) -> Range<Int> {
        let limit = min(bytes.count, start + XMLLimits.tag)
        var index = start + 2
        while index < limit, bytes[index] != UInt8(ascii: ">") {
            guard bytes[index] != UInt8(ascii: "<") else { throw misplaced(at: index) }
            index += 1
        }
        guard index < limit || limit == bytes.count else { throw .tagTooLong(limit: XMLLimits.tag) }
        if let closed = declarations.popLast() { declarationsInScope -= Int(closed) }
        position = min(index + 1, bytes.count)
        return start..<position
    }

    private mutating func startTag(at start: Int) throws(XMLError) -> Tag {
        let limit = min(bytes.count, start + XMLLimits.tag)
        var index = start + 1
        var attributes = 0
        var declared = 0
        scan: while index < limit {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: ">"): break scan
            case UInt8(ascii: "<"): throw misplaced(at: index)
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                let close = bytes.find(byte, from: index + 1, to: limit) ?? limit
                if let sign = bytes.find(UInt8(ascii: "<"), from: index + 1, to: close) { throw misplaced(at: sign) }
                index = close
            case UInt8(ascii: "="):
                attributes += 1
                guard attributes <= XMLLimits.attributes else {
                    throw .tooManyAttributes(limit: XMLLimits.attributes)
                }
                if isDeclaration(before: index, after: start) { declared += 1 }
            default: break
            }
            index += 1
        }
        guard index < limit || limit == bytes.count else { throw .tagTooLong(limit: XMLLimits.tag) }
        guard declarationsInScope + declared <= XMLLimits.namespaces else {
            throw .tooManyNamespaces(limit: XMLLimits.namespaces)
        }
        guard declarations.count < limits.depth else { throw .tooDeep(limit: limits.depth) }
        position = min(index + 1, bytes.count)
        if index < bytes.count, bytes[index - 1] == UInt8(ascii: "/") { return .empty(start..<position) }
        declarations.append(UInt8(declared))
        declarationsInScope += declared
        return .start(start..<position)
    }

    /// True where the name before this `=` is `xmlns` or begins with `xmlns:`.
    private func isDeclaration(before sign: Int, after start: Int) -> Bool {
        var end = sign
        while end > start, DocumentScan.isSpace(bytes[end - 1]) { end -= 1 }
        var begin = end
        while begin > start, !DocumentScan.endsName(bytes[begin - 1]) { begin -= 1 }
        guard end - begin >= 5, bytes.starts(with: DocumentScan.xmlns, at: begin) else { return false }
        return end - begin == 5 || bytes[begin + 5] == UInt8(ascii: ":")
    }

    private func misplaced(at index: Int) -> XMLError {
        .malformed(line: CharacterScan.line(of: index, in: bytes), "a `<` stands within a tag")
    }
}

extension DocumentScan {
    private static let declaration = Array("<?xml".utf8)
    private static let xmlns = Array("xmlns".utf8)
    private static let comment = Array("<!--".utf8)
    private static let hyphens = Array("--".utf8)
    private static let section = Array("<![CDATA[".utf8)
    private static let sectionEnd = Array("]]>".utf8)

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private static func endsName(_ byte: UInt8) -> Bool {
        isSpace(byte) || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "=")
    }

    /// Where what follows these bytes begins; the document's end where they do not stand.
    private func end(of pattern: [UInt8], from start: Int) -> Int {
        bytes.find(pattern, from: start).map { $0 + pattern.count } ?? bytes.count
    }

    /// A declaration that names another encoding would have another reader see other characters, and so would
    /// XML 1.1 see other line ends.
    private static func judge(declaration bytes: Slice<UnsafeBufferPointer<UInt8>>) throws(XMLError) {
        let text = String(decoding: bytes, as: UTF8.self).lowercased()
        guard value(of: "version", in: text) == "1.0" else { throw .contentRefused("another version than XML 1.0") }
        guard let encoding = value(of: "encoding", in: text) else { return }
        guard ["utf-8", "utf8", "us-ascii"].contains(encoding) else { throw .notUTF8 }
    }

    /// What stands in the first quotes after this name; empty where no quotes follow.
    private static func value(of name: String, in text: String) -> String? {
        let parts = text.split(separator: name, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let quoted = parts[1].split(omittingEmptySubsequences: false) { $0 == "\"" || $0 == "'" }
        return quoted.count > 2 ? String(quoted[1]) : ""
    }
}
