public import Essentials
public import IAM

/// What an assertion says to AWS: which roles may be assumed by which provider, and what a session is called and
/// carries (IAM User Guide, configuring SAML assertions for the authentication response).
///
/// The attributes come from a verified assertion; nothing is proved here.
public struct AWSAssertion: Sendable, Equatable {
    /// A role, and the provider by which it may be assumed.
    public struct RolePair: Sendable, Hashable {
        /// The role.
        public let role: ARN
        /// The SAML provider in the role's account.
        public let provider: ARN

        /// A pair.
        public init(role: ARN, provider: ARN) {
            self.role = role
            self.provider = provider
        }
    }

    /// The pairs, each once, in their order.
    public let roles: [RolePair]
    /// The session's name.
    public let sessionName: RoleSessionName
    /// How long a session of the console lasts; keys for programs do not ask it.
    public let sessionDuration: Duration?
    /// Who is behind the session.
    public let sourceIdentity: String?
    /// The session tags.
    public let tags: [SessionTag]
    /// The keys of those tags that go on into sessions made from this one.
    public let transitiveTagKeys: [ExactString]

    /// AWS takes at most 50 tags.
    public static let maximumTags = 50
    /// Pairs that are read at most.
    public static let maximumRoles = 2000
    static let durations: ClosedRange<Int> = 900...43_200

    /// What an issuer of assertions is about to say.
    public init(
        roles: [RolePair], sessionName: RoleSessionName, sessionDuration: Duration? = nil,
        sourceIdentity: String? = nil, tags: [SessionTag] = [], transitiveTagKeys: [ExactString] = []
    ) {
        self.roles = roles
        self.sessionName = sessionName
        self.sessionDuration = sessionDuration
        self.sourceIdentity = sourceIdentity
        self.tags = tags
        self.transitiveTagKeys = transitiveTagKeys
    }

    /// True where the assertion lets this provider assume this role.
    public func allows(_ role: ARN, by provider: ARN) -> Bool {
        roles.contains { $0.role == role && $0.provider == provider }
    }

    /// What the session needs to be allowed beside the assumption itself.
    public var actions: [String] {
        (tags.isEmpty ? [] : ["sts:TagSession"]) + (sourceIdentity == nil ? [] : ["sts:SetSourceIdentity"])
    }

    /// The attributes that say this.
    public var attributes: [AssertionAttribute] {
        func attribute(_ name: String, _ values: [String]) -> AssertionAttribute {
            AssertionAttribute(name: ExactString(name), values: values)
        }
        var all = [
            attribute(AWSAttributeName.role, roles.map { "\($0.role),\($0.provider)" }),
            attribute(AWSAttributeName.roleSessionName, [sessionName.text]),
        ]
        if let sessionDuration {
            all.append(attribute(AWSAttributeName.sessionDuration, [String(sessionDuration.wholeSeconds)]))
        }
        if let sourceIdentity { all.append(attribute(AWSAttributeName.sourceIdentity, [sourceIdentity])) }
        for tag in tags { all.append(attribute(AWSAttributeName.principalTag + tag.key.text, [tag.value.text])) }
        if !transitiveTagKeys.isEmpty {
            all.append(attribute(AWSAttributeName.transitiveTagKeys, transitiveTagKeys.map(\.text)))
        }
        return all
    }
}
