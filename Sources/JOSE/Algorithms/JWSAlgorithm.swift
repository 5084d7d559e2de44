internal import Cryptography

/// A signature or MAC algorithm by its registered name (RFC 7518 §3.1, RFC 8037 §3.1). `none` is not among them.
public enum JWSAlgorithm: String, Sendable, CaseIterable, Hashable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case edDSA = "EdDSA"
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"

    /// Those whose verifier cannot sign: what a caller that names nothing else should take.
    public static let asymmetric: Set<JWSAlgorithm> = Set(allCases.filter { !$0.isSymmetric })

    /// True where the verifier's key is the signer's.
    public var isSymmetric: Bool { if case .mac = operation { true } else { false } }

    /// What the name stands for.
    enum Operation {
        case signature(SignatureScheme)
        case mac(HashAlgorithm)
    }

    var operation: Operation {
        switch self {
        case .rs256: .signature(.rsaPKCS1(.sha256))
        case .rs384: .signature(.rsaPKCS1(.sha384))
        case .rs512: .signature(.rsaPKCS1(.sha512))
        case .ps256: .signature(.rsaPSS(.sha256))
        case .ps384: .signature(.rsaPSS(.sha384))
        case .ps512: .signature(.rsaPSS(.sha512))
        // RFC 7518 §3.4: each name fixes the curve as well as the hash.
        case .es256: .signature(.ecdsa(.p256, .sha256))
        case .es384: .signature(.ecdsa(.p384, .sha384))
        case .es512: .signature(.ecdsa(.p521, .sha512))
        case .edDSA: .signature(.ed25519)
        case .hs256: .mac(.sha256)
        case .hs384: .mac(.sha384)
        case .hs512: .mac(.sha512)
        }
    }

    /// The names in the order of the registry, for people.
    static func list(_ algorithms: Set<JWSAlgorithm>) -> String {
        allCases.filter(algorithms.contains).map(\.rawValue).joined(separator: ", ")
    }
}
