public import Cryptography
public import Essentials

/// Signs tokens in compact form (RFC 7515 §5.1) with one key.
public struct TokenSigner: Sendable {
    private enum Key: Sendable {
        case `private`(PrivateKey)
        case symmetric(Secret)
    }

    /// The algorithm that the signer was made with.
    public let algorithm: JWSAlgorithm
    /// `kid` of what it signs.
    public let keyID: ExactString?
    private let key: Key

    /// Signs with a private key. An algorithm that does not fit the key shows at the first signature.
    public init(key: PrivateKey, algorithm: JWSAlgorithm, keyID: ExactString?) {
        self.init(.private(key), algorithm, keyID)
    }

    /// Signs with a shared secret; an algorithm that is not a MAC, or a secret shorter than its digest,
    /// shows at the first signature.
    public static func hmac(_ secret: Secret, algorithm: JWSAlgorithm, keyID: ExactString? = nil) -> TokenSigner {
        TokenSigner(.symmetric(secret), algorithm, keyID)
    }

    private init(_ key: Key, _ algorithm: JWSAlgorithm, _ keyID: ExactString?) {
        self.key = key
        self.algorithm = algorithm
        self.keyID = keyID
    }

    /// A token of these claims; `type` becomes `typ` (RFC 7515 §4.1.9).
    ///
    /// - Throws: `CryptographyError`.
    public func sign(_ claims: JSONObject, type: String?) throws(CryptographyError) -> String {
        try sign(payload: claims.serializedBytes, type: type)
    }

    /// A JSON Web Signature over any bytes.
    ///
    /// - Throws: `CryptographyError`.
    public func sign(payload: [UInt8], type: String?) throws(CryptographyError) -> String {
        var header: JSONObject = ["alg": .string(algorithm.rawValue)]
        header["typ"] = type.map { .string($0) }
        header["kid"] = keyID.map { .string($0.text) }
        let input = Base64.encodeURL(header.serializedBytes) + "." + Base64.encodeURL(payload)
        return input + "." + Base64.encodeURL(try signature(over: Array(input.utf8)))
    }

    private func signature(over input: [UInt8]) throws(CryptographyError) -> [UInt8] {
        switch (algorithm.operation, key) {
        case (.signature(let scheme), .private(let key)): return try key.sign(input, scheme)
        case (.mac(let hash), .symmetric(let secret)):
            // RFC 7518 §3.2.
            guard secret.count >= hash.byteCount else {
                throw .wrongLength(of: "secret", found: secret.count, expected: "at least \(hash.byteCount)")
            }
            return try HMAC.authenticate(input, key: secret, hash)
        case (.mac, .private(let key)):
            throw .schemeDoesNotFit(scheme: algorithm.rawValue, key: key.kind.description)
        case (.signature, .symmetric):
            throw .schemeDoesNotFit(scheme: algorithm.rawValue, key: SymmetricFamily.keyType)
        }
    }
}
