import Essentials
import IAM
import SecurityTokens

/// A session that a user began: with `GetSessionToken` its own, with `GetFederationToken` somebody else's.
struct UserSession: Sendable, Equatable {
    /// Where it comes from.
    let chain: SessionChain
    /// The user.
    let userARN: ARN
    /// The name that a federated user goes by; `nil` for the user itself.
    let federatedName: String?
    /// The first instant at which it is over.
    let expires: Instant
    /// When a device's code was shown, where one was.
    let presenceProvedAt: Instant?
    /// The policy that narrows a federated user's session, without which it has nothing.
    let policy: SessionPolicy?
    /// The session tags.
    let tags: [SessionTag]
    /// The ids of the managed policies that narrow it as well; with `policy` they count as one.
    var managedPolicyIDs: [String] = []
    /// What the session was scoped down to; each must allow.
    var scopes: [SessionPolicy] = []

    /// `ASIA…`.
    var accessKeyID: String { chain.own.sessionID.text }

    /// The user's id.
    var userID: String { chain.own.principalID.text }

    /// When the session began.
    var issuedAt: Instant { chain.own.issuedAt }

    /// `arn:…:sts::ACCOUNT:federated-user/NAME`; `nil` for the user's own session.
    var federatedARN: ARN? {
        federatedName.flatMap {
            try? ARN("arn:\(userARN.partition):sts::\(userARN.account):federated-user/\($0)")
        }
    }
}

extension UserSession: SealedSession {
    /// 1 had no chain.
    static let version: Int64 = 2
    static let context = "sts-user".bytes

    /// The user, where it is still the one that began the session.
    func principal(in directory: PrincipalDirectory) -> EmbeddedUser? {
        directory.users[userARN].flatMap { $0.userID.isExactly(userID) ? $0 : nil }
    }

    /// The session as the JSON that is sealed.
    var json: JSONObject {
        var object: JSONObject = [
            "v": .integer(UserSession.version), "u": .string(userARN.description), "e": .integer(expires.seconds),
        ]
        object["n"] = federatedName.map { .string($0) }
        object["m"] = presenceProvedAt.map { .integer($0.seconds) }
        for (name, value) in chain.json.members + packed.members { object[name] = value }
        return object
    }

    /// The part that grows with what the session is given to carry.
    var packed: JSONObject {
        var object: JSONObject = [:]
        if !tags.isEmpty {
            object["t"] = .array(tags.map { .array([.string($0.key.text), .string($0.value.text)]) })
        }
        if !managedPolicyIDs.isEmpty { object["l"] = .array(managedPolicyIDs.map { .string($0) }) }
        object["o"] = policy.map { .string($0.text.text) }
        if !scopes.isEmpty { object["w"] = .array(scopes.map { .string($0.text.text) }) }
        return object
    }

    /// Reads the JSON that was sealed; `nil` where it is not of this form.
    init?(_ json: JSONObject) {
        func text(_ name: String) -> String? { json[name]?.string }
        func time(_ name: String) -> Instant? { json[name]?.number?.integer.map { Instant(seconds: $0) } }
        guard let chain = SessionChain(json), let user = text("u"), let userARN = try? ARN(user),
            let expires = time("e"), let tags = IssuedSession.tags(json["t"]),
            let managed = IssuedSession.texts(json["l"]), let scopes = IssuedSession.policies(json["w"])
        else { return nil }
        var policy: SessionPolicy?
        if let written = json["o"] {
            guard let text = written.string, let read = try? SessionPolicy(text) else { return nil }
            policy = read
        }
        self.init(
            chain: chain, userARN: userARN, federatedName: text("n"), expires: expires, presenceProvedAt: time("m"),
            policy: policy, tags: tags, managedPolicyIDs: managed, scopes: scopes)
    }
}

extension SessionTokens {
    /// Credentials of a user's session, and the share of the space for policy and tags that it takes.
    func credentials(
        of session: UserSession, atLeast minimum: Int
    ) throws(SessionTokenError) -> (credentials: TemporaryCredentials, packedPolicySize: Int) {
        try credentials(
            session.json, packed: session.packed, of: session.accessKeyID, until: session.expires,
            context: UserSession.context, atLeast: minimum)
    }
}
