import Essentials
import Federation
import Patterns

/// What can be said about the rules once providers and roles are known.
struct RuleChecks {
    let context: ReadingContext
    /// The keys under `issuers`.
    let namedIssuers: [String]

    /// Adds the roles that rules name and nobody listed; reports names that lead nowhere.
    func catalogue(
        _ rules: [MappingRule], listed: [RoleReader.Listed], roles: RoleReader
    ) -> (catalogue: RoleCatalogue, embedded: [EmbeddedRoleDefinition]) {
        var all = listed.map(\.role)
        var embedded = listed.filter(\.isEmbedded).map {
            EmbeddedRoleDefinition(
                role: $0.role, trustPolicy: $0.trust, permissions: $0.policies.permissions,
                boundary: $0.policies.boundary, record: $0.policies.record)
        }
        for selector in rules.flatMap(\.grants) {
            guard let (key, name) = selector.literal, !all.contains(where: { $0.key.isExactly("\(key)/\(name)") })
            else { continue }
            guard let account = roles.accounts.first(where: { $0.key.isExactly(key) }) else {
                guard !namedIssuers.contains(where: { $0.isExactly(key) }) else {
                    context.error(
                        at: selector.place,
                        "`\(selector.text)` names the issuer `\(key)` where an account stands; that is not in this version",
                        remedy: "put an account under `accounts` with `issuer: \(key)`")
                    continue
                }
                let nearest = NearestName.find(key, among: roles.accounts.map(\.key))
                context.error(
                    at: selector.place,
                    "`\(selector.text)` is in no account of `accounts`" + (nearest.map { "; nearest: `\($0)`" } ?? ""))
                continue
            }
            guard let role = roles.unlisted(account, name: name, at: selector.place) else { continue }
            let isEmbedded = roles.issuers.contains { $0.id.isExactly(account.issuer) && $0.dialect == .embedded }
            // Under another name its session policy, its maximum and what else belongs to it would be lost.
            if let twin = all.first(where: { $0.arn == role.arn }) {
                context.error(
                    at: selector.place,
                    "`\(selector.text)` is not under `roles`, and its ARN is that of `\(twin.key)`",
                    remedy: "write `\(twin.key)`")
                continue
            }
            let names = listed.filter { $0.role.account.isExactly(key) }.map(\.role.name)
            if let nearest = NearestName.find(name, among: names) {
                context.warning(
                    at: selector.place,
                    "`\(selector.text)` is not under `roles`, so this rule defines it; nearest: `\(key)/\(nearest)`",
                    remedy: "put it under `roles` where it is meant")
            }
            all.append(role)
            if isEmbedded {
                embedded.append(EmbeddedRoleDefinition(role: role, trustPolicy: nil, permissions: [], boundary: nil))
            }
        }
        return (RoleCatalogue(all), embedded)
    }

    /// Warns of grants that fit nothing.
    func selections(_ rules: [MappingRule], _ catalogue: RoleCatalogue) {
        for selector in rules.flatMap(\.grants) where selector.templates.isEmpty && selector.literal == nil {
            if !catalogue.roles.contains(where: { selector.mayFit($0) }) {
                context.warning(
                    at: selector.place, "`\(selector.text)` fits no role, so it grants nothing",
                    remedy: "list the roles under `roles`")
            }
        }
        for selector in rules.flatMap(\.grants) where !selector.templates.isEmpty {
            if !catalogue.roles.contains(where: \.isListed) {
                context.warning(
                    at: selector.place,
                    "`\(selector.text)` selects from the roles under `roles`, where there are none, so it grants nothing",
                    remedy: "list the roles under `roles`")
            }
        }
    }

    /// An issuer shared by strangers needs every rule to say whose accounts are meant.
    func strangers(
        _ rules: [MappingRule], _ providers: [(definition: ProviderDefinition, place: SourcePlace)],
        _ presets: PresetLibrary
    ) {
        for (provider, place) in providers {
            // A preset that says nothing about its issuer may have been given one of which another preset says it.
            let named = provider.isIssuerShared ? nil : presets.shared(behind: provider)
            guard provider.isIssuerShared || named != nil else { continue }
            let closing = presets.preset(provider.preset)?.settings.filter(\.keepsStrangersOut).map(\.key) ?? []
            let remedy =
                (closing.map { "set `\($0)`" } + (named.map { ["write `preset: \($0.id)`"] } ?? [])
                + ["pin one of them down in every rule"]).joined(separator: ", or ")
            let claims = named?.subjectClaims ?? provider.subjectClaims
            let names = claims.map { "`\($0)`" }.joined(separator: ", ")
            let own = rules.filter { $0.providers.isEmpty || $0.providers.contains { $0.isExactly(provider.id) } }
            // People of a provider without groups never pass a rule on groups.
            let reachable = own.filter { provider.claims.groups != nil || !$0.condition.needsGroup }
            let open = reachable.filter { !$0.condition.isRestricted(to: claims) }
            if reachable.isEmpty {
                context.error(
                    at: place,
                    "strangers have accounts at the issuer of `providers.\(provider.id)`, and no rule pins down one of \(names)",
                    remedy: remedy)
            }
            for rule in open {
                context.error(
                    at: rule.place,
                    "rule \(rule.number) lets strangers in: everybody can have an account at `\(provider.id)`, and it pins down none of \(names)",
                    remedy: remedy)
            }
        }
    }
}

extension GrantSelector {
    /// True where a role fits both sides, as far as they can be judged without a person.
    func mayFit(_ role: CatalogueRole) -> Bool { account.mayFit(role.account) && self.role.mayFit(role.name) }
}

extension GrantSelector.Side {
    fileprivate func mayFit(_ name: String) -> Bool {
        switch self {
        case .literal(let text): text.isExactly(name)
        case .glob(let glob): glob.matches(name)
        case .template: true
        }
    }
}
