public import SecurityTokens

/// That one person may take one role, and how. Only the evaluation of the rules makes it.
public struct RoleGrant: Sendable, Equatable {
    /// The role.
    public let role: CatalogueRole
    /// The name the session will have.
    public let sessionName: RoleSessionName
    /// The source identity the session will have, where it goes by broker.
    public let sourceIdentity: String?
    /// The tags the session will have, where it goes by broker.
    public let tags: [SessionTag]
    /// The longest session: the smallest of what the role and every rule that grants it allow.
    public let maximumDuration: Duration
    /// The numbers of the rules that grant it, from 1.
    public let rules: [Int]

    init(
        role: CatalogueRole, sessionName: RoleSessionName, sourceIdentity: String?, tags: [SessionTag],
        maximumDuration: Duration, rules: [Int]
    ) {
        self.role = role
        self.sessionName = sessionName
        self.sourceIdentity = sourceIdentity
        self.tags = tags
        self.maximumDuration = maximumDuration
        self.rules = rules
    }
}
