import Essentials
import IAM
import SecurityTokens

/// A session that does one of root's tasks in an account.
struct RootSession: Sendable, Equatable {
    /// Where it comes from, and its own place there.
    let chain: SessionChain
    /// The account, by its root.
    let rootARN: ARN
    /// The task.
    let task: RootTask
    /// The first instant at which the session is over.
    let expires: Instant
    /// The source identity of who began it.
    let sourceIdentity: String?
}

extension RootSession: SealedSession {
    static let version: Int64 = 1
    static let context = "sts-root".bytes

    /// The account, while there is one of that number.
    func principal(in directory: PrincipalDirectory) -> EmbeddedAccount? {
        directory.accounts.first { $0.id.description.isExactly(rootARN.account) }
    }

    /// The session as the JSON that is sealed.
    var json: JSONObject {
        var object: JSONObject = [
            "v": .integer(RootSession.version), "r": .string(rootARN.description), "t": .string(task.rawValue),
            "e": .integer(expires.seconds),
        ]
        object["f"] = sourceIdentity.map { .string($0) }
        for (name, value) in chain.json.members { object[name] = value }
        return object
    }

    /// Reads the JSON that was sealed; `nil` where it is not of this form.
    init?(_ json: JSONObject) {
        func text(_ name: String) -> String? { json[name]?.string }
        guard let chain = SessionChain(json), let root = text("r").flatMap({ try? ARN($0) }), root.isRoot,
            let task = text("t").flatMap({ RootTask(rawValue: $0) }),
            let expires = json["e"]?.number?.integer.map({ Instant(seconds: $0) })
        else { return nil }
        self.init(
            chain: chain, rootARN: root, task: task, expires: expires, sourceIdentity: text("f"))
    }
}

extension SessionTokens {
    /// Credentials of root's session.
    func credentials(of session: RootSession, atLeast minimum: Int) throws(SessionTokenError) -> TemporaryCredentials {
        try credentials(
            session.json, packed: [:], of: session.chain.own.sessionID.text, until: session.expires,
            context: RootSession.context, atLeast: minimum
        ).credentials
    }
}
