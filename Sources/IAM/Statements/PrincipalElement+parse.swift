import Essentials

extension PrincipalElement {
    /// Reads `"*"` or a map of kinds to names.
    init(_ value: JSONValue, isNegated: Bool, kind: PolicyKind, statement: Int) throws(PolicyError) {
        self.isNegated = isNegated
        guard case .object(let kinds) = value else {
            guard let text = value.string, text.isExactly("*") else {
                throw .invalidValue(
                    field: isNegated ? "NotPrincipal" : "Principal", value: value.string ?? value.kind,
                    statement: statement)
            }
            entries = [.everyone]
            return
        }
        guard !kinds.isEmpty else {
            throw .missingField(isNegated ? "NotPrincipal" : "Principal", statement: statement)
        }
        var entries: [Entry] = []
        for (name, names) in kinds.members {
            for text in try PolicyDocument.texts(names, field: name, statement: statement) {
                guard let entry = try PrincipalElement.entry(name, text, statement) else {
                    throw .invalidPrincipal(kind: name, name: text, statement: statement)
                }
                entries.append(entry)
            }
        }
        if kind == .resourceControl {
            // Organizations User Guide, RCP syntax: `Principal` is `*`, and a condition narrows it.
            for entry in entries {
                switch entry {
                case .everyone, .everyoneOfAWS: continue
                default: throw .invalidValue(field: "Principal", value: "a name", statement: statement)
                }
            }
        }
        self.entries = entries
    }

    /// `nil` where nobody is named so.
    private static func entry(_ kind: String, _ text: String, _ statement: Int) throws(PolicyError) -> Entry? {
        switch ExactString(kind) {
        case "AWS": return aws(text)
        case "Federated", "Service", "CanonicalUser":
            // A principal is named, never a pattern.
            guard isName(text) else { return nil }
            let name = ExactString(text)
            return kind.isExactly("Federated")
                ? .provider(name) : kind.isExactly("Service") ? .service(name) : .canonicalUser(name)
        default: throw .unknownField(kind, statement: statement)
        }
    }

    private static func isName(_ text: String) -> Bool {
        (1...ARN.maximumLength).contains(text.utf8.count)
            && !text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 <= 0x20 || $0 == 0x7F }
    }

    private static func aws(_ text: String) -> Entry? {
        if text.isExactly("*") { return .everyoneOfAWS }
        guard isName(text) else { return nil }
        if text.utf8.count == 12, text.utf8.allSatisfy(\.isASCIIDigit) { return .account(partition: nil, id: text) }
        // What IAM shows where the entity of an ARN is gone; `AIDA…` and `AROA…` are users and roles.
        if ["AIDA", "AROA"].contains(where: { text.startsExactly(with: $0) }), text.utf8.count >= 16,
            text.utf8.allSatisfy({ $0.isASCIICapital || $0.isASCIIDigit })
        {
            return .uniqueID(ExactString(text))
        }
        guard let arn = try? ARN(text), arn.region.isEmpty else { return nil }
        let resource = arn.resource
        switch arn.service {
        case "iam":
            if resource.isExactly("root") { return .account(partition: arn.partition, id: arn.account) }
            if arn.roleName != nil { return .role(Entity(arn: arn, id: nil)) }
            if arn.userName != nil { return .user(Entity(arn: arn, id: nil)) }
        case "sts":
            if arn.roleSession != nil || arn.federatedUserName != nil { return .session(ExactString(text)) }
        default: return nil
        }
        return nil
    }
}
