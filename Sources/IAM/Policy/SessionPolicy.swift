public import Essentials

/// A policy that is handed in when a role is assumed and narrows that session: its text, its grammar checked.
public struct SessionPolicy: Sendable, Hashable {
    /// The longest text (the STS model's `sessionPolicyDocumentType`), in characters.
    public static let maximumCharacters = 2048

    /// The document as it was handed in.
    public let text: ExactString

    private static let members: Set<ExactString> = [
        "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition",
    ]

    /// Checks the outline of a document: versions, effects, one of `Action` and `NotAction`, one of `Resource` and
    /// `NotResource`, no `Principal`.
    ///
    /// - Throws: `PolicyError`, whose `awsMessage` goes with `MalformedPolicyDocument`.
    public init(_ text: String) throws(PolicyError) {
        let characters = text.unicodeScalars.count
        guard (1...SessionPolicy.maximumCharacters).contains(characters) else {
            throw .tooLong(characters: characters, limit: SessionPolicy.maximumCharacters)
        }
        let document: JSONObject
        do throws(JSONError) {
            document = try JSONObject(parsing: text.bytes, limits: .small)
        } catch { throw .syntax(error.detail) }
        let outline = try PolicyDocument(
            parsing: document, allowed: SessionPolicy.members, prohibited: ["Principal", "NotPrincipal"])
        for statement in outline.statements {
            try SessionPolicy.exactlyOne("Action", "NotAction", in: statement)
            try SessionPolicy.exactlyOne("Resource", "NotResource", in: statement)
            if let condition = statement.members["Condition"], condition.object == nil {
                throw .invalidValue(
                    field: "Condition", value: condition.kind, statement: statement.reference.number)
            }
        }
        self.text = ExactString(text)
    }

    private static func exactlyOne(
        _ field: String, _ opposite: String, in statement: PolicyDocument.Outline
    ) throws(PolicyError) {
        let number = statement.reference.number
        switch (statement.members[field], statement.members[opposite]) {
        case (nil, nil): throw .missingField(field, statement: number)
        case (_?, _?): throw .prohibitedField(opposite, statement: number)
        case (let value?, nil): _ = try PolicyDocument.texts(value, field: field, statement: number)
        case (nil, let value?): _ = try PolicyDocument.texts(value, field: opposite, statement: number)
        }
    }
}
