public import Cryptography

/// A key of a key descriptor (SAML Metadata §2.4.1.1). The certificate is only what it comes in: neither its
/// authority nor its time says anything (SAML V2.0 Metadata Interoperability Profile §2.5.1).
public struct MetadataKey: Sendable {
    /// The key.
    public let publicKey: PublicKey
    /// The certificate it came in; `nil` for a bare `ds:KeyValue`.
    public let certificate: Certificate?

    /// The key of a certificate.
    public init(_ certificate: Certificate) {
        publicKey = certificate.publicKey
        self.certificate = certificate
    }

    /// A key without a certificate.
    public init(_ publicKey: PublicKey) {
        self.publicKey = publicKey
        certificate = nil
    }
}

/// Whom metadata is believed from.
public enum MetadataTrust: Sendable {
    /// It is not judged: the place it comes from is what is trusted (a file of the operator's, a URL of https).
    case notJudged
    /// The root must be signed by one of these keys; eight at most.
    case pinned([Certificate])
}
