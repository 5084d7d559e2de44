public import Essentials

/// Who somebody is, as a provider proved it: one shape, whatever the protocol was.
///
/// It comes from a verified sign-in or a verified token (`ExternalIdentity+reading`), or, for `explain` only,
/// from claims that nobody proved (`supposed`).
public struct ExternalIdentity: Sendable, Equatable {
    /// The provider's id in the configuration.
    public let provider: String
    /// The issuer that spoke (`iss`).
    public let issuer: ExactString
    /// The person or workload at that issuer (`sub`).
    public let subject: ExactString
    /// All that the provider said.
    public let claims: JSONObject
    /// A name to show; never a ground for a decision.
    public let displayName: String
    /// The e-mail address, where the provider's word on it may be trusted.
    public let verifiedEmail: String?
    /// The groups, of the claim that the provider's definition names.
    public let groups: [String]
    /// The claim that the groups came from.
    public let groupsClaim: String?
    /// Claims that are there and may not be relied on, each with the reason.
    public let withheld: [WithheldClaim]
    /// When the person was last asked (`auth_time`), where the provider said so.
    public let authenticatedAt: Instant?

    init(
        provider: String, issuer: ExactString, subject: ExactString, claims: JSONObject, displayName: String,
        verifiedEmail: String?, groups: [String], groupsClaim: String?, withheld: [WithheldClaim],
        authenticatedAt: Instant?
    ) {
        self.provider = provider
        self.issuer = issuer
        self.subject = subject
        self.claims = claims
        self.displayName = displayName
        self.verifiedEmail = verifiedEmail
        self.groups = groups
        self.groupsClaim = groupsClaim
        self.withheld = withheld
        self.authenticatedAt = authenticatedAt
    }
}

extension ExternalIdentity {
    /// True where the provider said when the person was asked, and that is no longer ago than this. What it dates a
    /// little ahead, as clocks differ, is now.
    public func isAuthenticated(within limit: Duration, at now: Instant) -> Bool {
        guard let authenticatedAt, authenticatedAt <= now + .seconds(60) else { return false }
        return now - authenticatedAt <= limit
    }
}

/// A claim that is there and may not be relied on: an e-mail address nobody verified, groups that the
/// provider left out of the token.
public struct WithheldClaim: Sendable, Equatable {
    /// The claim.
    public let name: ExactString
    /// Why; half a sentence.
    public let why: String

    /// A claim and the reason.
    public init(name: String, why: String) {
        self.name = ExactString(name)
        self.why = why
    }
}
