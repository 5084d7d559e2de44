import Essentials
import Federation

/// What each rule means, in plain words: the cheapest review there is.
struct RuleSentences {
    let rules: MappingRules
    /// The ids of all providers.
    let providers: [String]

    /// One sentence a rule.
    var all: [String] { rules.rules.map { sentence($0) } }

    /// Those, and one for each rule of who is an operator.
    func all(_ operators: [OperatorRule]) -> [String] {
        all
            + operators.map { rule in
                let named = rule.providers.isEmpty ? providers : rule.providers
                return
                    "People \(rule.condition.clause) at \(RuleSentences.list(named, "or")) are operators and see the diagnosis pages"
            }
    }

    private func sentence(_ rule: MappingRule) -> String {
        let named = rule.providers.isEmpty ? providers : rule.providers
        return "People \(rule.condition.clause) at \(RuleSentences.list(named, "or")) may take \(taken(rule))"
    }

    private func taken(_ rule: MappingRule) -> String {
        var parts: [String] = []
        var groups: [(duration: Duration, roles: [CatalogueRole])] = []
        for role in rule.grants.filter(\.templates.isEmpty).flatMap({ selected($0) }) {
            let limits = [role.maximumDuration, rule.session.maximumDuration, rules.session.maximumDuration]
            let duration = limits.compactMap { $0 }.min() ?? role.maximumDuration
            if let index = groups.firstIndex(where: { $0.duration == duration }) {
                if !groups[index].roles.contains(role) { groups[index].roles.append(role) }
            } else {
                groups.append((duration, [role]))
            }
        }
        for (duration, roles) in groups {
            parts.append("\(RuleSentences.roles(roles)), for up to \(DurationText.words(duration))")
        }
        let templates = rule.grants.filter { !$0.templates.isEmpty }.map { "`\($0.text)`" }
        if !templates.isEmpty {
            parts.append("whatever role listed under `roles` \(RuleSentences.list(templates, "or")) names")
        }
        return parts.isEmpty ? "nothing" : parts.joined(separator: ", and ")
    }

    private func selected(_ selector: GrantSelector) -> [CatalogueRole] {
        rules.catalogue.roles.filter { selector.mayFit($0) }
    }

    /// "PowerUser in dev and ReadOnly in stage"; roles of one name are said once.
    private static func roles(_ roles: [CatalogueRole]) -> String {
        var names: [(name: String, accounts: [String])] = []
        for role in roles {
            if let index = names.firstIndex(where: { $0.name.isExactly(role.name) }) {
                names[index].accounts.append(role.account)
            } else {
                names.append((role.name, [role.account]))
            }
        }
        return list(names.map { "\($0.name) in \(list($0.accounts, "and"))" }, "and")
    }

    static func list(_ items: [String], _ word: String) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "no provider" }
        return items.dropLast().joined(separator: ", ") + " \(word) " + last
    }
}

extension Condition {
    /// The condition as a clause behind "People": "of group developers", "whose email fits *@example.org".
    var clause: String {
        switch self {
        case .claim(.group, let test): test.groupClause
        case .claim(.named(let name), let test): test.clause(name)
        case .all(let parts): parts.map(\.inner).joined(separator: " and ")
        case .any(let parts): parts.map(\.inner).joined(separator: " or ")
        case .not(let part): "not \(part.inner)"
        }
    }

    private var inner: String {
        switch self {
        case .all(let parts) where parts.count > 1, .any(let parts) where parts.count > 1: "(\(clause))"
        default: clause
        }
    }
}

extension ClaimTest {
    fileprivate var groupClause: String {
        switch self {
        case .exists(let wanted): wanted ? "of any group" : "of no group"
        case .anyOf(let tests) where tests.allSatisfy({ if case .equals(_, false) = $0 { true } else { false } }):
            "of group " + RuleSentences.list(tests.map(\.plainWords), "or")
        case .equals(_, false): "of group \(plainWords)"
        default: "of a group that \(plainWords)"
        }
    }

    fileprivate func clause(_ name: String) -> String {
        switch self {
        case .exists(let wanted): wanted ? "who have a \(name)" : "who have no \(name)"
        case .equals(_, false): "whose \(name) is \(plainWords)"
        case .anyOf(let tests) where tests.allSatisfy({ if case .equals(_, false) = $0 { true } else { false } }):
            "whose \(name) is " + RuleSentences.list(tests.map(\.plainWords), "or")
        default: "whose \(name) \(plainWords)"
        }
    }

    private var plainWords: String {
        switch self {
        case .equals(let text, let ignoringCase): ignoringCase ? "is \(text) in any letter case" : text
        case .glob(_, let pattern, let ignoringCase): "fits \(pattern)" + (ignoringCase ? " in any letter case" : "")
        case .matches(_, let pattern, let ignoringCase):
            "matches \(pattern)" + (ignoringCase ? " in any letter case" : "")
        case .anyOf(let tests):
            RuleSentences.list(
                tests.map { if case .equals(_, false) = $0 { "is \($0.plainWords)" } else { $0.plainWords } }, "or")
        case .exists(let wanted): wanted ? "is there" : "is not there"
        }
    }
}
