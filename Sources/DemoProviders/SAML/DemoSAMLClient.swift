public import Cryptography
public import SAML
public import XMLSecurity

/// A service provider registered at the demo provider.
public struct DemoSAMLClient: Sendable {
    /// Who it is, where answers go, by which keys it is known.
    public var serviceProvider: RegisteredServiceProvider
    /// Whom assertions are encrypted to, where they are.
    public var encryptionCertificate: Certificate?

    /// A service provider.
    public init(_ serviceProvider: RegisteredServiceProvider, encryptionCertificate: Certificate? = nil) {
        self.serviceProvider = serviceProvider
        self.encryptionCertificate = encryptionCertificate
    }
}

/// What the demo provider signs and encrypts.
public struct DemoSAMLProtection: Sendable, Equatable {
    /// What is signed.
    public var signatures: SignatureDemand
    /// How assertions are encrypted; `nil`: they are not.
    public var encryption: ContentEncryption?

    /// Signed assertions in the open, unless told otherwise.
    public init(signatures: SignatureDemand = .assertion, encryption: ContentEncryption? = nil) {
        self.signatures = signatures
        self.encryption = encryption
    }
}
