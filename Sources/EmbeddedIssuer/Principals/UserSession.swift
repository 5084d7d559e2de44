import Essentials
import IAM
import SecurityTokens

/// A session that a user began: with `GetSessionToken` its own, with `GetFederationToken` somebody else's.
struct UserSession: Sendable, Equatable {
    /// `ASIA…`.
    let accessKeyID: String
    /// The user.
    let userARN: ARN
    /// The user's id.
    let userID: String
    /// The name that a federated user goes by; `nil` for the user itself.
    let federatedName: String?
    /// When the session began.
    let issuedAt: Instant
    /// The first instant at which it is over.
    let expires: Instant
    /// When a device's code was shown, where one was.
    let presenceProvedAt: Instant?
    /// The policy that narrows a federated user's session, without which it has nothing.
    let policy: SessionPolicy?
    /// The session tags.
    let tags: [SessionTag]
    /// The id of the first session of the chain: this one's own.
    let chainID: String
    /// The ids of the managed policies that narrow it as well; with `policy` they count as one.
    var managedPolicyIDs: [String] = []

    /// `arn:…:sts::ACCOUNT:federated-user/NAME`; `nil` for the user's own session.
    var federatedARN: ARN? {
        federatedName.flatMap {
            try? ARN("arn:\(userARN.partition):sts::\(userARN.account):federated-user/\($0)")
        }
    }
}

extension UserSession {
    private static let version: Int64 = 1
    /// A token of a user's session is none of a role's, and the other way round.
    static let context = "sts-user".bytes

    /// The session as the JSON that is sealed.
    var json: JSONObject {
        var object: JSONObject = [
            "v": .integer(UserSession.version), "k": .string(accessKeyID), "u": .string(userARN.description),
            "i": .string(userID), "b": .integer(issuedAt.seconds), "e": .integer(expires.seconds),
            "c": .string(chainID),
        ]
        object["n"] = federatedName.map { .string($0) }
        object["m"] = presenceProvedAt.map { .integer($0.seconds) }
        for (name, value) in packed.members { object[name] = value }
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
        return object
    }

    /// Reads the JSON that was sealed; `nil` where it is not of this version or form.
    init?(_ json: JSONObject) {
        func text(_ name: String) -> String? { json[name]?.string }
        func time(_ name: String) -> Instant? { json[name]?.number?.integer.map { Instant(seconds: $0) } }
        guard json["v"]?.number?.integer == UserSession.version, let key = text("k"), let user = text("u"),
            let userARN = try? ARN(user), let userID = text("i"), let issuedAt = time("b"), let expires = time("e"),
            let chainID = text("c"), let tags = IssuedSession.tags(json["t"]),
            let managed = IssuedSession.texts(json["l"])
        else { return nil }
        var policy: SessionPolicy?
        if let written = json["o"] {
            guard let text = written.string, let read = try? SessionPolicy(text) else { return nil }
            policy = read
        }
        self.init(
            accessKeyID: key, userARN: userARN, userID: userID, federatedName: text("n"), issuedAt: issuedAt,
            expires: expires, presenceProvedAt: time("m"), policy: policy, tags: tags, chainID: chainID,
            managedPolicyIDs: managed)
    }
}

extension SessionTokens {
    /// Credentials of a user's session, and the share of the space for policy and tags that it takes.
    func credentials(
        of session: UserSession
    ) throws(SessionTokenError) -> (credentials: TemporaryCredentials, packedPolicySize: Int) {
        try credentials(
            session.json, packed: session.packed, of: session.accessKeyID, until: session.expires,
            context: UserSession.context)
    }

    /// The user's session of a token; `nil` where it is none of ours, altered, or for another key.
    func userSession(of token: Secret, accessKeyID: String) -> UserSession? {
        guard let json = opened(token, accessKeyID, context: UserSession.context), let session = UserSession(json),
            session.accessKeyID.isExactly(accessKeyID)
        else { return nil }
        return session
    }
}
