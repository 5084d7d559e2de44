public import Essentials
import IAM
public import SecurityTokens
public import Storage
import Synchronization
public import Vault

// EmbeddedIssuer: our own STS: accounts and roles from the configuration, AssumeRoleWithWebIdentity,
// AssumeRoleWithSAML and GetCallerIdentity, in AWS's XML.
//
// A call through `CredentialIssuer` is audited by whoever makes it (Federation's grants); a call by HTTP comes from
// a stranger, and `answer(_:)` audits it itself. Nothing about a session is stored: its token carries it, sealed.

/// The embedded issuer.
public final class EmbeddedIssuer: CredentialIssuer {
    /// The issuer's key in the configuration.
    public let id: String
    let providers: any WebIdentityVerifying
    let assertions: (any AssertionVerifying)?
    /// Where what serves once is remembered, for all nodes.
    let store: any Store
    let audit: any AuditSink
    let clock: any WallClock
    let randomness: any Randomness
    let log: any LogSink
    let publicHosts: PublicHosts
    let sessions: SessionTokens
    let gate: SessionGate
    let codes = OneTimeCodes()
    let identityProviders: [ListedIdentityProvider]
    /// Signs tokens for services elsewhere; `nil` where no account's principals get any.
    let tokenIssuer: TokenIssuer?
    /// What keeps the objects that the IAM API makes; `nil` where there is no such API.
    let administration: PrincipalStore?
    /// Where revocations are made by HTTP; `nil` where they are not.
    let revocations: RevocationAdministration?
    private let configured: PrincipalDirectory
    private let joined = Mutex<(revision: UInt64, directory: PrincipalDirectory)?>(nil)

    /// An issuer of these accounts.
    ///
    /// `providerKeys` are the keys of all providers that there are: a session rests on one of them, or on a user; `revoked` is what ends it before its time. Without `assertions` no account has a SAML provider. `publicHosts` are the authorities (`sts.example.org`, `127.0.0.1:8400`) that a signed request may be for; a
    /// loopback name among them stands for every loopback name at its port.
    ///
    /// - Throws: `EmbeddedIssuerError` where two accounts share an id, two roles an ARN or an id, or a role is of
    ///   another account than it stands under.
    public init(
        id: String, accounts: [EmbeddedAccount], providers: any WebIdentityVerifying, providerKeys: Set<ExactString>,
        revoked: Followed<RevocationList>, assertions: (any AssertionVerifying)? = nil, store: any Store, vault: Vault,
        audit: any AuditSink, clock: any WallClock, randomness: any Randomness, log: any LogSink, publicHosts: [String],
        identityProviders: [ListedIdentityProvider] = [], tokenIssuer: TokenIssuer? = nil,
        administration: PrincipalStore? = nil, revocations: RevocationAdministration? = nil
    ) throws(EmbeddedIssuerError) {
        self.id = id
        self.providers = providers
        self.assertions = assertions
        self.store = store
        self.audit = audit
        self.clock = clock
        self.randomness = randomness
        self.log = log
        self.publicHosts = PublicHosts(publicHosts)
        sessions = SessionTokens(vault: vault)
        gate = SessionGate(tokens: sessions, providers: providerKeys, revoked: revoked)
        self.identityProviders = identityProviders
        self.tokenIssuer = tokenIssuer
        self.administration = administration
        self.revocations = revocations
        configured = try PrincipalDirectory(accounts)
    }

    /// Assumes a role for a caller of this process, who keeps the audit record.
    public func assumeRoleWithWebIdentity(_ request: WebIdentityRequest) async throws(IssuerRefusal) -> AssumedRole {
        do throws(GrantDenial) {
            return try mint(try await authorise(WebIdentityAsk(request)), atLeast: 0)
        } catch { throw explained(error) }
    }

    /// Assumes a role by an assertion, for a caller of this process, who keeps the audit record.
    public func assumeRoleWithSAML(_ request: AssertionRequest) async throws(IssuerRefusal) -> AssumedRole {
        do throws(GrantDenial) {
            return try mint(try await authorise(AssertionAsk(request)), atLeast: 0)
        } catch { throw explained(error) }
    }

