public import Cryptography
public import Essentials
public import HTTP

/// What our own metadata says in every role.
public struct EntityDescription: Sendable {
    /// Whom it is run by (SAML Metadata §2.3.2.1).
    public struct Organization: Sendable {
        /// Its name.
        public var name: String
        /// Its name for people.
        public var displayName: String
        /// Its address on the web.
        public var url: HTTPURL

        /// An organisation; without a name of its own for people, its name.
        public init(name: String, displayName: String? = nil, url: HTTPURL) {
            self.name = name
            self.displayName = displayName ?? name
            self.url = url
        }
    }

    /// What we call ourselves.
    public var entityID: ExactString
    /// The certificates of the keys we sign with; in a rollover the next one beside the one in use.
    public var signingCertificates: [Certificate]
    /// The certificates of the keys one may encrypt to; in a rollover the next one first.
    public var encryptionCertificates: [Certificate]
    /// Where logout messages come to.
    public var singleLogout: [MetadataEndpoint]
    /// Where artifacts are resolved.
    public var artifactResolution: [IndexedEndpoint]
    /// The formats of NameID that are taken or given.
    public var nameIDFormats: [ExactString]
    /// The name for people, in several languages.
    public var displayNames: [IdentityProviderMetadata.LocalizedText]
    /// Whom it is run by.
    public var organization: Organization?
    /// Until when this is true.
    public var validUntil: Instant?
    /// After what time readers should come again.
    public var cacheDuration: Duration?

    /// An entity of this name.
    public init(
        entityID: ExactString, signingCertificates: [Certificate], encryptionCertificates: [Certificate] = []
    ) {
        self.entityID = entityID
        self.signingCertificates = signingCertificates
        self.encryptionCertificates = encryptionCertificates
        singleLogout = []
        artifactResolution = []
        nameIDFormats = []
        displayNames = []
    }
}

/// What our metadata says of us as a service provider.
public struct ServiceProviderDescription: Sendable {
    /// What it says in every role.
    public var entity: EntityDescription
    /// Where responses come to: by POST, by artifact.
    public var assertionConsumers: [IndexedEndpoint]
    /// Our AuthnRequests are signed.
    public var signsAuthnRequests: Bool
    /// Assertions are to be signed, also where the response is.
    public var wantsSignedAssertions: Bool

    /// A service provider of these parts.
    public init(
        _ entity: EntityDescription, assertionConsumers: [IndexedEndpoint], signsAuthnRequests: Bool,
        wantsSignedAssertions: Bool
    ) {
        self.entity = entity
        self.assertionConsumers = assertionConsumers
        self.signsAuthnRequests = signsAuthnRequests
        self.wantsSignedAssertions = wantsSignedAssertions
    }

    /// What the settings for a provider make known: responses by POST, and by artifact where there is a place for
    /// them; logout by redirect, POST and SOAP.
    ///
    /// - Parameter artifactURL: where artifacts come to, where they are taken.
    public init(_ settings: ServiceProviderSettings, artifactURL: HTTPURL? = nil) {
        var entity = EntityDescription(
            entityID: settings.entityID, signingCertificates: settings.signingCredentials.map(\.certificate),
            encryptionCertificates: settings.decryptionCredentials.map(\.certificate))
        entity.singleLogout = [.redirect, .post, .soap].map { MetadataEndpoint($0, settings.sloURL) }
        var consumers = [IndexedEndpoint(MetadataEndpoint(.post, settings.acsURL), index: 0, isDefault: true)]
        if let artifactURL { consumers.append(IndexedEndpoint(MetadataEndpoint(.artifact, artifactURL), index: 1)) }
        self.init(
            entity, assertionConsumers: consumers, signsAuthnRequests: settings.options.signsAuthnRequests,
            wantsSignedAssertions: [.assertion, .both].contains(settings.options.signatures))
    }
}

/// What our metadata says of us as an identity provider: the one that an issuer trusts in a broker's stead.
public struct IdentityProviderDescription: Sendable {
    /// What it says in every role.
    public var entity: EntityDescription
    /// Where AuthnRequests come to.
    public var singleSignOn: [MetadataEndpoint]
    /// AuthnRequests are to be signed.
    public var wantsSignedAuthnRequests: Bool

    /// An identity provider of these parts.
    public init(_ entity: EntityDescription, singleSignOn: [MetadataEndpoint], wantsSignedAuthnRequests: Bool = false) {
        self.entity = entity
        self.singleSignOn = singleSignOn
        self.wantsSignedAuthnRequests = wantsSignedAuthnRequests
    }
}
