public import Cryptography
public import Essentials

/// A key that may verify signatures (RFC 7517 §4), checked when it was made.
public struct JSONWebKey: Sendable {
    /// The key itself.
    public enum Material: Sendable {
        /// One half of a pair.
        case `public`(PublicKey)
        /// A secret shared with the signer.
        case symmetric(Secret)
    }

    /// `kid`.
    public let keyID: ExactString?
    /// `alg`: the only algorithm that the key may be used with, where its owner named one.
    public let algorithm: JWSAlgorithm?
    /// `issuer`, a member of Microsoft's sets: tokens under this key must come from there. May hold one
    /// placeholder in braces.
    public let issuer: String?
    /// The key itself.
    public let material: Material

    /// A key of our own.
    public init(_ key: PublicKey, keyID: ExactString?, algorithm: JWSAlgorithm?) {
        self.init(.public(key), keyID: keyID, algorithm: algorithm, issuer: nil)
    }

    init(_ material: Material, keyID: ExactString?, algorithm: JWSAlgorithm?, issuer: String?) {
        self.material = material
        self.keyID = keyID
        self.algorithm = algorithm
        self.issuer = issuer
    }

    /// The key as JSON (RFC 7517 §4), without anything secret: of a symmetric key only its labels.
    public var json: JSONObject {
        var object: JSONObject
        switch material {
        case .public(let key): object = key.components.members
        case .symmetric: object = ["kty": .string(SymmetricFamily.keyType)]
        }
        object["kid"] = keyID.map { .string($0.text) }
        object["use"] = "sig"
        object["alg"] = algorithm.map { .string($0.rawValue) }
        object["issuer"] = issuer.map { .string($0) }
        return object
    }

    /// SHA-256 over the members that make up the key, in base64url (RFC 7638 §3).
    public func thumbprint() throws(CryptographyError) -> String {
        let members: JSONObject
        switch material {
        case .public(let key): members = key.components.members
        case .symmetric(let secret): members = SymmetricFamily.secretMembers(secret)
        }
        return Base64.encodeURL(try Digest.hash(members.serializedBytes, .sha256))
    }

    /// What the key is, for people: `RSA 2048`, `P-256`, `Ed25519`, `oct`.
    var kindName: String {
        switch material {
        case .public(let key): key.kind.description
        case .symmetric: SymmetricFamily.keyType
        }
    }

    /// Whether its owner and its type let the key be used with this algorithm.
    func allows(_ algorithm: JWSAlgorithm) -> Bool {
        (self.algorithm ?? algorithm) == algorithm && algorithm.fits(material)
    }

    /// Whether two keys are one key written twice.
    func isSame(as other: JSONWebKey) -> Bool {
        guard algorithm == other.algorithm, (issuer.map { ExactString($0) }) == (other.issuer.map { ExactString($0) })
        else {
            return false
        }
        switch (material, other.material) {
        case (.public(let left), .public(let right)): return left.components == right.components
        case (.symmetric(let left), .symmetric(let right)): return left == right
        case (.public, .symmetric), (.symmetric, .public): return false
        }
    }
}

extension PublicKeyComponents {
    /// The members that make up the key, in the order of RFC 7638 §3.2.
    fileprivate var members: JSONObject {
        switch self {
        case .rsa(let modulus, let exponent): RSAFamily.members(modulus: modulus, exponent: exponent)
        case .elliptic(let curve, let x, let y): EllipticFamily.members(curve, x: x, y: y)
        case .ed25519(let x): EdwardsFamily.members(x)
        }
    }
}
