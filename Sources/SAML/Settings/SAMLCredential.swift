public import Cryptography

/// A key that signs, with the certificate that metadata shows for it.
public struct SigningCredential: Sendable {
    /// The key.
    public let key: PrivateKey
    /// The certificate; SAML reads nothing from it but the key.
    public let certificate: Certificate
    /// How is signed.
    public let scheme: SignatureScheme

    /// A key with its certificate. Where no scheme is named: RSA PKCS #1 with SHA-256, or ECDSA with the hash function
    /// that fits the curve.
    public init(key: PrivateKey, certificate: Certificate, scheme: SignatureScheme? = nil) {
        self.key = key
        self.certificate = certificate
        self.scheme = scheme ?? SigningCredential.usualScheme(for: key.kind)
    }

    private static func usualScheme(for kind: KeyKind) -> SignatureScheme {
        switch kind {
        case .elliptic(.p384): .ecdsa(.p384, .sha384)
        case .elliptic(.p521): .ecdsa(.p521, .sha512)
        case .elliptic(let curve): .ecdsa(curve, .sha256)
        case .ed25519: .ed25519
        case .rsa: .rsaPKCS1(.sha256)
        }
    }
}

/// A key that decrypts, with the certificate that metadata shows for it.
public struct DecryptionCredential: Sendable {
    /// The key.
    public let key: PrivateKey
    /// The certificate.
    public let certificate: Certificate

    /// A key with its certificate.
    public init(key: PrivateKey, certificate: Certificate) {
        self.key = key
        self.certificate = certificate
    }
}
