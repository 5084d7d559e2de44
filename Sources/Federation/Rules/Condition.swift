public import Patterns

/// What must hold for a rule to match.
public indirect enum Condition: Sendable {
    /// A claim passes a test.
    case claim(ClaimName, ClaimTest)
    /// Every one of these holds; so does none at all.
    case all([Condition])
    /// At least one of these holds.
    case any([Condition])
    /// This does not hold.
    case not(Condition)
}

/// What a condition looks at.
public enum ClaimName: Sendable, Hashable {
    /// `group:`, whatever claim the provider keeps its groups in.
    case group
    /// A claim of exactly this name, or a path with dots into one.
    case named(String)

    /// The name as it is written in a rule.
    public var text: String {
        switch self {
        case .group: "group"
        case .named(let name): name
        }
    }
}

/// What is asked of a claim's value. Where the claim is an array, one element that passes is enough.
public indirect enum ClaimTest: Sendable {
    /// The value is this text, byte for byte.
    case equals(String, ignoringCase: Bool)
    /// The whole value fits the glob.
    case glob(Glob, pattern: String, ignoringCase: Bool)
    /// The whole value fits the regular expression; its named captures feed templates.
    case matches(RegularExpression, pattern: String, ignoringCase: Bool)
    /// One of these passes.
    case anyOf([ClaimTest])
    /// The claim is there, or is not.
    case exists(Bool)
}
