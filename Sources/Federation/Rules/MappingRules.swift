import Essentials
import SecurityTokens

/// All rules of the configuration, and the catalogue they select from.
public struct MappingRules: Sendable {
    /// The rules, in order.
    public let rules: [MappingRule]
    /// What may be selected.
    public let catalogue: RoleCatalogue
    /// What holds for sessions where a rule says nothing.
    public let session: SessionSettings

    /// Rules over a catalogue.
    public init(rules: [MappingRule], catalogue: RoleCatalogue, session: SessionSettings = .unsaid) {
        self.rules = rules
        self.catalogue = catalogue
        self.session = session
    }

    /// What one person may take, and why. A rule that cannot be evaluated grants nothing and says why.
    ///
    /// Where several rules grant one role, the first of them names the session, and the shortest maximum holds.
    public func evaluate(_ identity: ExternalIdentity) -> MappingResult {
        var drafts: [ExactString: RoleGrant] = [:]
        var trace: [RuleTrace] = []
        for rule in rules {
            var step = RuleStep(rule: rule, settings: rule.session.falling(back: session))
            trace.append(step.run(identity, catalogue: catalogue))
            for grant in step.grants {
                let key = ExactString(grant.role.key)
                drafts[key] = drafts[key].map { $0.joined(by: grant) } ?? grant
            }
        }
        return MappingResult(grants: catalogue.roles.compactMap { drafts[ExactString($0.key)] }, trace: trace)
    }
}

extension RoleGrant {
    /// The same grant, once more by a later rule.
    fileprivate func joined(by later: RoleGrant) -> RoleGrant {
        RoleGrant(
            role: role, sessionName: sessionName, sourceIdentity: sourceIdentity, tags: tags,
            maximumDuration: min(maximumDuration, later.maximumDuration), rules: rules + later.rules)
    }
}
