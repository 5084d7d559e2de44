import Essentials

/// What a statement does where it applies.
public enum PolicyEffect: String, Sendable, Hashable {
    case allow = "Allow"
    case deny = "Deny"
}

/// One statement, compiled.
struct Statement: Sendable {
    let reference: StatementReference
    let effect: PolicyEffect
    /// `nil` in policies of identities, whose principal is whom they are attached to.
    private(set) var principals: PrincipalElement?
    let actions: ActionElement
    /// `nil` where the policy's own resource is meant.
    let resources: ResourceElement?
    let conditions: [Condition]

    /// What keeps a statement from applying.
    enum Miss: Sendable, Equatable {
        case principal
        case action
        case resource
        case condition(Int, Condition.Outcome)
    }

    /// `nil` where the statement applies, so that its effect counts. What cannot be told never opens: such an
    /// `Allow` does not apply, and such a `Deny` does.
    func miss(_ request: AccessRequest, hasBoundary: Bool) -> Miss? {
        if !actions.contains(request) { return .action }
        // Whether a variable without value would have excluded the resource cannot be said.
        if let resources, !(resources.contains(request) ?? (effect == .deny)) { return .resource }
        if let principals, !principals.applies(to: request.principal, effect, hasBoundary: hasBoundary) {
            return .principal
        }
        return missedCondition(request)
    }

    private func missedCondition(_ request: AccessRequest) -> Miss? {
        var undecidable: Miss?
        for index in conditions.indices {
            switch conditions[index].judge(request.context) {
            case .met: continue
            case .notMet: return .condition(index, .notMet)
            case .undecidable: undecidable = undecidable ?? .condition(index, .undecidable)
            }
        }
        return effect == .deny ? nil : undecidable
    }

    /// How it grants, where it applies: `nil` in policies that name no principal.
    func grant(_ request: AccessRequest) -> Grant? { principals?.grant(request.principal) }

    mutating func bind(_ id: (ARN) -> String?) throws(PolicyError) {
        try principals?.bind(id, statement: reference.number)
    }

    /// Why it did not apply; for people.
    func explanation(_ miss: Miss, _ request: AccessRequest) -> String {
        switch miss {
        case .principal: principals?.explanation(request.principal) ?? "`Principal` does not name the caller"
        case .action: "`\(actions.member)` does not include `\(request.action)`"
        case .resource: "`\(resources?.member ?? "Resource")` does not include the resource"
        case .condition(let index, let outcome): conditions[index].explanation(outcome, request.context)
        }
    }
}
