public import Cryptography
public import Essentials
public import HTTP

/// What one identity provider knows us by, and our keys.
public struct ServiceProviderSettings: Sendable {
    /// The provider's id in the configuration.
    public var providerID: String
    /// Our own entity ID: the audience of its assertions and the issuer of our messages.
    public var entityID: ExactString
    /// Our assertion consumer service: where responses come to.
    public var acsURL: HTTPURL
    /// Our single logout service.
    public var sloURL: HTTPURL
    /// Keys that sign; the first is the one in use, the others are published for a rollover.
    public var signingCredentials: [SigningCredential]
    /// Keys that decrypt, every one tried; metadata shows their certificates.
    public var decryptionCredentials: [DecryptionCredential]
    /// Keys that decrypt as well and that metadata does not show, or shows no longer.
    public var furtherDecryptionKeys: [PrivateKey] = []
    /// How the provider is asked and judged.
    public var options: ServiceProviderOptions

    /// Settings of these parts.
    public init(
        providerID: String, entityID: ExactString, acsURL: HTTPURL, sloURL: HTTPURL,
        signingCredentials: [SigningCredential], decryptionCredentials: [DecryptionCredential],
        options: ServiceProviderOptions = ServiceProviderOptions()
    ) {
        self.providerID = providerID
        self.entityID = entityID
        self.acsURL = acsURL
        self.sloURL = sloURL
        self.signingCredentials = signingCredentials
        self.decryptionCredentials = decryptionCredentials
        self.options = options
    }

    /// The keys that decrypt.
    public var decryptionKeys: [PrivateKey] { decryptionCredentials.map(\.key) + furtherDecryptionKeys }
}
