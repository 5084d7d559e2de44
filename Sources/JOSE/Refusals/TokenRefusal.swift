public import Cryptography
public import Essentials

/// Why a token is refused.
public enum TokenRefusal: Reportable, Equatable {
    /// One of the parts of a compact form.
    public enum Part: String, Sendable {
        case header
        case payload
        case signature
    }

    // reading
    case tooLarge(bytes: Int, limit: Int)
    case notThreeParts(Int)
    case notBase64URL(Part)
    case headerNotJSON(JSONError)
    case headerParameterRefused(String)
    case headerParameterMissing(String)
    case headerParameterMalformed(String, wanted: String, found: String)
    case claimsNotJSON(JSONError)

    // signature
    case algorithmNotAllowed(found: String, allowed: String)
    /// The set has no key of this name: fetching it again may help.
    case unknownKey(ExactString)
    /// The key of this name was left out of the set.
    case unusableKey(ExactString, KeyDefect)
    case keyDoesNotFit(ExactString, kind: String, keyAlgorithm: JWSAlgorithm?, tokenAlgorithm: JWSAlgorithm)
    /// The token names no key, and none of the set fits: fetching it again may help.
    case noKeyFits(JWSAlgorithm)
    case signatureInvalid(keyID: ExactString?, algorithm: JWSAlgorithm, tried: Int, fitting: Int)
    case libraryFailure(CryptographyError)

    // claims
    case claimMissing(String)
    case claimMalformed(String, wanted: String, found: String)
    case issuerMismatch(expected: String, found: String)
    case keyIssuerMismatch(key: String, token: String)
    case audienceMismatch(expected: [String], found: [String])
    case expired(at: Instant, judgedAt: Instant, skew: Duration)
    case notYetValid(from: Instant, judgedAt: Instant, skew: Duration)
    case issuedInFuture(at: Instant, judgedAt: Instant, skew: Duration)
    case nonceMismatch

    /// Every reason with clause and meaning.
    public static let catalogue: [(reason: String, clause: String, meaning: String)] = Code.rows

    /// A stable code.
    public var reason: String { code.rawValue }
    /// Where the rule is written.
    public var clause: String? { code.clause }

    /// Whether the same token could be found good once the key set was fetched again.
    public var mayBeStaleKeys: Bool {
        switch self {
        case .unknownKey, .noKeyFits: true
        case .signatureInvalid(let keyID, _, _, _): keyID == nil
        default: false
        }
    }
}
