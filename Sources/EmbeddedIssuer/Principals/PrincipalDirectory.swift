import Essentials
import IAM

/// The users of all accounts, their keys, and whom roles trust.
struct PrincipalDirectory: Sendable {
    private(set) var users: [ARN: EmbeddedUser] = [:]
    private(set) var keys: [ExactString: (user: EmbeddedUser, key: EmbeddedAccessKey)] = [:]
    private(set) var trusts: [ARN: Policy] = [:]

    /// - Throws: `EmbeddedIssuerError` where two users share an ARN or an id, two keys an id, a user is of another
    ///   account than it stands under, or a trust policy names a user or role that there is not.
    init(_ accounts: [EmbeddedAccount]) throws(EmbeddedIssuerError) {
        var ids: [ARN: String] = [:]
        var seen: Set<ExactString> = []
        for account in accounts {
            for user in account.users {
                guard user.arn.account.isExactly(account.id.description), user.arn.userName != nil else {
                    throw .foreignUser(user.arn.description, account: account.id.description)
                }
                guard users[user.arn] == nil, seen.insert(ExactString(user.userID)).inserted else {
                    throw .duplicateUser(user.arn.description)
                }
                users[user.arn] = user
                ids[user.arn] = user.userID
                for key in user.keys {
                    guard keys.updateValue((user, key), forKey: ExactString(key.id)) == nil else {
                        throw .duplicateKey(key.id)
                    }
                }
            }
            for role in account.roles { ids[role.arn] = role.roleID }
        }
        for role in accounts.flatMap(\.roles) {
            guard let trust = role.principalTrust else { continue }
            do { trusts[role.arn] = try trust.policy.bound { ids[$0] } } catch {
                throw .unknownPrincipal(error.detail, role: role.arn.description)
            }
        }
    }
}
