import Essentials
public import IAM

/// A role that somebody may be granted.
public struct CatalogueRole: Sendable, Hashable {
    /// The account's key in the configuration.
    public let account: String
    /// The account's number.
    public let accountID: String
    /// The role's name in the configuration; `account/name` is its key.
    public let name: String
    /// What the issuer knows it by.
    public let arn: ARN
    /// The id of the issuer that hands it out.
    public let issuer: String
    /// The longest session.
    public let maximumDuration: Duration
    /// What it is for.
    public let description: String?
    /// True where taking it should be seen.
    public let isSensitive: Bool
    /// A policy document that narrows every session of it.
    public let sessionPolicy: String?
    /// How long ago the person may have been asked when it is taken; `nil` where that does not matter.
    public let authenticatedWithin: Duration?
    /// True where it stands under `roles`; false where only a rule names it. A template selects listed roles
    /// only, so that a name chosen by a stranger finds nothing that was not put on the list.
    public let isListed: Bool

    /// A role of these parts.
    public init(
        account: String, accountID: String, name: String, arn: ARN, issuer: String, maximumDuration: Duration,
        description: String? = nil, isSensitive: Bool = false, sessionPolicy: String? = nil,
        authenticatedWithin: Duration? = nil, isListed: Bool = true
    ) {
        self.account = account
        self.accountID = accountID
        self.name = name
        self.arn = arn
        self.issuer = issuer
        self.maximumDuration = maximumDuration
        self.description = description
        self.isSensitive = isSensitive
        self.sessionPolicy = sessionPolicy
        self.authenticatedWithin = authenticatedWithin
        self.isListed = isListed
    }

    /// `account/name`.
    public var key: String { "\(account)/\(name)" }
}

/// All roles that rules may select from. Nothing outside it is ever granted.
public struct RoleCatalogue: Sendable, Equatable {
    /// The roles, in the order of the configuration.
    public let roles: [CatalogueRole]
    private let index: [ExactString: Int]

    /// A catalogue; of two roles of one key the first is kept.
    public init(_ roles: [CatalogueRole]) {
        var kept: [CatalogueRole] = []
        var index: [ExactString: Int] = [:]
        for role in roles where index[ExactString(role.key)] == nil {
            index[ExactString(role.key)] = kept.count
            kept.append(role)
        }
        self.roles = kept
        self.index = index
    }

    /// The role of exactly this account key and name.
    public func role(account: String, name: String) -> CatalogueRole? { role(key: "\(account)/\(name)") }

    /// The role of exactly this key, `account/name`.
    public func role(key: String) -> CatalogueRole? { index[ExactString(key)].map { roles[$0] } }
}
