import Essentials

/// The outline that every policy shares: version and statements, each with its number and `Sid`.
struct PolicyDocument: Sendable {
    /// The language's version; the older knows no variables.
    enum Version: String, Sendable {
        case older = "2008-10-17"
        case current = "2012-10-17"
    }

    /// One statement, its members not yet judged.
    struct Outline: Sendable {
        let reference: StatementReference
        let members: JSONObject
        let effect: Effect
    }

    /// What a statement does where it fits.
    enum Effect: String, Sendable {
        case allow = "Allow"
        case deny = "Deny"
    }

    let version: Version
    let statements: [Outline]

    /// Reads the outline; `allowed` names the members that a statement of this kind may have, `prohibited` those
    /// that the language knows but this kind may not have.
    init(parsing document: JSONObject, allowed: Set<ExactString>, prohibited: Set<ExactString>) throws(PolicyError) {
        for member in document.members where !["Version", "Id", "Statement"].contains(ExactString(member.name)) {
            throw .unknownField(member.name, statement: nil)
        }
        switch document["Version"] {
        case nil: version = .older
        case .string(let text):
            guard let known = [Version.older, .current].first(where: { $0.rawValue.isExactly(text) }) else {
                throw .invalidValue(field: "Version", value: text, statement: nil)
            }
            version = known
        case let other?: throw .invalidValue(field: "Version", value: other.kind, statement: nil)
        }
        if let id = document["Id"], id.string == nil {
            throw .invalidValue(field: "Id", value: id.kind, statement: nil)
        }
        let written: [JSONValue]
        switch document["Statement"] {
        case nil: throw .missingField("Statement", statement: nil)
        case .object(let single): written = [.object(single)]
        case .array(let several): written = several
        case let other?: throw .invalidValue(field: "Statement", value: other.kind, statement: nil)
        }
        guard !written.isEmpty else { throw .missingField("Statement", statement: nil) }
        var statements: [Outline] = []
        var seen: Set<ExactString> = []
        for (index, value) in written.enumerated() {
            let outline = try PolicyDocument.outline(value, index + 1, allowed: allowed, prohibited: prohibited)
            if let sid = outline.reference.sid, !seen.insert(ExactString(sid)).inserted {
                throw .duplicateStatementID(sid)
            }
            statements.append(outline)
        }
        self.statements = statements
    }

    private static func outline(
        _ value: JSONValue, _ number: Int, allowed: Set<ExactString>, prohibited: Set<ExactString>
    ) throws(PolicyError) -> Outline {
        guard case .object(let members) = value else {
            throw .invalidValue(field: "Statement", value: value.kind, statement: number)
        }
        for member in members.members {
            let name = ExactString(member.name)
            if prohibited.contains(name) { throw .prohibitedField(member.name, statement: number) }
            guard allowed.contains(name) else { throw .unknownField(member.name, statement: number) }
        }
        var sid: String?
        if let written = members["Sid"] {
            guard let text = written.string else {
                throw .invalidValue(field: "Sid", value: written.kind, statement: number)
            }
            sid = text.isEmpty ? nil : text
        }
        guard let effect = members["Effect"] else { throw .missingField("Effect", statement: number) }
        guard let text = effect.string, let known = [Effect.allow, .deny].first(where: { $0.rawValue.isExactly(text) })
        else { throw .invalidValue(field: "Effect", value: effect.string ?? effect.kind, statement: number) }
        return Outline(
            reference: StatementReference(number: number, sid: sid), members: members, effect: known)
    }

    /// A text, or a list of texts that is not empty.
    static func texts(_ value: JSONValue, field: String, statement: Int) throws(PolicyError) -> [String] {
        switch value {
        case .string(let text): return [text]
        case .array(let elements):
            guard !elements.isEmpty else { throw .invalidValue(field: field, value: "[]", statement: statement) }
            var texts: [String] = []
            for element in elements {
                guard let text = element.string else {
                    throw .invalidValue(field: field, value: element.kind, statement: statement)
                }
                texts.append(text)
            }
            return texts
        default: throw .invalidValue(field: field, value: value.kind, statement: statement)
        }
    }
}

/// Which statement of a policy: its place, and its `Sid` where it has one.
public struct StatementReference: Sendable, Hashable, CustomStringConvertible {
    /// The place in the policy, from 1.
    public let number: Int
    /// The `Sid`.
    public let sid: String?

    /// `statement 2 (AllowDeploy)`.
    public var description: String { "statement \(number)" + (sid.map { " (\($0))" } ?? "") }
}
