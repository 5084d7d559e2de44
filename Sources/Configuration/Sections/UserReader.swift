import EmbeddedIssuer
import Essentials
import Federation
import IAM

/// `users`, under an account of the embedded issuer: who has keys that do not expire.
struct UserReader {
    let context: ReadingContext
    let accounts: [AccountDefinition]
    let issuers: [IssuerDefinition]
    /// The managed policies, by the key of their account.
    let policies: [ExactString: [ManagedPolicy]]

    /// Reads the section from all files.
    func read(_ nodes: [SourceNode]) -> [EmbeddedUserDefinition] {
        var users: [EmbeddedUserDefinition] = []
        var places: [ExactString: SourcePlace] = [:]
        for node in nodes {
            for entry in MapReader.entries(of: node, path: "users", context: context) ?? [] {
                guard let account = account(entry) else { continue }
                for item in entry.value.list {
                    guard let user = user(item, of: account, under: entry.name) else { continue }
                    unique(user.arn.text, "the user `\(user.arn)`", at: item.place, &places)
                    for key in user.keys { unique(ExactString(key.id), "the key `\(key.id)`", at: item.place, &places) }
                    users.append(EmbeddedUserDefinition(account: account.key, user: user))
                }
            }
        }
        return users
    }

    /// Whom the trust policies of roles name must be there: IAM holds a name by the id of who bears it.
    func judge(_ roles: [EmbeddedRoleDefinition], _ users: [EmbeddedUserDefinition], at place: SourcePlace) {
        let known = Set(roles.map(\.role.arn) + users.map(\.user.arn))
        for role in roles {
            guard let trust = role.trustPolicy else { continue }
            do { _ = try trust.policy.bound { known.contains($0) ? "known" : nil } } catch {
                context.error(
                    at: place, "the trust policy of `\(role.role.key)`: \(error.detail)",
                    remedy: "name a user under `users`, a role under `roles`, or an account")
            }
        }
    }

    private func account(_ entry: MapReader.Entry) -> AccountDefinition? {
        guard let account = accounts.first(where: { $0.key.isExactly(entry.name) }) else {
            let nearest = NearestName.find(entry.name, among: accounts.map(\.key))
            context.error(
                at: entry.key.place,
                "`users.\(entry.name)` is for an account that is not under `accounts`"
                    + (nearest.map { "; nearest: `\($0)`" } ?? ""))
            return nil
        }
        guard issuers.contains(where: { $0.id.isExactly(account.issuer) && $0.dialect == .embedded }) else {
            context.error(
                at: entry.key.place, "`users.\(entry.name)` is not an account of the embedded issuer",
                remedy: "make the user where the account stands")
            return nil
        }
        return account
    }

    private func unique(
        _ name: ExactString, _ what: String, at place: SourcePlace, _ places: inout [ExactString: SourcePlace]
    ) {
        if let first = places[name] {
            context.error(at: place, "\(what) stands twice; first at \(first)", remedy: "leave one of them")
        } else {
            places[name] = place
        }
    }

    private func user(_ item: SourceNode, of account: AccountDefinition, under key: String) -> EmbeddedUser? {
        guard let map = MapReader(item, schema: .user, path: "users.\(key)", context: context) else { return nil }
        guard let name = map.text("name") else {
            if !map.has("name") { map.demand("name", remedy: "write the user's name") }
            return nil
        }
        let policies = EmbeddedPolicyReader(
            map: map, isEmbedded: true, managed: self.policies[ExactString(account.key)] ?? [], owner: "the user"
        ).all()
        let partition = issuers.first { $0.id.isExactly(account.issuer) }?.partition ?? "aws"
        do {
            let arn = try ARN.user(
                partition: partition, account: AccountID(account.id), path: try RolePath(map.text("path") ?? "/"),
                name: try RoleName(name))
            let id = try EmbeddedUser.stableID(of: arn)
            context.note("users.\(key).\(name)", arn.description, .file(item.place))
            return EmbeddedUser(
                arn: arn, userID: id, keys: keys(map), permissions: policies.permissions,
                boundary: policies.boundary, device: device(map, arn), record: policies.record)
        } catch let error as ARNError {
            map.error("name", "`\(map.path(of: "name"))`: \(error.detail)", remedy: error.remedy)
        } catch {
            map.error("name", "`\(map.path(of: "name"))`: \(error)")
        }
        return nil
    }

    private func keys(_ map: MapReader) -> [EmbeddedAccessKey] {
        var keys: [EmbeddedAccessKey] = []
        for node in map.node("access_keys")?.list ?? [] {
            let path = map.path(of: "access_keys")
            guard let key = MapReader(node, schema: .accessKey, path: path, context: context) else { continue }
            guard let id = key.text("id"), let secret = key.secret("secret")?.secret else {
                for name in ["id", "secret"] where !key.has(name) {
                    key.demand(name, remedy: "write both parts of the key")
                }
                continue
            }
            guard let made = EmbeddedAccessKey(id: id, secret: secret) else {
                key.error(
                    "id",
                    "`\(path)` has no access key: its id must be `AKIA` and 12 capitals or digits at least, and "
                        + "its secret have 16 characters at least")
                continue
            }
            keys.append(made)
        }
        // IAM and AWS STS quotas: two at most, so that one can follow the other.
        if keys.count > 2 {
            map.error(
                "access_keys", "`\(map.path(of: "access_keys"))` has \(keys.count) keys; a user has two at most",
                remedy: "leave the two that are in use")
        }
        return keys
    }

    private func device(_ map: MapReader, _ user: ARN) -> MFADevice? {
        guard let node = map.node("mfa") else { return nil }
        guard let mfa = MapReader(node, schema: .device, path: map.path(of: "mfa"), context: context) else {
            return nil
        }
        let serial = mfa.text("serial") ?? "arn:\(user.partition):iam::\(user.account):mfa/\(user.userName ?? "")"
        guard let secret = mfa.secret("secret")?.secret else {
            if !mfa.has("secret") { mfa.demand("secret", remedy: "write the key that the device shares, in base32") }
            return nil
        }
        guard let device = MFADevice(serialNumber: serial, base32Key: secret) else {
            mfa.error(
                "secret",
                "`\(mfa.path)` has no device: its serial must have 9 to 256 characters, and its secret be "
                    + "base32 of 10 bytes at least")
            return nil
        }
        return device
    }
}
