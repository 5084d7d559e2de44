public import Essentials
public import IAM
import SecurityTokens

/// A browser that is signed in.
///
/// It has keys of its own that nobody is handed: a session made from the one whose keys were shown, so that whatever ends
/// that ends the sign-in too.
struct ConsoleTicket: Sendable, Equatable {
    /// What the keys are of.
    enum Kind: String, Sendable {
        case role
        case federatedUser = "federated-user"
    }

    let kind: Kind
    /// The id of the browser's own keys.
    let accessKeyID: String
    /// The token of the browser's own keys.
    let sessionToken: Secret
    /// When the browser signed in.
    let begins: Instant
    /// The first instant at which that is over.
    let expires: Instant
    /// Who sent the person, as they call themselves (`Issuer`).
    let sentBy: String?

    /// The same, begun by a browser.
    func begun(at begins: Instant, sentBy: String?) -> ConsoleTicket {
        ConsoleTicket(
            kind: kind, accessKeyID: accessKeyID, sessionToken: sessionToken, begins: begins, expires: expires,
            sentBy: sentBy)
    }
}

extension ConsoleTicket {
    private static let version: Int64 = 1

    /// As it is sealed.
    var json: JSONObject {
        var object: JSONObject = [
            "v": .integer(ConsoleTicket.version), "n": .string(kind.rawValue), "k": .string(accessKeyID),
            "t": .string(sessionToken.revealText() ?? ""), "b": .integer(begins.seconds),
            "e": .integer(expires.seconds),
        ]
        object["i"] = sentBy.map { .string($0) }
        return object
    }

    /// Reads what `json` wrote; `nil` where it is not of this version or form.
    init?(_ json: JSONObject) {
        func time(_ name: String) -> Instant? { json[name]?.number?.integer.map { Instant(seconds: $0) } }
        guard json["v"]?.number?.integer == ConsoleTicket.version,
            let kind = json["n"]?.string.flatMap({ Kind(rawValue: $0) }), let key = json["k"]?.string,
            let token = json["t"]?.string, let begins = time("b"), let expires = time("e")
        else { return nil }
        self.init(
            kind: kind, accessKeyID: key, sessionToken: Secret(token), begins: begins, expires: expires,
            sentBy: json["i"]?.string)
    }
}

/// Who a signed-in browser is.
public struct ConsoleSession: Sendable {
    /// The principal, as policies see it.
    public let arn: ARN
    /// What people call its account.
    public let accountName: String
    /// The role; `nil` for a federated user.
    public let role: String?
    /// The session's name, or the federated user's.
    public let name: String
    /// The source identity of the session.
    public let sourceIdentity: String?
    /// The id of the browser's own keys; no secret.
    public let accessKeyID: String
    /// The id of the keys that were shown; no secret.
    public let shownKeyID: String
    /// When the browser signed in.
    public let begins: Instant
    /// The first instant at which that is over.
    public let expires: Instant
    /// Who sent the person, as they call themselves.
    public let sentBy: String?
}
