public import Essentials
public import IAM
public import SecurityTokens

/// What a session is: everything that its token carries.
public struct IssuedSession: Sendable, Equatable {
    /// Where it comes from.
    public let chain: SessionChain
    /// The role.
    public let roleARN: ARN
    /// The session's name.
    public let sessionName: RoleSessionName
    /// The first instant at which it is over.
    public let expires: Instant
    /// The source identity.
    public let sourceIdentity: String?
    /// The session tags.
    public let tags: [SessionTag]
    /// The keys of those tags that go on into sessions made from this one.
    public let transitiveTagKeys: [ExactString]
    /// The policy that the caller narrowed the session by, where it is another than the role's.
    public let policy: SessionPolicy?
    /// The policy by which the role narrows every session of it. What is allowed must pass both.
    public let rolePolicy: SessionPolicy?
    /// The ids of the managed policies that the caller narrowed the session by; with `policy` they count as one.
    public internal(set) var managedPolicyIDs: [String] = []
    /// What the session was scoped down to, one policy a call of `GetScopedCredentials`; each must allow.
    public internal(set) var scopes: [SessionPolicy] = []
    /// The longest session that was granted, where that is less than the role's own: a rule's bound.
    var longest: Duration?
    /// When the provider's own session is over, whatever is made from this one.
    var latest: Instant?

    /// `ASIA…`.
    public var accessKeyID: String { chain.own.sessionID.text }

    /// The role's id.
    public var roleID: String { chain.own.principalID.text }

    /// The provider's key in the configuration; `iam:user` where a user began the chain.
    public var provider: String { chain.provider.text }

    /// The person at the provider, or the user's name in full.
    public var subject: ExactString { chain.subject }

    /// When the session began.
    public var issuedAt: Instant { chain.own.issuedAt }

    /// `arn:…:sts::ACCOUNT:assumed-role/ROLE/SESSION`; `nil` cannot come of a role's ARN.
    public var assumedRoleARN: ARN? { roleARN.assumedRole(session: sessionName.text) }

    /// `AROA…:SESSION`.
    public var assumedRoleID: String { "\(roleID):\(sessionName)" }
}

extension IssuedSession: SealedSession {
    /// 1 had no chain.
    static let version: Int64 = 2
    static let context = "sts".bytes

    /// The role, where it is still the one that was assumed.
    func principal(in directory: PrincipalDirectory) -> EmbeddedRole? {
        directory.roles[roleARN].flatMap { $0.role.roleID.isExactly(roleID) ? $0.role : nil }
    }

    /// The session as the JSON that is sealed. Names are short: a token travels in a header with every request.
    var json: JSONObject {
        var object: JSONObject = [
            "v": .integer(IssuedSession.version), "r": .string(roleARN.description), "n": .string(sessionName.text),
            "e": .integer(expires.seconds),
        ]
        object["d"] = longest.map { .integer($0.wholeSeconds) }
        object["y"] = latest.map { .integer($0.seconds) }
        for (name, value) in chain.json.members + packed.members { object[name] = value }
        return object
    }

    /// The part that grows with what the session is given to carry.
    var packed: JSONObject {
        var object: JSONObject = [:]
        object["f"] = sourceIdentity.map { .string($0) }
        if !tags.isEmpty {
            object["t"] = .array(tags.map { .array([.string($0.key.text), .string($0.value.text)]) })
        }
        if !transitiveTagKeys.isEmpty { object["u"] = .array(transitiveTagKeys.map { .string($0.text) }) }
        object["o"] = policy.map { .string($0.text.text) }
        if !managedPolicyIDs.isEmpty { object["l"] = .array(managedPolicyIDs.map { .string($0) }) }
        object["q"] = rolePolicy.map { .string($0.text.text) }
        if !scopes.isEmpty { object["w"] = .array(scopes.map { .string($0.text.text) }) }
        return object
    }

    /// Reads the JSON that was sealed; `nil` where it is not of this form.
    init?(_ json: JSONObject) {
        func text(_ name: String) -> String? { json[name]?.string }
        func time(_ name: String) -> Instant? { json[name]?.number?.integer.map { Instant(seconds: $0) } }
        guard let chain = SessionChain(json), let role = text("r"), let roleARN = try? ARN(role), let name = text("n"),
            let sessionName = try? RoleSessionName(name), let expires = time("e"),
            let tags = IssuedSession.tags(json["t"]), let transitive = IssuedSession.texts(json["u"]),
            let managed = IssuedSession.texts(json["l"]), let scopes = IssuedSession.policies(json["w"])
        else { return nil }
        var policies: [String: SessionPolicy] = [:]
        for name in ["o", "q"] {
            guard let written = json[name] else { continue }
            guard let text = written.string, let read = try? SessionPolicy(text) else { return nil }
            policies[name] = read
        }
        self.init(
            chain: chain, roleARN: roleARN, sessionName: sessionName, expires: expires, sourceIdentity: text("f"),
            tags: tags, transitiveTagKeys: transitive.map { ExactString($0) }, policy: policies["o"],
            rolePolicy: policies["q"], managedPolicyIDs: managed, scopes: scopes,
            longest: json["d"]?.number?.integer.map { .seconds($0) }, latest: time("y"))
    }

    static func policies(_ value: JSONValue?) -> [SessionPolicy]? {
        guard let written = texts(value) else { return nil }
        let read = written.compactMap { try? SessionPolicy($0) }
        return read.count == written.count ? read : nil
    }

    static func tags(_ value: JSONValue?) -> [SessionTag]? {
        guard let value else { return [] }
        guard let list = value.array else { return nil }
        var tags: [SessionTag] = []
        for element in list {
            guard let pair = texts(element), pair.count == 2, let tag = try? SessionTag(key: pair[0], value: pair[1])
            else { return nil }
            tags.append(tag)
        }
        return tags
    }

    static func texts(_ value: JSONValue?) -> [String]? {
        guard let value else { return [] }
        guard let list = value.array else { return nil }
        let texts = list.compactMap(\.string)
        return texts.count == list.count ? texts : nil
    }
}
