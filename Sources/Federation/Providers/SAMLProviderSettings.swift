public import Cryptography
public import Essentials
public import HTTP
public import SAML

/// What the service provider of one SAML identity provider needs to know, as configured. Keys that are not configured
/// are the gateway's own.
public struct SAMLProviderSettings: Sendable {
    /// By whose word an issuer of credentials hands out roles.
    public enum Trust: Sendable, Hashable {
        /// Ours: a fresh assertion by this gateway as identity provider.
        case broker
        /// The provider's: its own assertion goes on, which carries the issuer's audience and recipient.
        case passThrough
    }

    /// A key pair of an operator's own.
    public struct OwnKey: Sendable {
        /// The private key.
        public let key: PrivateKey
        /// Its certificate.
        public let certificate: Certificate

        /// A key with its certificate.
        public init(key: PrivateKey, certificate: Certificate) {
            self.key = key
            self.certificate = certificate
        }
    }

    /// Where the metadata comes from.
    public var metadata: MetadataPlace
    /// How a server that has it is reached.
    public var peer: OutgoingPeer
    /// The provider's entity ID; needed where the metadata describes several.
    public var providerEntityID: ExactString?
    /// Certificates of which one's key must have signed the metadata; where there is none, the way it came vouches.
    public var metadataCertificates: [Certificate]
    /// Our own entity ID.
    public var entityID: ExactString
    /// Where its responses go.
    public var acsURL: HTTPURL
    /// Where its logout messages go.
    public var sloURL: HTTPURL
    /// Where our metadata for it stands.
    public var metadataURL: HTTPURL
    /// Keys that sign, where they are not the gateway's own; the first signs.
    public var signingKeys: [OwnKey]
    /// Keys that decrypt, where they are not the gateway's own.
    public var decryptionKeys: [OwnKey]
    /// True where our metadata is signed.
    public var signsMetadata: Bool
    /// How the provider is asked and judged.
    public var options: ServiceProviderOptions
    /// The paths that a sign-in which the provider begins may name by its RelayState.
    public var landingPages: [String]
    /// By whose word roles are handed out.
    public var trust: Trust
    /// The audiences that its assertions may carry instead of our entity ID.
    public var audiences: [ExactString]
    /// The recipients that its assertions may carry instead of our URL.
    public var recipients: [ExactString]
    /// What the provider is called where an issuer knows it, the last part of its ARN.
    public var principalName: String

    /// Settings of one provider below the gateway's URL; all else as usual.
    public init?(id: String, metadata: MetadataPlace, gateway: HTTPURL) {
        guard let acsURL = gateway.appending(path: "/saml/\(id)/acs"),
            let sloURL = gateway.appending(path: "/saml/\(id)/slo"),
            let metadataURL = gateway.appending(path: "/saml/\(id)/metadata")
        else { return nil }
        self.metadata = metadata
        self.acsURL = acsURL
        self.sloURL = sloURL
        self.metadataURL = metadataURL
        entityID = ExactString(metadataURL.description)
        peer = .public
        metadataCertificates = []
        signingKeys = []
        decryptionKeys = []
        signsMetadata = false
        options = ServiceProviderOptions()
        landingPages = []
        trust = .broker
        audiences = []
        recipients = []
        principalName = id
    }
}
