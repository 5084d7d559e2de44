public import OpenIDConnect

/// A provider as it stands in the configuration, its preset filled in.
public struct ProviderDefinition: Sendable {
    /// Its key in the configuration.
    public let id: String
    /// The preset it was made from.
    public let preset: String
    /// What it is called (`Google`).
    public let displayName: String
    /// What its button says (`Continue with Google`).
    public let signInLabel: String
    /// The file name of its mark, without extension.
    public let mark: String?
    /// Which of its claims mean what.
    public let claims: IdentityClaims
    /// What its claims must hold before anybody is let in.
    public let requirements: [ClaimRequirement]
    /// True where strangers have accounts at the same issuer (Google, Microsoft's `common`).
    public let isIssuerShared: Bool
    /// The claims that tell one account of this provider from another.
    public let subjectClaims: [String]
    /// The names of its groups by their ids, where it tells ids only.
    public let groupNames: GroupNames
    /// How it proves who somebody is.
    public let kind: ProviderKind

    /// A provider of these parts.
    public init(
        id: String, preset: String, displayName: String, signInLabel: String, mark: String?, claims: IdentityClaims,
        requirements: [ClaimRequirement], isIssuerShared: Bool, subjectClaims: [String],
        groupNames: GroupNames = .none, kind: ProviderKind
    ) {
        self.id = id
        self.preset = preset
        self.displayName = displayName
        self.signInLabel = signInLabel
        self.mark = mark
        self.claims = claims
        self.requirements = requirements
        self.isIssuerShared = isIssuerShared
        self.subjectClaims = subjectClaims
        self.groupNames = groupNames
        self.kind = kind
    }

    /// What its relying party needs to know, where it is an OpenID provider.
    public var relyingParty: RelyingPartySettings? {
        if case .openIDConnect(let settings) = kind { settings } else { nil }
    }

    /// What its service provider needs to know, where it is a SAML identity provider.
    public var saml: SAMLProviderSettings? { if case .saml(let settings) = kind { settings } else { nil } }
}

/// The protocol by which a provider proves who somebody is, and what the gateway's side of it needs to know.
public enum ProviderKind: Sendable {
    /// OpenID Connect: ID tokens.
    case openIDConnect(RelyingPartySettings)
    /// SAML 2.0: assertions.
    case saml(SAMLProviderSettings)
}
