/// Why a text is not taken as JSON.
public enum JSONError: Reportable, Equatable {
    case tooLarge(bytes: Int, limit: Int)
    case tooDeep(limit: Int)
    case tooMany(limit: Int)
    case duplicateName(String)
    case malformed(offset: Int, String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .tooLarge: "json-too-large"
        case .tooDeep: "json-too-deep"
        case .tooMany: "json-too-many-values"
        case .duplicateName: "json-duplicate-name"
        case .malformed: "json-malformed"
        }
    }

    /// What was wrong and where.
    public var detail: String {
        switch self {
        case .tooLarge(let bytes, let limit): "the JSON text has \(bytes) bytes; at most \(limit) are read"
        case .tooDeep(let limit): "the JSON text nests deeper than \(limit) levels"
        case .tooMany(let limit): "the JSON text holds more than \(limit) values"
        case .duplicateName(let name): "the member \(quoted(name)) stands twice in one object"
        case .malformed(let offset, let what): "not JSON at byte \(offset): \(what)"
        }
    }

    /// The clause of RFC 8259.
    public var clause: String? {
        switch self {
        case .duplicateName: "RFC 8259 §4"
        case .malformed: "RFC 8259 §2"
        case .tooLarge, .tooDeep, .tooMany: "RFC 8259 §9"
        }
    }
}

/// How much JSON is read from a stranger.
public struct JSONLimits: Sendable {
    /// Bytes of the whole text.
    public let bytes: Int
    /// Levels of arrays and objects.
    public let depth: Int
    /// Values in all.
    public let values: Int

    /// Limits of one's own.
    public init(bytes: Int, depth: Int, values: Int) {
        self.bytes = bytes
        self.depth = depth
        self.values = values
    }

    /// 64 KiB, 16 levels, 4,096 values: a token, a claim set, a small answer.
    public static let small = JSONLimits(bytes: 65_536, depth: 16, values: 4096)
    /// 1 MiB, 32 levels, 65,536 values: discovery documents, key sets.
    public static let document = JSONLimits(bytes: 1_048_576, depth: 32, values: 65_536)
}