    /// The caller is the operator's own: it may know why, where a stranger reads AWS's fixed words.
    private func explained(_ denial: GrantDenial) -> IssuerRefusal {
        log.log(.info, "the embedded issuer refused a role: \(denial.why)", ["issuer": id])
        if case .accessDenied = denial.refusal { return .accessDenied(denial.why) }
        return denial.refusal
    }

    /// The principals as they are now.
    var directory: PrincipalDirectory {
        guard let administration else { return configured }
        let (stored, revision) = administration.objects.current
        return joined.withLock { kept in
            if let kept, kept.revision == revision { return kept.directory }
            do throws(EmbeddedIssuerError) {
                let directory = try configured.adding(stored)
                kept = (revision, directory)
                return directory
            } catch {
                log.log(.error, "what the IAM API made is not in force", ["issuer": id, "cause": error.detail])
                kept = (revision, configured)
                return configured
            }
        }
    }

    /// The principals of the configuration and these.
    func directory(with stored: StoredPrincipals) throws(RefusedCall) -> PrincipalDirectory {
        do { return try configured.adding(stored) } catch {
            throw RefusedCall(.internalFailure, why: error.detail)
        }
    }

    /// The accounts.
    var accounts: [EmbeddedAccount] { directory.accounts }

    /// The account of a number.
    func account(_ id: String) -> EmbeddedAccount? { accounts.first { $0.id.description.isExactly(id) } }

    /// The user of an ARN.
    func user(_ arn: ARN) -> EmbeddedUser? { directory.users[arn] }

    /// The user of an access key that does not expire, and the key.
    func userKey(_ id: String) -> (user: EmbeddedUser, key: EmbeddedAccessKey)? { directory.keys[ExactString(id)] }

    /// A role's trust in principals of accounts, every one of them held by its id.
    func trust(of role: ARN) -> Policy? { directory.trusts[role] }

    /// The role of an ARN.
    func role(_ arn: ARN) -> (account: EmbeddedAccount, role: EmbeddedRole)? { directory.roles[arn] }
}

/// Why an embedded issuer cannot be made of a configuration.
public enum EmbeddedIssuerError: Reportable, Equatable {
    case duplicateAccount(String)
    case duplicateRole(String)
    case foreignRole(String, account: String)
    case duplicateUser(String)
    case duplicateKey(String)
    case foreignUser(String, account: String)
    case unknownPrincipal(String, role: String)
    case duplicatePolicy(String)
    case foreignPolicy(String, account: String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .duplicateAccount: "embedded-issuer-duplicate-account"
        case .duplicateRole: "embedded-issuer-duplicate-role"
        case .foreignRole: "embedded-issuer-foreign-role"
        case .duplicateUser: "embedded-issuer-duplicate-user"
        case .duplicateKey: "embedded-issuer-duplicate-key"
        case .foreignUser: "embedded-issuer-foreign-user"
        case .unknownPrincipal: "embedded-issuer-unknown-principal"
        case .duplicatePolicy: "embedded-issuer-duplicate-policy"
        case .foreignPolicy: "embedded-issuer-foreign-policy"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .duplicateAccount(let id): "the account `\(id)` stands twice"
        case .duplicateRole(let arn): "the role `\(arn)`, or another of its id, stands twice"
        case .foreignRole(let arn, let account): "`\(arn)` is no role of the account `\(account)`"
        case .duplicateUser(let arn): "the user `\(arn)`, or another of its id, stands twice"
        case .duplicateKey(let id): "the access key `\(id)` stands twice"
        case .foreignUser(let arn, let account): "`\(arn)` is no user of the account `\(account)`"
        case .duplicatePolicy(let arn): "the policy `\(arn)`, or another of its id, stands twice"
        case .foreignPolicy(let arn, let account): "`\(arn)` is no policy of the account `\(account)`"
        case .unknownPrincipal(let why, let role): "the trust policy of `\(role)`: \(why)"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .duplicateAccount, .duplicateRole, .foreignRole:
            "give every account its own id, and every role of an account its own name"
        case .duplicatePolicy, .foreignPolicy: "give every policy of an account its own name"
        case .duplicateUser, .foreignUser: "give every user of an account its own name"
        case .duplicateKey: "give every user keys of its own"
        case .unknownPrincipal: "name a user or role of an account of this issuer"
        }
    }
}
