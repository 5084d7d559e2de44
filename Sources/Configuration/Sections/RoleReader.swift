import EmbeddedIssuer
import Essentials
import Federation
import IAM

/// `roles`, under `"*"` or an account; and the roles that only a rule names.
struct RoleReader {
    let context: ReadingContext
    let accounts: [AccountDefinition]
    let issuers: [IssuerDefinition]
    /// The managed policies, by the key of their account.
    let policies: [ExactString: [ManagedPolicy]]

    /// A role, and what the embedded issuer needs besides.
    struct Listed {
        let role: CatalogueRole
        let place: SourcePlace
        let trust: TrustPolicy?
        let isEmbedded: Bool
        var policies = EmbeddedPolicies()
    }

    /// The longest session where nothing is said: what AWS gives a role.
    static let standardDuration: Duration = .seconds(3600)
    private static let durations: ClosedRange<Duration> = .seconds(900)...(.seconds(43_200))

    /// Reads the section from all files.
    func read(_ nodes: [SourceNode]) -> [Listed] {
        var listed: [Listed] = []
        for node in nodes {
            for entry in MapReader.entries(of: node, path: "roles", context: context) ?? [] {
                for target in targets(entry) {
                    for item in entry.value.list { add(item, to: target, under: entry.name, &listed) }
                }
            }
        }
        return listed
    }

    private func targets(_ entry: MapReader.Entry) -> [AccountDefinition] {
        if entry.name == "*" { return accounts }
        if let account = accounts.first(where: { $0.key.isExactly(entry.name) }) { return [account] }
        let nearest = NearestName.find(entry.name, among: accounts.map(\.key))
        context.error(
            at: entry.key.place,
            "`roles.\(entry.name)` is for an account that is not under `accounts`"
                + (nearest.map { "; nearest: `\($0)`" } ?? ""))
        return []
    }

    private func add(_ item: SourceNode, to account: AccountDefinition, under key: String, _ listed: inout [Listed]) {
        guard let found = self.listed(item, account, under: key) else { return }
        if let first = listed.first(where: { $0.role.key.isExactly(found.role.key) }) {
            context.error(
                at: item.place, "the role `\(found.role.key)` is stated twice; first at \(first.place)",
                remedy: "leave one of them")
            return
        }
        if found.isEmbedded,
            let first = listed.first(where: { $0.isEmbedded && $0.role.arn == found.role.arn })
        {
            context.error(
                at: item.place,
                "the roles `\(found.role.key)` and `\(first.role.key)` have one ARN, `\(found.role.arn)`",
                remedy: "leave one of them, or give it a `path`")
            return
        }
        listed.append(found)
    }

    private func listed(_ item: SourceNode, _ account: AccountDefinition, under key: String) -> Listed? {
        let path = "roles.\(key)"
        let isEmbedded = issuers.contains { $0.id.isExactly(account.issuer) && $0.dialect == .embedded }
        guard item.isMap else {
            guard let name = item.text(path, context),
                let arn = arn(account, path: .root, name: name.text, at: item.place)
            else { return nil }
            return Listed(
                role: role(account, name: name.text, arn: arn), place: item.place, trust: nil, isEmbedded: isEmbedded)
        }
        guard let map = MapReader(item, schema: .role, path: path, context: context),
            let arn = arn(map, account, isForAll: key == "*", isEmbedded: isEmbedded),
            let name = map.text("name") ?? arn.roleName
        else { return nil }
        let role = CatalogueRole(
            account: account.key, accountID: account.id, name: name, arn: arn, issuer: account.issuer,
            maximumDuration: map.duration("max_duration", RoleReader.durations) ?? RoleReader.standardDuration,
            description: map.text("description"), isSensitive: map.flag("sensitive") ?? false,
            sessionPolicy: policy(map, isEmbedded: isEmbedded), authenticatedWithin: authenticatedWithin(map))
        context.note(
            "roles.\(role.key).max_duration", DurationText.write(role.maximumDuration),
            map.has("max_duration")
                ? .file(map.entry("max_duration")?.value.place ?? item.place) : .standard("what AWS gives a role"))
        let policies = EmbeddedPolicyReader(
            map: map, isEmbedded: isEmbedded, managed: self.policies[ExactString(account.key)] ?? [])
        let trust = policies.trust()
        var all = policies.all()
        all.record.trustText = trust == nil ? nil : map.text("trust")
        return Listed(
            role: role, place: item.place, trust: trust, isEmbedded: isEmbedded, policies: all)
    }

