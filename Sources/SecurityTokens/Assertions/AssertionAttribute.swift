public import Essentials

/// An attribute of an assertion, whoever proved it: a name and its values, in their order.
public struct AssertionAttribute: Sendable, Equatable {
    /// The name, byte for byte.
    public let name: ExactString
    /// The values.
    public let values: [String]

    /// An attribute.
    public init(name: ExactString, values: [String]) {
        self.name = name
        self.values = values
    }

    /// Equal in every byte.
    public static func == (left: AssertionAttribute, right: AssertionAttribute) -> Bool {
        left.name == right.name && left.values.map { ExactString($0) } == right.values.map { ExactString($0) }
    }
}

/// The names of the attributes that AWS defines for assertions (IAM User Guide, configuring SAML assertions).
public enum AWSAttributeName {
    /// What all of them begin with.
    public static let prefix = "https://aws.amazon.com/SAML/Attributes/"
    /// A role and the provider by which it may be assumed, with a comma between them.
    public static let role = prefix + "Role"
    /// The name of the session.
    public static let roleSessionName = prefix + "RoleSessionName"
    /// How long a session of the console lasts, in seconds.
    public static let sessionDuration = prefix + "SessionDuration"
    /// Who is behind the session.
    public static let sourceIdentity = prefix + "SourceIdentity"
    /// The keys of those tags that go on into sessions made from the session.
    public static let transitiveTagKeys = prefix + "TransitiveTagKeys"
    /// The beginning of the name of a session tag.
    public static let principalTag = prefix + "PrincipalTag:"
}
