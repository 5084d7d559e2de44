import Essentials

/// The outline that every policy shares: version and statements, each with its number.
struct PolicyDocument: Sendable {
    /// The language's version; the older knows no variables.
    enum Version: String, Sendable {
        case older = "2008-10-17"
        case current = "2012-10-17"
    }

    /// One statement, its members not yet judged.
    struct Element: Sendable {
        let number: Int
        let members: JSONObject
    }

    let version: Version
    let statements: [Element]

    /// Reads the outline.
    init(parsing document: JSONObject) throws(PolicyError) {
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
        var statements: [Element] = []
        for (index, value) in written.enumerated() {
            guard case .object(let members) = value else {
                throw .invalidValue(field: "Statement", value: value.kind, statement: index + 1)
            }
            statements.append(Element(number: index + 1, members: members))
        }
        self.statements = statements
    }

    /// A text, or a list of texts that is not empty.
    static func texts(_ value: JSONValue, field: String, statement: Int) throws(PolicyError) -> [String] {
        let elements = value.array ?? [value]
        guard !elements.isEmpty else { throw .invalidValue(field: field, value: "[]", statement: statement) }
        var texts: [String] = []
        for element in elements {
            guard let text = element.string else {
                throw .invalidValue(field: field, value: element.kind, statement: statement)
            }
            texts.append(text)
        }
        return texts
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
