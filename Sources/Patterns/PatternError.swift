public import Essentials

/// Why a regular expression is not taken, or could not be judged.
public enum PatternError: Reportable, Equatable {
    /// The pattern is longer than `RegularExpression.maximumPatternBytes`.
    case tooLong(bytes: Int, limit: Int)
    /// The pattern has more groups than `RegularExpression.maximumGroups`.
    case tooManyGroups(Int, limit: Int)
    /// RE2 does not take the pattern, or needs more memory for it than it may have.
    case invalid(pattern: String, why: String)
    /// `\C` matches half a character and is refused.
    case singleByte(pattern: String)
    /// The machine is out of memory.
    case outOfMemory

    /// A stable code.
    public var reason: String {
        switch self {
        case .tooLong: "pattern-too-long"
        case .tooManyGroups: "pattern-too-many-groups"
        case .invalid: "pattern-invalid"
        case .singleByte: "pattern-single-byte"
        case .outOfMemory: "pattern-out-of-memory"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .tooLong(let bytes, let limit): "the regular expression has \(bytes) bytes; at most \(limit) are taken"
        case .tooManyGroups(let count, let limit):
            "the regular expression has \(count) capturing groups; at most \(limit) are taken"
        case .invalid(let pattern, let why): "the regular expression `\(pattern)` is not taken: \(why)"
        case .singleByte(let pattern): "the regular expression `\(pattern)` uses `\\C`, which splits characters"
        case .outOfMemory: "no memory was left for a regular expression"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .tooLong: "split it into several conditions under `any:`"
        case .tooManyGroups: "write `(?:…)` for groups that need no capture"
        case .invalid: "RE2's syntax has neither look-around nor back-references"
        case .singleByte: "write `.`"
        case .outOfMemory: nil
        }
    }
}
