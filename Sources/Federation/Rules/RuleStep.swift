import Essentials
import SecurityTokens

/// The evaluation of one rule for one person.
struct RuleStep {
    let rule: MappingRule
    let settings: SessionSettings
    private(set) var grants: [RoleGrant] = []
    private var notes: [String] = []

    init(rule: MappingRule, settings: SessionSettings) {
        self.rule = rule
        self.settings = settings
    }

    /// Evaluates the rule; what it grants stands in `grants` afterwards.
    mutating func run(_ identity: ExternalIdentity, catalogue: RoleCatalogue) -> RuleTrace {
        guard rule.providers.isEmpty || rule.providers.contains(where: { $0.isExactly(identity.provider) }) else {
            return trace(.notForProvider, nil)
        }
        let judgement = rule.condition.judge(identity)
        switch judgement.verdict {
        case .failed(let why): return trace(.failed(why), judgement.trace)
        case .unmatched(let why), .withheld(let why): return trace(.notMatched(why), judgement.trace)
        case .matched(let bindings):
            do {
                for captures in bindings { try grant(identity, captures, catalogue) }
            } catch {
                // One failure is the whole rule's: what another capture would have granted is not handed out.
                grants = []
                return trace(.failed(error.why), judgement.trace)
            }
            return trace(.matched(granted: grants.map(\.role.key)), judgement.trace)
        }
    }

    private func trace(_ outcome: RuleTrace.Outcome, _ condition: ConditionTrace?) -> RuleTrace {
        RuleTrace(rule: rule.number, place: rule.place, outcome: outcome, condition: condition, notes: notes)
    }

    private mutating func grant(
        _ identity: ExternalIdentity, _ captures: Captures, _ catalogue: RoleCatalogue
    ) throws(TemplateFailure) {
        for selector in rule.grants {
            let selection = try selector.select(from: catalogue, for: identity, captures)
            for note in selection.notes where !notes.contains(note) { notes.append(note) }
            for role in selection.roles where !grants.contains(where: { $0.role.key.isExactly(role.key) }) {
                grants.append(try roleGrant(role, identity, captures))
            }
        }
    }

    private func roleGrant(
        _ role: CatalogueRole, _ identity: ExternalIdentity, _ captures: Captures
    ) throws(TemplateFailure) -> RoleGrant {
        let name: RoleSessionName
        if let template = settings.name {
            name = try sessionName(try template.fill(identity, captures), of: "session name")
        } else {
            name = try SessionNaming.standard(for: identity)
        }
        let source: String
        if let template = settings.sourceIdentity {
            source = try sessionName(try template.fill(identity, captures), of: "source identity").text
        } else {
            source = name.text
        }
        var tags: [SessionTag] = []
        for (key, template) in settings.tags {
            let value = try template.fill(identity, captures)
            do { tags.append(try SessionTag(key: key, value: value)) } catch {
                throw TemplateFailure(why: "the session tag `\(key)` cannot be `\(value.shown)`: \(error.detail)")
            }
        }
        return RoleGrant(
            role: role, sessionName: name, sourceIdentity: source, tags: tags,
            maximumDuration: [role.maximumDuration, settings.maximumDuration].compactMap { $0 }.min()
                ?? role.maximumDuration, rules: [rule.number])
    }

    private func sessionName(_ text: String, of what: String) throws(TemplateFailure) -> RoleSessionName {
        do { return try RoleSessionName(text) } catch {
            throw TemplateFailure(why: "the \(what) `\(text.shown)` does not fit [\\w+=,.@-]{2,64}")
        }
    }
}

extension String {
    /// The text for a message: at most 120 characters, control characters replaced.
    var shown: String {
        let scalars = unicodeScalars.prefix(120).map { scalar -> Unicode.Scalar in
            scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
                ? "\u{FFFD}" : scalar
        }
        return String(String.UnicodeScalarView(scalars)) + (unicodeScalars.count > 120 ? "…" : "")
    }
}
