import Cryptography
import Essentials
import JOSE

/// Signs tokens for tests: good in everything that a test does not change.
struct TokenFactory {
    static let instant = Instant(seconds: 1_767_225_600)
    static let issuer: ExactString = "https://idp.example"
    static let claims: JSONObject = [
        "iss": "https://idp.example", "sub": "alice", "aud": "client-1", "nonce": "n-1", "iat": 1_767_225_600,
        "nbf": 1_767_225_600, "exp": 1_767_229_200,
    ]

    let key: PrivateKey
    let keys: JSONWebKeySet

    init(_ curve: EllipticCurve = .p256) throws {
        key = try PrivateKey.generate(.elliptic(curve))
        keys = JSONWebKeySet([JSONWebKey(key.publicKey, keyID: "k", algorithm: nil)])
    }

    /// A token whose header and payload are exactly these texts, well signed by ES256.
    func token(header: String = #"{"alg":"ES256","kid":"k"}"#, payload: [UInt8]) throws -> String {
        let input = Base64.encodeURL(Array(header.utf8)) + "." + Base64.encodeURL(payload)
        let signature = try key.sign(Array(input.utf8), .ecdsa(.p256, .sha256))
        return input + "." + Base64.encodeURL(signature)
    }

    func token(header: String = #"{"alg":"ES256","kid":"k"}"#, claims: JSONObject) throws -> String {
        try token(header: header, payload: claims.serializedBytes)
    }

    static func expectations(
        issuer: ExpectedIssuer = .exactly(issuer), audience: [ExactString] = ["client-1"],
        nonce: ExpectedNonce = .exactly("n-1"), algorithms: Set<JWSAlgorithm> = JWSAlgorithm.asymmetric,
        at instant: Instant = instant, skew: Duration = .seconds(60)
    ) -> TokenExpectations {
        TokenExpectations(
            issuer: issuer, audience: .anyOf(audience), nonce: nonce, algorithms: algorithms, at: instant, skew: skew)
    }

    func verify(_ text: String, keys: JSONWebKeySet? = nil, _ expecting: TokenExpectations = expectations()) throws
        -> VerifiedToken
    {
        try TokenVerifier.verify(try UnverifiedToken(text), keys: keys ?? self.keys, expecting: expecting)
    }
}
