import Essentials
import Federation

/// `operators`: who sees the gateway's diagnosis pages.
struct OperatorReader {
    let context: ReadingContext
    /// The ids of all providers.
    let providers: [String]

    private static let key = "operators"

    /// One or several, each a `when` and perhaps a `provider`.
    func read(_ map: MapReader) -> [OperatorRule] {
        guard let node = map.node(Self.key) else {
            context.note(Self.key, "nobody", .standard("diagnosis shows what others' assertions say"))
            return []
        }
        let rules = node.list.compactMap(rule)
        if !rules.isEmpty {
            context.note(Self.key, RuleSentences.list(rules.map(\.condition.clause), "or"), .file(node.place))
        }
        return rules
    }

    private func rule(_ node: SourceNode) -> OperatorRule? {
        guard let map = MapReader(node, schema: .operatorRule, path: Self.key, context: context) else { return nil }
        var condition: Condition?
        if let when = map.node("when") {
            condition = ConditionReader(context: context).read(when, map.path(of: "when"))
        } else {
            map.demand("when", remedy: "write who it is, as in `operators: {when: {group: platform-admins}}`")
        }
        let named = RuleReader(context: context, providers: providers).providers(map)
        guard let condition, let named else { return nil }
        return OperatorRule(providers: named, condition: condition, place: node.place)
    }

    /// At an issuer that everybody may have an account at, a stranger must not name themselves an operator.
    func judge(_ rules: [OperatorRule], _ providers: [ProviderDefinition], _ presets: PresetLibrary) {
        for provider in providers {
            let named = provider.isIssuerShared ? nil : presets.shared(behind: provider)
            guard provider.isIssuerShared || named != nil else { continue }
            let claims = named?.subjectClaims ?? provider.subjectClaims
            for rule in rules
            where (rule.providers.isEmpty || rule.providers.contains { $0.isExactly(provider.id) })
                && (provider.claims.groups != nil || !rule.condition.needsGroup)
                && !rule.condition.isRestricted(to: claims)
            {
                context.error(
                    at: rule.place,
                    "`operators` lets strangers in: everybody can have an account at `\(provider.id)`, and it pins down none of \(claims.map { "`\($0)`" }.joined(separator: ", "))",
                    remedy: "name another `provider`, or pin one of them down")
            }
        }
    }
}