    /// The role that a rule names and nobody listed.
    func unlisted(_ account: AccountDefinition, name: String, at place: SourcePlace) -> CatalogueRole? {
        arn(account, path: .root, name: name, at: place).map { role(account, name: name, arn: $0, isListed: false) }
    }

    private func role(_ account: AccountDefinition, name: String, arn: ARN, isListed: Bool = true) -> CatalogueRole {
        CatalogueRole(
            account: account.key, accountID: account.id, name: name, arn: arn, issuer: account.issuer,
            maximumDuration: RoleReader.standardDuration, isListed: isListed)
    }

    private func arn(_ account: AccountDefinition, path: RolePath, name: String, at place: SourcePlace) -> ARN? {
        let partition = issuers.first { $0.id.isExactly(account.issuer) }?.partition ?? "aws"
        do {
            return try ARN.role(
                partition: partition, account: AccountID(account.id), path: path, name: RoleName(name))
        } catch {
            context.error(at: place, error)
            return nil
        }
    }

    private func arn(
        _ map: MapReader, _ account: AccountDefinition, isForAll: Bool, isEmbedded: Bool
    ) -> ARN? {
        guard let text = map.text("arn") else {
            guard let name = map.text("name") else {
                if !map.has("name") { map.demand("name", remedy: "write the role's name, or its `arn`") }
                return nil
            }
            return arn(account, path: path(map), name: name, at: map.entry("name")?.value.place ?? map.place)
        }
        if isForAll {
            map.error(
                "arn", "`roles.*` cannot name an ARN, which is of one account", remedy: "write it under that account")
            return nil
        }
        if map.has("path") { map.error("path", "`\(map.path)` has both `arn` and `path`", remedy: "leave one of them") }
        do {
            let arn = try ARN(text)
            if arn.roleName == nil { map.error("arn", "`\(text)` is not the ARN of a role") }
            guard !isEmbedded || arn.account.isExactly(account.id) else {
                map.error(
                    "arn", "`\(text)` is not in the account `\(account.id)`, and the embedded issuer has no other",
                    remedy: "write it under the account that it is in")
                return nil
            }
            return arn.roleName == nil ? nil : arn
        } catch {
            map.error("arn", error.detail, remedy: error.remedy)
            return nil
        }
    }

    private func path(_ map: MapReader) -> RolePath {
        guard let text = map.text("path") else { return .root }
        do { return try RolePath(text) } catch {
            map.error("path", error.detail, remedy: error.remedy)
            return .root
        }
    }

    private func authenticatedWithin(_ map: MapReader) -> Duration? {
        guard let node = map.node("require"),
            let require = MapReader(node, schema: .roleRequirement, path: map.path(of: "require"), context: context)
        else { return nil }
        return require.duration("authenticated_within", .seconds(60)...(.seconds(86_400)))
    }

    /// A session policy as it is sent: 2048 characters at most (AWS STS API Reference).
    private func policy(_ map: MapReader, isEmbedded: Bool) -> String? {
        if !isEmbedded, map.has("policy"), map.has("session_policy") {
            map.error(
                "session_policy", "`\(map.path)` has both `policy` and `session_policy`", remedy: "leave one of them")
        }
        let key = !isEmbedded && map.has("policy") ? "policy" : "session_policy"
        guard let document = map.document(key) else { return nil }
        guard document["Statement"] != nil else {
            map.error(key, "`\(map.path(of: key))` is no policy: it has no `Statement`")
            return nil
        }
        let text = document.serialized
        if isEmbedded {
            do { _ = try SessionPolicy(text) } catch {
                map.error(key, "`\(map.path(of: key))`: \(error.detail)", remedy: error.remedy)
                return nil
            }
        }
        guard text.unicodeScalars.count <= 2048 else {
            map.error(
                key,
                "`\(map.path(of: key))` has \(text.unicodeScalars.count) characters without white space; AWS takes 2048"
            )
            return nil
        }
        return text
    }
}
