import Essentials
import IAM
import SecurityTokens

/// The users, roles and managed policies of all accounts, the keys of users, and whom roles trust, as they are at one
/// moment.
struct PrincipalDirectory: Sendable {
    private(set) var accounts: [EmbeddedAccount]
    private(set) var users: [ARN: EmbeddedUser] = [:]
    private(set) var keys: [ExactString: (user: EmbeddedUser, key: EmbeddedAccessKey)] = [:]
    private(set) var roles: [ARN: (account: EmbeddedAccount, role: EmbeddedRole)] = [:]
    private(set) var trusts: [ARN: Policy] = [:]
    private(set) var policies: [ARN: ManagedPolicy] = [:]
    private var policiesByID: [ExactString: ManagedPolicy] = [:]
    private var names: [ExactString: ARN] = [:]
    private var bearers: [ExactString: ARN] = [:]
    /// What the IAM API made of these.
    var stored = StoredPrincipals()

    /// - Throws: `EmbeddedIssuerError` where two accounts share an id, two roles, users or policies an ARN or an id, two
    ///   keys an id, one of them is of another account than it stands under, or a trust policy names a user or role
    ///   that there is not.
    init(_ accounts: [EmbeddedAccount]) throws(EmbeddedIssuerError) {
        self.accounts = accounts
        var ids: [ARN: String] = [:]
        var seen: Set<ExactString> = []
        var accountIDs: Set<AccountID> = []
        for account in accounts {
            guard accountIDs.insert(account.id).inserted else { throw .duplicateAccount(account.id.description) }
            bearers[ExactString(account.id.description)] = try? ARN("arn:aws:iam::\(account.id):root")
            for policy in account.policies {
                guard policy.arn.account.isExactly(account.id.description), policy.arn.policyName != nil else {
                    throw .foreignPolicy(policy.arn.description, account: account.id.description)
                }
                guard policies[policy.arn] == nil, seen.insert(ExactString(policy.policyID)).inserted else {
                    throw .duplicatePolicy(policy.arn.description)
                }
                policies[policy.arn] = policy
                policiesByID[ExactString(policy.policyID)] = policy
                note("policy", policy.name, policy.arn)
            }
            for role in account.roles {
                guard role.arn.account.isExactly(account.id.description), role.arn.roleName != nil else {
                    throw .foreignRole(role.arn.description, account: account.id.description)
                }
                guard roles[role.arn] == nil, seen.insert(ExactString(role.roleID)).inserted else {
                    throw .duplicateRole(role.arn.description)
                }
                roles[role.arn] = (account, role)
                ids[role.arn] = role.roleID
                bearers[ExactString(role.roleID)] = role.arn
                note("role", role.arn.roleName ?? "", role.arn)
            }
            for user in account.users {
                guard user.arn.account.isExactly(account.id.description), user.arn.userName != nil else {
                    throw .foreignUser(user.arn.description, account: account.id.description)
                }
                guard users[user.arn] == nil, seen.insert(ExactString(user.userID)).inserted else {
                    throw .duplicateUser(user.arn.description)
                }
                users[user.arn] = user
                ids[user.arn] = user.userID
                bearers[ExactString(user.userID)] = user.arn
                note("user", user.arn.userName ?? "", user.arn)
                for key in user.keys {
                    guard keys.updateValue((user, key), forKey: ExactString(key.id)) == nil else {
                        throw .duplicateKey(key.id)
                    }
                }
            }
        }
        for role in accounts.flatMap(\.roles) {
            guard let trust = role.principalTrust else { continue }
            // What was bound when it was saved stays bound to those; the rest is held by who bears the name now.
            do { trusts[role.arn] = role.isTrustBound ? trust.policy : try trust.policy.bound { ids[$0] } } catch {
                throw .unknownPrincipal(error.detail, role: role.arn.description)
            }
        }
    }

    private mutating func note(_ kind: String, _ name: String, _ arn: ARN) {
        let key = ExactString(PrincipalStore.key(kind, name, in: arn.account))
        if names[key] == nil { names[key] = arn }
    }

    /// The user, role or policy of a name, whatever the case of its letters.
    func name(_ kind: String, _ name: String, in account: String) -> ARN? {
        names[ExactString(PrincipalStore.key(kind, name, in: account))]
    }

    /// Who has a unique id: a role, a user, or for its number an account's root; `nil` where nobody has it any more.
    func bearer(of id: ExactString) -> ARN? { bearers[id] }

    /// The unique id of a user or role.
    func id(of arn: ARN) -> String? { users[arn]?.userID ?? roles[arn]?.role.roleID }

    /// The ids of the managed policies that a session is to be narrowed by.
    ///
    /// - Throws: `STSError` where there is no such policy in the account.
    func policyIDs(_ arns: [ARN], in account: String) throws(STSError) -> [String] {
        var ids: [String] = []
        for arn in arns {
            guard let policy = policies[arn], arn.account.isExactly(account) else {
                throw .validation("Policy \(arn) does not exist or is not attachable.")
            }
            ids.append(policy.policyID)
        }
        return ids
    }

    /// What narrows a session at one level: the policy that was handed in and the managed policies that were named,
    /// which count as one. A managed policy that is gone allows nothing any more.
    func narrowing(_ inline: SessionPolicy?, _ ids: [String]) -> [[Policy]] {
        guard inline != nil || !ids.isEmpty else { return [] }
        return [
            (inline.map { [$0.policy] } ?? []) + ids.compactMap { policiesByID[ExactString($0)]?.session }
        ]
    }
}
