import Essentials
import Federation

extension RuleChecks {
    /// People who sign in by SAML can take only what an issuer hands out by assertion.
    func assertions(
        _ rules: [MappingRule], _ providers: [ProviderDefinition], _ catalogue: RoleCatalogue,
        _ issuers: [IssuerDefinition]
    ) {
        let deaf = issuers.filter { $0.assertions == nil }.map(\.id)
        for rule in rules {
            let own = providers.filter { provider in
                rule.providers.isEmpty || rule.providers.contains { $0.isExactly(provider.id) }
            }
            let asserting = own.filter { $0.saml != nil }
            guard let first = asserting.first else { continue }
            for role in catalogue.roles.filter({ role in rule.grants.contains { $0.mayFit(role) } }) {
                guard deaf.contains(where: { $0.isExactly(role.issuer) }) else { continue }
                let message =
                    "rule \(rule.number) gives `\(role.key)` to people of `\(first.id)`, who sign in by SAML, and the issuer `\(role.issuer)` is not said to have AssumeRoleWithSAML"
                let remedy =
                    "name `issuers.\(role.issuer).saml_provider` where it has, or name the rule's `provider`"
                if asserting.count == own.count {
                    context.error(at: rule.place, message, remedy: remedy)
                } else {
                    context.warning(at: rule.place, message, remedy: remedy)
                }
            }
        }
    }
}
