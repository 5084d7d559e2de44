public import Essentials
internal import XMLSecurity

/// A service provider that an identity provider of ours serves.
public struct RegisteredServiceProvider: Sendable {
    /// Its entity ID.
    public var entityID: ExactString
    /// Where answers may go; the first by default.
    public var consumers: [IndexedEndpoint]
    /// Where logouts go.
    public var singleLogout: [MetadataEndpoint]
    /// The keys it signs with.
    public var signingKeys: [MetadataKey]
    /// Its requests must be signed.
    public var mustSignRequests: Bool

    /// A service provider of these parts.
    public init(
        entityID: ExactString, consumers: [IndexedEndpoint], singleLogout: [MetadataEndpoint] = [],
        signingKeys: [MetadataKey], mustSignRequests: Bool = true
    ) {
        self.entityID = entityID
        self.consumers = consumers
        self.singleLogout = singleLogout
        self.signingKeys = signingKeys
        self.mustSignRequests = mustSignRequests
    }

    var rules: SignatureRules {
        SignatureRules(
            keys: signingKeys.map(\.verificationKey), allowsSHA1: false, allowsInclusiveCanonicalisation: false)
    }
}
