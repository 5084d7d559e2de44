public import Essentials

/// Who asks.
public struct AccessPrincipal: Sendable {
    /// What kind of principal (IAM User Guide, AWS JSON policy elements: Principal).
    public enum Kind: String, Sendable, Hashable {
        /// Nobody in particular.
        case anonymous
        /// The root user of an account.
        case root
        /// An IAM user.
        case user
        /// A role itself, no session of it being known.
        case role
        /// A session of a role.
        case roleSession = "role-session"
        /// A session that `GetFederationToken` began.
        case federatedUser = "federated-user"
        /// A service.
        case service
        /// Somebody whom an identity provider vouches for, and who is not yet a principal of an account.
        case federated
    }

    /// The user or role behind a principal.
    struct Entity: Sendable {
        let arn: ARN
        let id: ExactString?
        /// False where only its name is known: names are unique within an account, whatever the path.
        let isPathKnown: Bool

        var isUser: Bool { arn.userName != nil }

        /// True where a policy names this entity: by the id it was bound to, or by its ARN where it was not.
        func isNamed(by named: PrincipalElement.Entity) -> Bool {
            if let bound = named.id { return bound == id }
            if named.arn == arn { return true }
            guard !isPathKnown, named.arn.partition.isExactly(arn.partition), named.arn.account.isExactly(arn.account)
            else { return false }
            switch (named.arn.roleName ?? named.arn.userName, arn.roleName ?? arn.userName) {
            case (let theirs?, let ours?): return theirs.isExactly(ours)
            default: return false
            }
        }
    }

    /// What kind of principal.
    public let kind: Kind
    /// Its ARN, or a service's name; `nil` for who has none.
    public let name: ExactString?
    /// The account it is of.
    public let account: String?
    let partition: String?
    let entity: Entity?
    /// Every name of the identity provider that vouched for it.
    public let providers: Set<ExactString>
    /// The canonical user id of its account, where it is known.
    public let canonicalUser: ExactString?

    init(
        _ kind: Kind, arn: ARN? = nil, name: ExactString? = nil, entity: Entity? = nil,
        providers: Set<ExactString> = [], canonicalUser: ExactString? = nil
    ) {
        self.kind = kind
        self.name = arn?.text ?? name
        account = arn?.account
        partition = arn?.partition
        self.entity = entity
        self.providers = providers
        self.canonicalUser = canonicalUser
    }

    /// True for a session with an ARN of its own.
    var isSession: Bool { kind == .roleSession || kind == .federatedUser }

    /// Nobody in particular: only `*` names it.
    public static let anonymous = AccessPrincipal(.anonymous)

    /// An IAM user; `nil` where the ARN names none.
    ///
    /// - Parameter id: its unique id, `AIDA…`.
    public static func user(_ arn: ARN, id: String?) -> AccessPrincipal? {
        guard arn.userName != nil else { return nil }
        return AccessPrincipal(
            .user, arn: arn, entity: Entity(arn: arn, id: id.map { ExactString($0) }, isPathKnown: true))
    }

    /// A session of a role; `nil` where the ARN names none.
    ///
    /// - Parameter id: the role's unique id, `AROA…`.
    /// - Parameter providers: the names of the identity provider that the session came by.
    public static func session(
        _ name: String, ofRole role: ARN, id: String?, providers: Set<ExactString> = []
    ) -> AccessPrincipal? {
        guard let arn = role.assumedRole(session: name) else { return nil }
        return AccessPrincipal(
            .roleSession, arn: arn,
            entity: Entity(arn: role, id: id.map { ExactString($0) }, isPathKnown: true), providers: providers)
    }

    /// A session that a user began with `GetFederationToken`; `nil` where the ARNs name none.
    ///
    /// - Parameter id: the user's unique id, `AIDA…`.
    public static func federatedUser(_ arn: ARN, of user: ARN, id: String?) -> AccessPrincipal? {
        guard arn.federatedUserName != nil, user.userName != nil else { return nil }
        return AccessPrincipal(
            .federatedUser, arn: arn,
            entity: Entity(arn: user, id: id.map { ExactString($0) }, isPathKnown: true))
    }

    /// A service, `lambda.amazonaws.com`.
    public static func service(_ name: String) -> AccessPrincipal {
        AccessPrincipal(.service, name: ExactString(name))
    }

    /// Somebody whom a provider vouches for; the provider by every name it goes by.
    public static func federated(_ providers: Set<ExactString>) -> AccessPrincipal {
        AccessPrincipal(.federated, providers: providers)
    }
}
