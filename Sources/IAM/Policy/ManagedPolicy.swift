public import Essentials

/// A policy with a name of its own (IAM User Guide, Managed policies and inline policies): attached to any number of
/// users and roles of its account, set as their permissions boundary, or named when a session begins.
public struct ManagedPolicy: Sendable {
    /// The most characters that its document has, white space not counted (IAM and AWS STS quotas).
    public static let quota = 6144

    /// `arn:…:iam::ACCOUNT:policy/PATH/NAME`.
    public let arn: ARN
    /// `ANPA…`, the same as long as the policy is the same.
    public let policyID: String
    /// The document as it was written.
    public let text: ExactString
    /// For people.
    public let description: String?
    /// What it is where it is attached.
    public let identity: Policy

    /// Its name; nobody makes one of an ARN that has none.
    public var name: String { arn.policyName ?? "" }
    /// What it is as a permissions boundary.
    public var boundary: Policy { identity.counting(as: .boundary) }
    /// What it is where a session names it.
    public var session: Policy { identity.counting(as: .session) }

    /// Reads a document.
    ///
    /// - Throws: `PolicyError`; `.tooLong` above `quota`.
    public init(arn: ARN, policyID: String, text: String, description: String? = nil) throws(PolicyError) {
        let characters = Policy.countedCharacters(of: text.utf8)
        guard characters <= ManagedPolicy.quota else {
            throw .tooLong(characters: characters, limit: ManagedPolicy.quota)
        }
        self.arn = arn
        self.policyID = policyID
        self.text = ExactString(text)
        self.description = description
        identity = try Policy(text.utf8, kind: .identity, name: "the policy `\(arn.policyName ?? "")`")
    }
}

/// A policy that belongs to one user or role only.
public struct InlinePolicy: Sendable {
    /// Its name, which is its own within the user or role.
    public let name: String
    /// The document as it was written.
    public let text: ExactString
    /// The policy, of kind `.identity`.
    public let policy: Policy

    /// A policy that was read.
    public init(name: String, text: String, policy: Policy) {
        self.name = name
        self.text = ExactString(text)
        self.policy = policy
    }
}
