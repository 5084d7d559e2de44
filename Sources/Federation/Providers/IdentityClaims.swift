/// Which claims of a provider mean what.
public struct IdentityClaims: Sendable, Equatable {
    /// The claim that holds the groups, a name or a path with dots (`realm_access.roles`); `nil` where the
    /// provider has none.
    public var groups: String?
    /// Claims that may hold a name to show; the first that is there is taken.
    public var name: [String]
    /// The claim that holds the e-mail address.
    public var email: String
    /// When the e-mail address may be trusted.
    public var emailTrust: EmailTrust
    /// The attribute that tells one person from another, where the NameID of an assertion does not.
    public var subject: String?
    /// An attribute that stands in place of the groups where they are too many.
    public var groupsOverage: String?
    /// Attributes whose values name the domain they are of, which the provider's metadata must list.
    public var scoped: [String]

    /// The claims of OpenID Connect Core §5.1, groups in `groups`.
    public init(
        groups: String? = "groups", name: [String] = ["name", "preferred_username"], email: String = "email",
        emailTrust: EmailTrust = .whenAffirmed(by: "email_verified"), subject: String? = nil,
        groupsOverage: String? = nil, scoped: [String] = []
    ) {
        self.groups = groups
        self.name = name
        self.email = email
        self.emailTrust = emailTrust
        self.subject = subject
        self.groupsOverage = groupsOverage
        self.scoped = scoped
    }
}

/// When a provider's word on an e-mail address may be trusted.
public enum EmailTrust: Sendable, Equatable {
    /// When this claim says so (`email_verified`, Microsoft's `xms_edov`).
    case whenAffirmed(by: String)
    /// Always: the provider hands out addresses of its own domain only.
    case always
    /// Never.
    case never
}

/// A claim that must hold a value before anybody from a provider is let in (Google's `hd`).
public struct ClaimRequirement: Sendable, Equatable {
    /// The claim.
    public let claim: String
    /// The values of which it must be one, byte for byte.
    public let values: [String]

    /// A claim and the values it may have.
    public init(claim: String, values: [String]) {
        self.claim = claim
        self.values = values
    }
}
