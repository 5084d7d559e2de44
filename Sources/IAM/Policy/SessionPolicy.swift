public import Essentials

/// A policy that is handed in when a session begins and narrows it: its text, and the policy.
public struct SessionPolicy: Sendable, Hashable {
    /// The longest text (the STS model's `sessionPolicyDocumentType`), in characters.
    public static let maximumCharacters = 2048

    /// The document as it was handed in.
    public let text: ExactString
    /// The policy, of kind `.session`.
    public let policy: Policy

    /// Reads a document.
    ///
    /// - Throws: `PolicyError`, whose `awsMessage` goes with `MalformedPolicyDocument`.
    public init(_ text: String) throws(PolicyError) {
        let characters = text.unicodeScalars.count
        guard (1...SessionPolicy.maximumCharacters).contains(characters) else {
            throw .tooLong(characters: characters, limit: SessionPolicy.maximumCharacters)
        }
        policy = try Policy(text.utf8, kind: .session, name: "the session policy")
        self.text = ExactString(text)
    }

    /// Equal where the texts are.
    public static func == (left: SessionPolicy, right: SessionPolicy) -> Bool { left.text == right.text }

    /// Hashes the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
