public import Cryptography
public import Essentials

/// Why a JSON Web Key may not be used.
public enum KeyDefect: Reportable, Equatable {
    /// It is not an object but this kind of value.
    case notAnObject(String)
    /// A member that it needs is absent.
    case memberMissing(String)
    /// A member is not what it must be.
    case memberMalformed(String, String)
    /// `kty` names no type that we have.
    case typeUnknown(String)
    /// `crv` names no curve that we have.
    case curveUnknown(String)
    /// `alg` names no algorithm that we have.
    case algorithmUnknown(String)
    /// `alg` names an algorithm for another type, curve or length of key.
    case algorithmDoesNotFit(JWSAlgorithm)
    /// The key is weak, or not a point of its curve.
    case unsuitable(CryptographyError)
    /// It holds this private member.
    case isPrivate(String)
    /// `use` is not `sig`.
    case otherUse(String)
    /// `key_ops` does not hold `verify`.
    case otherOperations([String])
    /// A different or unreadable key of the set has the same `kid`.
    case keyIDNotUnique
    /// A symmetric key of fewer than 32 bytes.
    case symmetricTooShort(bytes: Int)
    /// A symmetric key in a set that also holds public keys.
    case symmetricBesidePublic

    enum Code: String, ReasonCode {
        case notAnObject = "key-not-an-object"
        case memberMissing = "key-member-missing"
        case memberMalformed = "key-member-malformed"
        case typeUnknown = "key-type-unknown"
        case curveUnknown = "key-curve-unknown"
        case algorithmUnknown = "key-algorithm-unknown"
        case algorithmDoesNotFit = "key-algorithm-does-not-fit"
        case unsuitable = "key-unsuitable"
        case isPrivate = "key-private"
        case otherUse = "key-for-other-use"
        case otherOperations = "key-for-other-operations"
        case keyIDNotUnique = "key-id-not-unique"
        case symmetricTooShort = "key-too-short"
        case symmetricBesidePublic = "key-symmetric-beside-public"

        var clause: String {
            switch self {
            case .notAnObject: "RFC 7517 §5.1"
            case .memberMissing, .memberMalformed: "RFC 7517 §4"
            case .typeUnknown: "RFC 7517 §4.1"
            case .curveUnknown: "RFC 7518 §6.2.1.1"
            case .algorithmUnknown, .algorithmDoesNotFit: "RFC 7517 §4.4"
            case .unsuitable: "RFC 8725 §3.5"
            case .isPrivate: "RFC 7517 §9.3"
            case .otherUse: "RFC 7517 §4.2"
            case .otherOperations: "RFC 7517 §4.3"
            case .keyIDNotUnique: "RFC 7517 §4.5"
            case .symmetricTooShort: "RFC 7518 §3.2"
            case .symmetricBesidePublic: "RFC 8725 §2.1"
            }
        }

        var meaning: String {
            switch self {
            case .notAnObject: "an element of the set is not a JSON object"
            case .memberMissing: "a member that the key type demands is absent"
            case .memberMalformed: "a member has the wrong type or encoding"
            case .typeUnknown: "the key type is none of RSA, EC, OKP and oct"
            case .curveUnknown: "the curve is none of P-256, P-384, P-521 and Ed25519"
            case .algorithmUnknown: "the key is for an algorithm that is not offered"
            case .algorithmDoesNotFit: "the key names an algorithm that its type, curve or length does not fit"
            case .unsuitable: "the key is weak, malformed, off its curve or of small order"
            case .isPrivate: "the key was published together with its private half"
            case .otherUse: "the key is marked for another use than signatures"
            case .otherOperations: "the key is marked for other operations than verification"
            case .keyIDNotUnique:
                "another key of the set, different or unreadable, has the same key id, so neither is used"
            case .symmetricTooShort: "a symmetric key is shorter than the shortest digest it could serve"
            case .symmetricBesidePublic: "a symmetric key stands beside public keys and could be taken for one"
            }
        }
    }

    /// Whether the key would have been one of ours, could it only be read.
    var isUnreadable: Bool { if case .memberMalformed = self { true } else { false } }

    var code: Code {
        switch self {
        case .notAnObject: .notAnObject
        case .memberMissing: .memberMissing
        case .memberMalformed: .memberMalformed
        case .typeUnknown: .typeUnknown
        case .curveUnknown: .curveUnknown
        case .algorithmUnknown: .algorithmUnknown
        case .algorithmDoesNotFit: .algorithmDoesNotFit
        case .unsuitable: .unsuitable
        case .isPrivate: .isPrivate
        case .otherUse: .otherUse
        case .otherOperations: .otherOperations
        case .keyIDNotUnique: .keyIDNotUnique
        case .symmetricTooShort: .symmetricTooShort
        case .symmetricBesidePublic: .symmetricBesidePublic
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
        case .notAnObject(let kind): "the key is a JSON \(kind), not an object"
        case .memberMissing(let name): "the key has no member `\(name)`"
        case .memberMalformed(let name, let what): "the key's member `\(name)` is malformed: \(what)"
        case .typeUnknown(let type): "the key is of type \(quoted(type)); RSA, EC, OKP and oct are known"
        case .curveUnknown(let curve): "the key is on curve \(quoted(curve)); P-256, P-384, P-521 and Ed25519 are known"
        case .algorithmUnknown(let name): "the key is for the algorithm \(quoted(name)), which is not offered"
        case .algorithmDoesNotFit(let algorithm):
            "the key is for `\(algorithm.rawValue)`, which its type, curve or length does not fit"
        case .unsuitable(let error): error.detail
        case .isPrivate(let member): "the key was published with its private member `\(member)`"
        case .otherUse(let use): "the key is marked for the use \(quoted(use)); `sig` was expected"
        case .otherOperations(let found): "the key is marked for \(quoted(found)); `verify` was expected"
        case .keyIDNotUnique: "another key of the set, different or unreadable, has the same key id"
        case .symmetricTooShort(let bytes): "the symmetric key has \(bytes) bytes; at least 32 are needed"
        case .symmetricBesidePublic: "the symmetric key stands in one set with public keys"
        }
    }
}
