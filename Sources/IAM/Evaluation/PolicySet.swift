import Essentials

/// Every policy that counts for a request.
public struct PolicySet: Sendable {
    /// Policies of the user and its groups, or of the role.
    public var identity: [Policy]
    /// The permissions boundary of the user or role.
    public var boundary: Policy?
    /// Session policies: groups of which each must allow; within a group one policy is enough, as of an inline and
    /// several managed ones that one call handed in.
    public var session: [[Policy]]
    /// What a session was scoped down to: groups of which each must allow, whoever grants. Unlike a session policy it
    /// holds against a resource policy that names the session, and against root.
    public var scope: [[Policy]]
    /// The resource's own policy.
    public var resource: Policy?
    /// True where the resource's own policy must allow even within one account: a KMS key's. A role's trust policy
    /// must in any case.
    public var resourceMustAllow: Bool
    /// Service control policies, level by level of the organization; each level must allow.
    public var serviceControl: [[Policy]]
    /// Resource control policies, level by level.
    public var resourceControl: [[Policy]]

    /// These policies.
    public init(
        identity: [Policy] = [], boundary: Policy? = nil, session: [[Policy]] = [], scope: [[Policy]] = [],
        resource: Policy? = nil, resourceMustAllow: Bool = false, serviceControl: [[Policy]] = [],
        resourceControl: [[Policy]] = []
    ) {
        self.identity = identity
        self.boundary = boundary
        self.session = session
        self.scope = scope
        self.resource = resource
        self.resourceMustAllow = resourceMustAllow
        self.serviceControl = serviceControl
        self.resourceControl = resourceControl
    }
}

/// Whose the resource is.
public enum ResourceOwner: Sendable, Hashable {
    /// Of the principal's own account.
    case ownAccount
    /// Of this account.
    case account(String)

    /// True where the resource is of another account than the principal. Who is of no account has no second side.
    func isForeign(to principal: AccessPrincipal) -> Bool {
        guard case .account(let owner) = self, let account = principal.account else { return false }
        return !owner.isExactly(account)
    }
}
