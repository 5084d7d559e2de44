public import Essentials

/// A text with gaps: `${claims.email}`, `${subject}`, `${provider}`, and the named captures of the rule's
/// regular expressions, `${account}`. `$$` is a dollar sign; any other `$` is an error at load.
public struct Template: Sendable, Equatable {
    enum Part: Sendable, Equatable {
        case literal(String)
        case claim(String)
        case subject
        case provider
        case capture(ExactString)
    }

    /// The template as written.
    public let text: String
    let parts: [Part]

    /// Bytes a template may have.
    public static let maximumBytes = 1024
    /// Bytes its result may have.
    public static let maximumResultBytes = 2048
    /// Names that stand for something and cannot be captures.
    public static let reservedNames = ["subject", "provider"]

    /// Reads a template.
    ///
    /// - Throws: `TemplateError` where the grammar is not kept.
    public init(_ text: String) throws(TemplateError) {
        guard text.utf8.count <= Template.maximumBytes else { throw .tooLong(bytes: text.utf8.count) }
        self.text = text
        parts = try Template.parse(text)
    }

    /// True where it has no gap.
    public var isLiteral: Bool { parts.allSatisfy { if case .literal = $0 { true } else { false } } }

    /// What it stands for where it has no gap.
    public var literal: String? {
        guard isLiteral else { return nil }
        return parts.map { if case .literal(let text) = $0 { text } else { "" } }.joined()
    }

    /// The texts between its gaps.
    public var literals: [String] { parts.compactMap { if case .literal(let text) = $0 { text } else { nil } } }

    /// The captures it needs.
    public var captureNames: [String] {
        parts.compactMap { if case .capture(let name) = $0 { name.text } else { nil } }
    }

    /// The claims it reads.
    public var claimNames: [String] {
        parts.compactMap { if case .claim(let name) = $0 { name } else { nil } }
    }

    private static func parse(_ text: String) throws(TemplateError) -> [Part] {
        var parts: [Part] = []
        var literal: [UInt8] = []
        var reader = ByteReader(text.bytes)
        while let byte = reader.next() {
            guard byte == UInt8(ascii: "$") else {
                literal.append(byte)
                continue
            }
            switch reader.next() {
            case UInt8(ascii: "$"): literal.append(byte)
            case UInt8(ascii: "{"):
                if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
                literal = []
                parts.append(try gap(&reader, in: text))
            default: throw .strayDollar(text)
            }
        }
        if !literal.isEmpty { parts.append(.literal(String(decoding: literal, as: UTF8.self))) }
        return parts
    }

    private static func gap(_ reader: inout ByteReader, in text: String) throws(TemplateError) -> Part {
        var bytes: [UInt8] = []
        while let byte = reader.next() {
            guard byte != UInt8(ascii: "}") else { return try part(String(decoding: bytes, as: UTF8.self), in: text) }
            guard byte != UInt8(ascii: "{"), byte != UInt8(ascii: "$") else { break }
            bytes.append(byte)
        }
        throw .unclosed(text)
    }

    private static func part(_ name: String, in text: String) throws(TemplateError) -> Part {
        if name.startsExactly(with: "claims.") {
            let claim = String(name.dropFirst("claims.".count))
            guard !claim.isEmpty, claim.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
                throw .malformedName(name, in: text)
            }
            return .claim(claim)
        }
        if name.isExactly("subject") { return .subject }
        if name.isExactly("provider") { return .provider }
        guard isCaptureName(name) else { throw .malformedName(name, in: text) }
        return .capture(ExactString(name))
    }

    /// RE2's word for a group: a letter or `_`, then letters, digits, `_`.
    static func isCaptureName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return name.utf8.allSatisfy {
            $0 == UInt8(ascii: "_") || (PercentEncoding.isUnreserved($0) && !"-.~".utf8.contains($0))
        }
    }
}

/// Why a text is no template.
public enum TemplateError: Reportable, Equatable {
    case tooLong(bytes: Int)
    case strayDollar(String)
    case unclosed(String)
    case malformedName(String, in: String)
    case unknownCapture(String, in: String, known: [String])

    /// A stable code.
    public var reason: String {
        switch self {
        case .tooLong: "template-too-long"
        case .strayDollar: "template-stray-dollar"
        case .unclosed: "template-unclosed"
        case .malformedName: "template-malformed-name"
        case .unknownCapture: "template-unknown-name"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .tooLong(let bytes): "the template has \(bytes) bytes; at most \(Template.maximumBytes) are taken"
        case .strayDollar(let text): "the template `\(text)` has a `$` that starts no `${…}`"
        case .unclosed(let text): "the template `\(text)` has a `${` that is not closed by `}`"
        case .malformedName(let name, let text): "`${\(name)}` in the template `\(text)` names nothing"
        case .unknownCapture(let name, let text, let known):
            "`${\(name)}` in the template `\(text)` is not a capture of this rule"
                + (known.isEmpty
                    ? "; it has none" : "; it has \(known.map { "`\($0)`" }.joined(separator: ", "))")
        }
    }

    /// What would do.
    public var remedy: String? {
        switch self {
        case .tooLong: nil
        case .strayDollar: "write `$$` for a dollar sign"
        case .unclosed: "close it with `}`"
        case .malformedName, .unknownCapture:
            "write `${claims.NAME}`, `${subject}`, `${provider}`, or a named group of a `matches:` in this rule"
        }
    }
}
