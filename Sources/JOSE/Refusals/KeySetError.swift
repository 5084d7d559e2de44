public import Essentials

/// Why a whole set of keys is refused.
public enum KeySetError: Reportable, Equatable {
    /// It is not strict JSON; a member that stands twice is such a case.
    case notJSON(JSONError)
    /// There is no member `keys`.
    case keysMissing
    /// `keys` is this kind of value instead of an array.
    case keysMalformed(String)
    /// More than 100 keys.
    case tooManyKeys(Int)
    /// A symmetric key at this place of a set that came from an address.
    case symmetricKey(index: Int)

    enum Code: String, ReasonCode {
        case notJSON = "key-set-not-json"
        case keysMissing = "key-set-without-keys"
        case keysMalformed = "key-set-malformed"
        case tooManyKeys = "key-set-too-large"
        case symmetricKey = "key-set-with-symmetric-key"

        var clause: String {
            switch self {
            case .notJSON: "RFC 7517 §5"
            case .keysMissing, .keysMalformed: "RFC 7517 §5.1"
            case .tooManyKeys: "RFC 7517 §5"
            case .symmetricKey: "OpenID Connect Core §10.1"
            }
        }

        var meaning: String {
            switch self {
            case .notJSON: "the key set is not strict JSON, or a member stands twice in one object"
            case .keysMissing: "the key set has no member `keys`"
            case .keysMalformed: "the member `keys` is not an array"
            case .tooManyKeys: "the key set has more keys than are read"
            case .symmetricKey:
                "the key set came from an address and holds a symmetric key, which is no secret any more"
            }
        }
    }

    var code: Code {
        switch self {
        case .notJSON: .notJSON
        case .keysMissing: .keysMissing
        case .keysMalformed: .keysMalformed
        case .tooManyKeys: .tooManyKeys
        case .symmetricKey: .symmetricKey
        }
    }

    /// Every reason with clause and meaning.
    public static let catalogue: [(reason: String, clause: String, meaning: String)] = Code.rows

    /// A stable code.
    public var reason: String { code.rawValue }
    /// Where the rule is written.
    public var clause: String? { code.clause }

    /// What was wrong and where.
    public var detail: String {
        switch self {
        case .notJSON(let error): "the key set is refused: \(error.detail)"
        case .keysMissing: "the key set has no member `keys`"
        case .keysMalformed(let kind): "the key set's member `keys` is a JSON \(kind), not an array"
        case .tooManyKeys(let count):
            "the key set has \(count) keys; at most \(JSONWebKeySet.maximumKeys) are read"
        case .symmetricKey(let index): "the key set came from an address and its key number \(index + 1) is symmetric"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .symmetricKey: "the provider must take the key out of its set and replace it"
        case .notJSON, .keysMissing, .keysMalformed, .tooManyKeys: nil
        }
    }
}
