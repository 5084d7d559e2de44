public import Essentials
public import Federation
import IAM
import SecurityTokens

/// What the rules say about a person whose claims somebody supposed: the material of `explain`.
public struct Explanation: Sendable {
    /// The identity that the claims make.
    public let identity: ExternalIdentity
    /// What the rules say about it.
    public let result: MappingResult
}

extension SallyportConfiguration {
    /// Explains what the rules would grant for these claims. Proves nothing and grants nothing.
    ///
    /// - Throws: `IdentityRefusal` where the claims make no identity at this provider.
    public func explain(
        claims: JSONObject, at provider: ProviderDefinition
    ) throws(IdentityRefusal) -> Explanation {
        let identity = try ExternalIdentity.supposed(claims: claims, at: provider)
        return Explanation(identity: identity, result: rules.evaluate(identity))
    }
}

extension Explanation {
    /// For people, one line each.
    public var text: String {
        var lines = ["\(identity.displayName) (\(identity.subject) at \(identity.provider))"]
        for claim in identity.withheld { lines.append("  not relied on: \(claim.why)") }
        for rule in result.trace {
            lines.append("rule \(rule.rule) (\(rule.place)): \(rule.outcome.words)")
            if let condition = rule.condition { lines += condition.lines(indent: 1) }
            lines += rule.notes.map { "  note: \($0)" }
        }
        lines.append(result.grants.isEmpty ? "may take nothing" : "may take:")
        for grant in result.grants {
            lines.append(
                "  \(grant.role.key) as \(grant.sessionName), up to \(DurationText.write(grant.maximumDuration)), by rule "
                    + grant.rules.map(String.init).joined(separator: ", "))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// For programs.
    public var json: JSONObject {
        [
            "provider": .string(identity.provider), "issuer": .string(identity.issuer.text),
            "subject": .string(identity.subject.text), "email": identity.verifiedEmail.map { .string($0) } ?? .null,
            "groups": .array(identity.groups.map { .string($0) }),
            "withheld": .array(
                identity.withheld.map { ["claim": .string($0.name.text), "why": .string($0.why)] }),
            "rules": .array(result.trace.map { .object($0.json) }),
            "grants": .array(result.grants.map { .object($0.json) }),
        ]
    }
}

extension RuleTrace.Outcome {
    fileprivate var name: String {
        switch self {
        case .notForProvider: "not-for-provider"
        case .matched: "matched"
        case .notMatched: "not-matched"
        case .failed: "failed"
        }
    }

    fileprivate var words: String {
        switch self {
        case .notForProvider: "is for people of another provider"
        case .matched(let granted):
            granted.isEmpty ? "matched, and grants nothing" : "matched, and grants \(granted.joined(separator: ", "))"
        case .notMatched(let why): "did not match: \(why)"
        case .failed(let why): "could not be evaluated and grants nothing: \(why)"
        }
    }
}

extension RuleTrace {
    fileprivate var json: JSONObject {
        var json: JSONObject = [
            "rule": .integer(rule), "file": .string(place.file), "line": .integer(place.line),
            "outcome": .string(outcome.name),
        ]
        switch outcome {
        case .notForProvider: break
        case .matched(let granted): json["granted"] = .array(granted.map { .string($0) })
        case .notMatched(let why), .failed(let why): json["why"] = .string(why)
        }
        json["condition"] = condition.map { .object($0.json) }
        if !notes.isEmpty { json["notes"] = .array(notes.map { .string($0) }) }
        return json
    }
}

extension ConditionTrace {
    fileprivate func lines(indent: Int) -> [String] {
        let own = String(repeating: "  ", count: indent) + "\(verdict.rawValue): \(text)"
        let isLeaf = parts.isEmpty
        return [own + (isLeaf ? why.map { " (\($0))" } ?? "" : "")] + parts.flatMap { $0.lines(indent: indent + 1) }
    }

    fileprivate var json: JSONObject {
        var json: JSONObject = ["text": .string(text), "verdict": .string(verdict.rawValue)]
        json["why"] = why.map { .string($0) }
        if !parts.isEmpty { json["parts"] = .array(parts.map { .object($0.json) }) }
        return json
    }
}

extension RoleGrant {
    fileprivate var json: JSONObject {
        var json: JSONObject = [
            "account": .string(role.account), "account_id": .string(role.accountID), "role": .string(role.name),
            "role_arn": .string(role.arn.description), "issuer": .string(role.issuer),
            "session_name": .string(sessionName.text), "maximum_seconds": .integer(maximumDuration.wholeSeconds),
            "rules": .array(rules.map { .integer($0) }), "sensitive": .bool(role.isSensitive),
        ]
        json["source_identity"] = sourceIdentity.map { .string($0) }
        if !tags.isEmpty {
            json["tags"] = .array(tags.map { ["key": .string($0.key.text), "value": .string($0.value.text)] })
        }
        return json
    }
}
