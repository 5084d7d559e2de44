public import Cryptography
public import Essentials

/// What a service provider needs to know of an identity provider: read from metadata, or put together by hand
/// where there is none.
public struct IdentityProviderMetadata: Sendable {
    /// A text in a language (`xml:lang`, RFC 5646).
    public struct LocalizedText: Sendable, Equatable {
        /// The language.
        public var language: String
        /// The text; a stranger's, to be escaped where it is shown.
        public var text: String

        /// A text in a language.
        public init(language: String, _ text: String) {
            self.language = language
            self.text = text
        }
    }

    /// What it calls itself, at most 1024 bytes (SAML Metadata §2.3.2).
    public var entityID: ExactString
    /// The keys it may sign with, in their order, each once; eight at most.
    public var signingKeys: [MetadataKey]
    /// The keys one may encrypt to, in their order, each once.
    public var encryptionKeys: [MetadataKey]
    /// Where an AuthnRequest goes, in the order of the document.
    public var singleSignOn: [MetadataEndpoint]
    /// Where logout messages go.
    public var singleLogout: [MetadataEndpoint]
    /// Where artifacts are resolved.
    public var artifactResolution: [IndexedEndpoint]
    /// It refuses an AuthnRequest that is not signed.
    public var wantsSignedAuthnRequests: Bool
    /// The formats of NameID that it can give, in the order of the document.
    public var nameIDFormats: [ExactString]
    /// Its name for people, in several languages.
    public var displayNames: [LocalizedText]
    /// The domains whose scoped attributes it may vouch for (`shibmd:Scope`); none that is a regular expression.
    public var scopes: [ExactString]
    /// Until when this is true.
    public var validUntil: Instant?
    /// After what time it wants to be asked again, as it said.
    public var cacheDuration: Duration?
    /// What was left out, and what an operator should know.
    public var warnings: [MetadataWarning]

    /// An identity provider of these parts.
    public init(
        entityID: ExactString, signingKeys: [MetadataKey], encryptionKeys: [MetadataKey] = [],
        singleSignOn: [MetadataEndpoint], singleLogout: [MetadataEndpoint] = [],
        artifactResolution: [IndexedEndpoint] = [], wantsSignedAuthnRequests: Bool = false,
        nameIDFormats: [ExactString] = [], displayNames: [LocalizedText] = [], scopes: [ExactString] = [],
        validUntil: Instant? = nil, cacheDuration: Duration? = nil, warnings: [MetadataWarning] = []
    ) {
        self.entityID = entityID
        self.signingKeys = signingKeys
        self.encryptionKeys = encryptionKeys
        self.singleSignOn = singleSignOn
        self.singleLogout = singleLogout
        self.artifactResolution = artifactResolution
        self.wantsSignedAuthnRequests = wantsSignedAuthnRequests
        self.nameIDFormats = nameIDFormats
        self.displayNames = displayNames
        self.scopes = scopes
        self.validUntil = validUntil
        self.cacheDuration = cacheDuration
        self.warnings = warnings
    }

    /// The certificates of the signing keys, of those that came in one.
    public var signingCertificates: [Certificate] { signingKeys.compactMap(\.certificate) }

    /// The certificates of the encryption keys, of those that came in one.
    public var encryptionCertificates: [Certificate] { encryptionKeys.compactMap(\.certificate) }

    /// The name for people in the first of these languages that there is one in, else in English, else the first.
    public func displayName(in languages: [String] = []) -> String? {
        for language in languages + ["en"] {
            let found = displayNames.first { LocalizedText.isSame($0.language, language) }
            if let found { return found.text }
        }
        return displayNames.first?.text
    }
}

extension IdentityProviderMetadata.LocalizedText {
    /// By the primary tag, regardless of ASCII case: `en` finds `en-GB`.
    fileprivate static func isSame(_ left: String, _ right: String) -> Bool {
        func primary(_ tag: String) -> [UInt8] {
            tag.utf8.prefix { $0 != UInt8(ascii: "-") }.map {
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0
            }
        }
        return primary(left) == primary(right)
    }
}
