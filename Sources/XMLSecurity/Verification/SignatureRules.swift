public import Cryptography
public import Essentials

/// A key that a peer's signatures are held against: from its configured metadata, never from a message.
public struct VerificationKey: Sendable {
    /// The key.
    public let key: PublicKey
    /// What an operator knows it by: of a certificate, its SHA-256 fingerprint.
    public let label: String

    /// A key under a name.
    public init(_ key: PublicKey, label: String) {
        self.key = key
        self.label = label
    }

    /// The key of a certificate. Only the key counts: its dates and issuer are not judged (SAML metadata §2.4.1.1;
    /// trust comes from where the certificate was configured).
    public init(_ certificate: Certificate) throws(CryptographyError) {
        self.init(certificate.publicKey, label: Hexadecimal.encode(try certificate.fingerprint()))
    }
}

/// What a verifier takes of one peer.
public struct SignatureRules: Sendable {
    /// Keys that are tried on one signature.
    public static let maximumKeys = 8

    /// The peer's keys. Of those that fit the algorithm, the first eight are tried.
    public let keys: [VerificationKey]
    /// Whether SHA-1 is taken in signature and digest. Each time it is, a warning is logged.
    public let allowsSHA1: Bool
    /// Whether inclusive canonicalisation is taken, of the reference and of `ds:SignedInfo`.
    public let allowsInclusiveCanonicalisation: Bool
    /// Where the warning goes.
    public let log: any LogSink

    /// Rules for one peer.
    public init(
        keys: [VerificationKey], allowsSHA1: Bool, allowsInclusiveCanonicalisation: Bool, log: any LogSink = NoLog()
    ) {
        self.keys = keys
        self.allowsSHA1 = allowsSHA1
        self.allowsInclusiveCanonicalisation = allowsInclusiveCanonicalisation
        self.log = log
    }
}
