import Cryptography
import Essentials
import SAML

/// What the gateway's own keys for SAML are for.
enum SAMLKeyPurpose: String, CaseIterable {
    /// Signs requests and logouts, as service provider.
    case signing
    /// Decrypts what providers encrypt to us.
    case decryption
    /// Signs assertions for issuers, as identity provider.
    case issuing
}

/// The gateway's own keys for SAML at one instant, each with a certificate it made for itself: metadata shows keys in
/// certificates, and nobody reads anything else from them.
struct SAMLKeyRing: Sendable {
    /// Sign requests and logouts, as service provider: the first does, the others are shown, as they will or did.
    let signing: [SigningCredential]
    /// Decrypts what providers encrypt to us, and is shown.
    let decryption: DecryptionCredential
    /// Decrypt as well, and are shown no longer or not yet.
    let furtherDecryptionKeys: [PrivateKey]
    /// Sign assertions for issuers, as identity provider: the first does, the others are shown.
    let issuing: [SigningCredential]
    /// The one that signs assertions.
    let issuer: SigningCredential
}

extension SAMLKeyRing {
    /// What follows from the keys for an instant.
    init(signing: KeyRow, decryption: KeyRow, issuing: KeyRow, at now: Instant, keep: Duration) {
        self.signing = Self.shown(signing, now, keep).map(Self.signer)
        let inUse = decryption.current(at: now)
        self.decryption = DecryptionCredential(key: inUse.key, certificate: inUse.certificate)
        // One whose turn is to come decrypts already: another node's clock may be ahead.
        furtherDecryptionKeys = (decryption.coming(at: now) + decryption.former(at: now, keep: keep)).map(\.key)
        self.issuing = Self.shown(issuing, now, keep).map(Self.signer)
        issuer = Self.signer(issuing.current(at: now))
    }

    private static func shown(_ row: KeyRow, _ now: Instant, _ keep: Duration) -> [KeyGeneration] {
        [row.current(at: now)] + row.coming(at: now) + row.former(at: now, keep: keep)
    }

    private static func signer(_ generation: KeyGeneration) -> SigningCredential {
        SigningCredential(key: generation.key, certificate: generation.certificate)
    }
}
