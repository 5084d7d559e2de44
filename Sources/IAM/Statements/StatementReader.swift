import Essentials

/// Reads one statement of a policy of a kind.
struct StatementReader {
    private let members: JSONObject
    private let number: Int
    private let kind: PolicyKind
    private let version: PolicyDocument.Version

    private static let known: Set<ExactString> = [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
    ]

    init(_ element: PolicyDocument.Element, kind: PolicyKind, version: PolicyDocument.Version) {
        members = element.members
        number = element.number
        self.kind = kind
        self.version = version
    }

    func statement() throws(PolicyError) -> Statement {
        for member in members.members {
            if kind.prohibited.contains(where: { $0.isExactly(member.name) }) {
                throw .prohibitedField(member.name, statement: number)
            }
            guard StatementReader.known.contains(ExactString(member.name)) else {
                throw .unknownField(member.name, statement: number)
            }
        }
        let effect = try effect()
        return Statement(
            reference: StatementReference(number: number, sid: try sid()), effect: effect,
            principals: try principals(effect), actions: try actions(), resources: try resources(),
            conditions: try ConditionReader(version: version, statement: number).conditions(members["Condition"]))
    }

    private func sid() throws(PolicyError) -> String? {
        guard let written = members["Sid"] else { return nil }
        guard let text = written.string else {
            throw .invalidValue(field: "Sid", value: written.kind, statement: number)
        }
        return text.isEmpty ? nil : text
    }

    private func effect() throws(PolicyError) -> PolicyEffect {
        guard let effect = members["Effect"] else { throw .missingField("Effect", statement: number) }
        guard let text = effect.string,
            let known = [PolicyEffect.allow, .deny].first(where: { $0.rawValue.isExactly(text) })
        else { throw .invalidValue(field: "Effect", value: effect.string ?? effect.kind, statement: number) }
        return known
    }

    private func principals(_ effect: PolicyEffect) throws(PolicyError) -> PrincipalElement? {
        guard kind.namesPrincipals else {
            for field in ["Principal", "NotPrincipal"] where members[field] != nil {
                throw .principalNotTaken(field, statement: number)
            }
            return nil
        }
        guard let (value, isNegated) = try either("Principal") else {
            throw .missingField("Principal", statement: number)
        }
        if isNegated {
            guard kind.takesNotPrincipal else { throw .prohibitedField("NotPrincipal", statement: number) }
            // IAM User Guide, NotPrincipal: with `Allow` it is not supported; it would grant to everybody else.
            guard effect == .deny else { throw .notSupported("`NotPrincipal` with `Allow`", statement: number) }
        }
        return try PrincipalElement(value, isNegated: isNegated, kind: kind, statement: number)
    }

    private func actions() throws(PolicyError) -> ActionElement {
        guard let (value, isNegated) = try either("Action") else {
            throw kind.namesPrincipals
                ? .missingField("Action", statement: number) : .missingElement("Action", statement: number)
        }
        // IAM takes `NotAction` in a trust policy no more than what is not of STS.
        if kind == .trust, isNegated { throw .prohibitedField("NotAction", statement: number) }
        return try ActionElement(
            try texts(value, "Action"), isNegated: isNegated, kind: kind, statement: number)
    }

    private func resources() throws(PolicyError) -> ResourceElement? {
        guard let (value, isNegated) = try either("Resource") else {
            if kind.demandsResources { throw .missingElement("Resource", statement: number) }
            return nil
        }
        return try ResourceElement(
            try texts(value, "Resource"), isNegated: isNegated, kind: kind, version: version, statement: number)
    }

    private func texts(_ value: JSONValue, _ field: String) throws(PolicyError) -> [String] {
        if !kind.namesPrincipals, value.array?.isEmpty == true { throw .missingElement(field, statement: number) }
        return try PolicyDocument.texts(value, field: field, statement: number)
    }

    /// An element or its opposite; one statement has not both.
    private func either(_ field: String) throws(PolicyError) -> (JSONValue, isNegated: Bool)? {
        switch (members[field], members["Not" + field]) {
        case (_?, _?): throw .prohibitedField("Not" + field, statement: number)
        case (let value?, nil): return (value, false)
        case (nil, let value?): return (value, true)
        case (nil, nil): return nil
        }
    }
}
