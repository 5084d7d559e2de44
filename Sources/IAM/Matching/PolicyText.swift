import Essentials

/// A text of a policy taken apart: characters that stand for themselves, wildcards, and policy variables
/// (IAM User Guide, Policy elements: variables and tags).
struct PolicyText: Sendable, Hashable {
    enum Piece: Sendable, Hashable {
        case literal([UInt8])
        case anyRun
        case anyOne
        /// `${key}` or `${key, 'default'}`; the key in small letters.
        case variable(ExactString, fallback: [UInt8]?)
    }

    /// What `*` and `?` may pass.
    enum Rule: Sendable, Hashable {
        /// Everything.
        case plain
        /// `Resource`: within the first five fields no colon, except that a `*` at a field's end does; then all.
        case resource
        /// ARN operators: the six fields are compared one by one.
        case fields
    }

    var pieces: [Piece]

    /// True where a value of the request must be filled in.
    var hasVariables: Bool {
        pieces.contains { if case .variable = $0 { true } else { false } }
    }

    /// The text as tokens; `nil` where a variable has no value that could be filled in.
    func tokens(_ rule: Rule, _ context: RequestContext) -> [WildcardPattern.Token]? {
        var tokens: [WildcardPattern.Token] = []
        var fields = rule == .plain ? 5 : 0
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .literal(let bytes):
                for byte in bytes {
                    tokens.append(WildcardPattern.Token(byte))
                    if byte == UInt8(ascii: ":") { fields += 1 }
                }
            case .anyOne: tokens.append(fields < 5 ? WildcardPattern.oneInField : WildcardPattern.anyOne)
            case .anyRun:
                let passesColons = fields >= 5 || rule == .resource && endsField(at: index)
                tokens.append(passesColons ? WildcardPattern.anyRun : WildcardPattern.runInField)
            case .variable(let key, let fallback):
                guard let value = context.single(key) ?? (context.isAbsent(key) ? fallback : nil) else { return nil }
                // A value fills a field and never makes one.
                if fields < 5, value.contains(UInt8(ascii: ":")) { return nil }
                tokens += value.map { WildcardPattern.Token($0) }
            }
        }
        return tokens
    }

    private func endsField(at index: Int) -> Bool {
        guard index + 1 < pieces.count else { return true }
        if case .literal(let bytes) = pieces[index + 1] { return bytes.first == UInt8(ascii: ":") }
        return false
    }

    /// Colons that stand in the policy itself.
    var colons: Int {
        pieces.reduce(0) { sum, piece in
            if case .literal(let bytes) = piece { sum + bytes.count { $0 == UInt8(ascii: ":") } } else { sum }
        }
    }

    /// An ARN of fewer than six fields means any value in those that are missing (IAM User Guide, Identify AWS
    /// resources with ARNs). A `*` at its end passes the colons already.
    mutating func completeFields() {
        guard pieces.last != .anyRun else { return }
        for _ in colons..<max(5, colons) { pieces += [.literal([UInt8(ascii: ":")]), .anyRun] }
    }
}

/// A text of a policy, ready to be compared: fixed when the policy was read, or filled in for each request.
enum CompiledText: Sendable, Hashable {
    case fixed(WildcardPattern)
    case template(PolicyText, PolicyText.Rule)

    init(_ text: PolicyText, _ rule: PolicyText.Rule) {
        if !text.hasVariables, let tokens = text.tokens(rule, RequestContext()) {
            self = .fixed(WildcardPattern(tokens: tokens))
        } else {
            self = .template(text, rule)
        }
    }

    /// Whether the bytes fit; `nil` where a variable has no value.
    func matches(_ subject: UnsafeBufferPointer<UInt8>, _ context: RequestContext) -> Bool? {
        switch self {
        case .fixed(let pattern): return pattern.matches(subject)
        case .template(let text, let rule):
            guard let tokens = text.tokens(rule, context) else { return nil }
            return tokens.withUnsafeBufferPointer { WildcardPattern.matches($0, subject) }
        }
    }
}
