import Essentials
import IAM
import JOSE
import SecurityTokens

extension PrincipalDirectory {
    /// These, which stand in the configuration, and those that the IAM API made. Of two of one name the configuration's
    /// counts.
    func adding(_ stored: StoredPrincipals) throws(EmbeddedIssuerError) -> PrincipalDirectory {
        var joined: [EmbeddedAccount] = []
        for account in accounts {
            let id = account.id.description
            let policies =
                account.policies
                + stored.policies.map(\.policy).filter {
                    $0.arn.account.isExactly(id) && self.name("policy", $0.name, in: id) == nil
                }
            let byARN = Dictionary(policies.map { ($0.arn, $0) }) { first, _ in first }
            let own = stored.principals.filter {
                $0.arn.account.isExactly(id) && self.name($0.kind.rawValue, $0.name, in: id) == nil
            }
            joined.append(
                EmbeddedAccount(
                    id: account.id, name: account.name,
                    roles: account.roles + own.filter { $0.kind == .role }.map { $0.role(byARN) },
                    users: account.users
                        + own.filter { $0.kind == .user }.map { user in
                            user.user(byARN) { keys[ExactString($0)] == nil }
                        },
                    policies: policies, features: account.features))
        }
        var directory = try PrincipalDirectory(joined)
        directory.stored = stored
        return directory
    }

    /// The stored user or role of a name in full; `nil` where it stands in the configuration, or nowhere.
    func storedPrincipal(_ arn: ARN) -> StoredPrincipal? {
        guard users[arn]?.record.isStored == true || roles[arn]?.role.record.isStored == true else { return nil }
        return stored.principals.first { $0.arn == arn }
    }
}

extension StoredPrincipal {
    private func record(_ policies: [ARN: ManagedPolicy]) -> PrincipalRecord {
        PrincipalRecord(
            inline: inline, attached: attached.compactMap { policies[$0] },
            boundary: boundary.flatMap { policies[$0] }, trustText: trustText, tags: tags, createdAt: createdAt)
    }

    /// Its boundary. One whose policy is gone from the configuration lets nothing pass: it was there to limit.
    private func limit(_ policies: [ARN: ManagedPolicy]) -> Policy? {
        guard let boundary else { return nil }
        return policies[boundary]?.boundary ?? StoredPrincipal.nothing
    }

    private static let nothing = try? Policy(
        #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#.utf8, kind: .boundary,
        name: "a permissions boundary that is gone")

    /// The user as the issuer knows it; of its keys those that are active and free.
    func user(_ policies: [ARN: ManagedPolicy], isFree: (String) -> Bool) -> EmbeddedUser {
        let record = record(policies)
        return EmbeddedUser(
            arn: arn, userID: id,
            keys: keys.filter { $0.isActive && isFree($0.id) }.compactMap {
                EmbeddedAccessKey(id: $0.id, secret: $0.secret)
            },
            permissions: inline.map(\.policy) + record.attached.map(\.identity), boundary: limit(policies),
            record: record)
    }

    /// The role as the issuer knows it.
    func role(_ policies: [ARN: ManagedPolicy]) -> EmbeddedRole {
        let record = record(policies)
        return EmbeddedRole(
            arn: arn, roleID: id, maximumDuration: .seconds(maximumDuration),
            trust: trust.map { PolicyTrust($0) } ?? TrustsNobody(), description: description,
            permissions: inline.map(\.policy) + record.attached.map(\.identity), boundary: limit(policies),
            principalTrust: trust, isTrustBound: true, record: record)
    }
}

/// The trust of a role that has none.
private struct TrustsNobody: RoleTrust {
    func decide(provider: String, token: VerifiedToken, role: ARN) -> RoleTrustDecision {
        .denied(why: "the role has no trust policy")
    }
}
