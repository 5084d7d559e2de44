internal import Cryptography
internal import Essentials

extension JWSAlgorithm {
    /// Whether this algorithm may be used with this key.
    func fits(_ material: JSONWebKey.Material) -> Bool {
        switch (operation, material) {
        case (.signature(.rsaPKCS1), .public(let key)), (.signature(.rsaPSS), .public(let key)):
            if case .rsa = key.kind { true } else { false }
        case (.signature(.ecdsa(let curve, _)), .public(let key)): key.kind == .elliptic(curve)
        case (.signature(.ed25519), .public(let key)): key.kind == .ed25519
        // RFC 7518 §3.2: a key of the same size as the hash output or larger.
        case (.mac(let hash), .symmetric(let secret)): secret.count >= hash.byteCount
        case (.signature, .symmetric), (.mac, .public): false
        }
    }

    /// Whether a signature belongs to a message under a key that fits.
    func isValid(_ signature: [UInt8], over message: [UInt8], _ material: JSONWebKey.Material)
        throws(CryptographyError) -> Bool
    {
        switch (operation, material) {
        case (.signature(let scheme), .public(let key)): try key.isValid(signature, over: message, scheme)
        case (.mac(let hash), .symmetric(let secret)):
            try HMAC.isValid(signature, over: message, key: secret, hash)
        case (.signature, .symmetric), (.mac, .public): false
        }
    }
}
