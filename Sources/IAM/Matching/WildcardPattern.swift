import Essentials

/// A text with `*` (any run, also none) and `?` (exactly one character), as IAM policies write them.
///
/// Matched byte by byte, without any normalisation and without allocation. Time is bounded by the product of both
/// lengths, and is their sum for all patterns but those made to cost.
struct WildcardPattern: Sendable, Hashable {
    /// A byte that stands for itself, or one of the marks below.
    typealias Token = UInt16

    /// `*`.
    static let anyRun: Token = 0x100
    /// `?`.
    static let anyOne: Token = 0x101
    /// `*` that ends at a colon.
    static let runInField: Token = 0x102
    /// `?` that is no colon.
    static let oneInField: Token = 0x103

    private enum Form: Sendable, Hashable {
        case anything
        case exact([UInt8])
        case beginning([UInt8])
        case tokens([Token])
    }

    private let form: Form
    private let ignoresCase: Bool

    /// A pattern; `ignoringCase` folds ASCII letters only, so that no other letter passes for one of them.
    init(_ text: String, ignoringCase: Bool = false) {
        let tokens = text.utf8.map { byte -> Token in
            switch byte {
            case UInt8(ascii: "*"): WildcardPattern.anyRun
            case UInt8(ascii: "?"): WildcardPattern.anyOne
            default: Token(ignoringCase ? byte.asciiLowercased : byte)
            }
        }
        self.init(tokens: tokens, ignoringCase: ignoringCase)
    }

    /// A pattern of tokens; those of one that ignores case are small letters already.
    init(tokens: [Token], ignoringCase: Bool = false) {
        ignoresCase = ignoringCase
        guard let mark = tokens.firstIndex(where: { $0 > 0xFF }) else {
            form = .exact(tokens.map { UInt8(truncatingIfNeeded: $0) })
            return
        }
        guard mark == tokens.count - 1, tokens[mark] == WildcardPattern.anyRun else {
            form = .tokens(tokens)
            return
        }
        form = mark == 0 ? .anything : .beginning(tokens[..<mark].map { UInt8(truncatingIfNeeded: $0) })
    }

    /// True where the whole text fits.
    func matches(_ text: String) -> Bool {
        (ignoresCase ? text.asciiLowercased : text).withBytes { matches($0) }
    }

    /// True where all the bytes fit; for a pattern that ignores case they must be folded already.
    func matches(_ subject: UnsafeBufferPointer<UInt8>) -> Bool {
        switch form {
        case .anything: true
        case .exact(let bytes): bytes.count == subject.count && WildcardPattern.begins(subject, with: bytes)
        case .beginning(let bytes): bytes.count <= subject.count && WildcardPattern.begins(subject, with: bytes)
        case .tokens(let tokens): tokens.withUnsafeBufferPointer { WildcardPattern.matches($0, subject) }
        }
    }

    private static func begins(_ subject: UnsafeBufferPointer<UInt8>, with bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            for index in bytes.indices where bytes[index] != subject[index] { return false }
            return true
        }
    }

    /// Matches tokens against bytes: the shortest run first; where that leads nowhere the last run takes one
    /// character more. Earlier runs need never be revisited, except that a run which meets its colon gives way to
    /// the last one that may pass colons. This holds as no `?` that may be a colon stands before a run that may not
    /// pass one: the former stand behind the fifth field, the latter within the first five.
    static func matches(_ tokens: UnsafeBufferPointer<Token>, _ subject: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = 0
        var index = 0
        var run: (index: Int, position: Int)?
        var fieldRun: (index: Int, position: Int)?
        while position < subject.count {
            if index < tokens.count {
                let token = tokens[index]
                if token == anyRun {
                    index += 1
                    run = (index, position)
                    fieldRun = nil
                    if index == tokens.count { return true }
                    continue
                }
                if token == runInField {
                    index += 1
                    fieldRun = (index, position)
                    continue
                }
                if token == anyOne || token == oneInField && subject[position] != colon {
                    index += 1
                    position = subject.scalar(after: position)
                    continue
                }
                if token == Token(subject[position]) {
                    index += 1
                    position += 1
                    continue
                }
            }
            if let last = fieldRun, subject[last.position] != colon {
                position = subject.scalar(after: last.position)
                index = last.index
                fieldRun = (index, position)
                // A run that took the rest of the subject leaves the loop; what follows it must then be empty.
                continue
            }
            guard let last = run else { return false }
            // A run within a field has met its colon: no beginning before the next colon does better.
            position = fieldRun == nil ? subject.scalar(after: last.position) : subject.colon(after: last.position)
            index = last.index
            run = (index, position)
            fieldRun = nil
        }
        while index < tokens.count, tokens[index] == anyRun || tokens[index] == runInField { index += 1 }
        return index == tokens.count
    }

    private static let colon = UInt8(ascii: ":")
}

extension UnsafeBufferPointer<UInt8> {
    /// The place behind the character that begins here.
    fileprivate func scalar(after position: Int) -> Int {
        var next = position + 1
        while next < count, self[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }

    /// The place of the next colon; behind it where one stands here.
    fileprivate func colon(after position: Int) -> Int {
        var next = position
        while next < count, self[next] != UInt8(ascii: ":") { next += 1 }
        return next == position ? position + 1 : next
    }
}
