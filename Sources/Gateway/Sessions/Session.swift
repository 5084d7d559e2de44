import EmbeddedIssuer
import Essentials

/// What a sign-in established, and what a session is made of.
struct SessionFacts: Sendable {
    /// The provider's id in the configuration.
    let provider: String
    /// The issuer that vouched for the person.
    let issuer: ExactString
    /// The person at that issuer.
    let subject: ExactString
    /// ID token's claims, with UserInfo's beside them; or an assertion's attributes.
    let claims: JSONObject
    /// The proof that goes to the issuer of credentials.
    let proof: SessionProof
    /// The provider's own session id (`sid`).
    let providerSessionID: String?
    /// Where the provider's sign-out lives, for the page's `form-action`.
    let endSessionOrigin: String?
    /// When the person signed in here.
    let startedAt: Instant
    /// When the session ends.
    let expires: Instant
    /// When the provider gave the proof, where it says so.
    var provedAt: Instant?

    /// The second keys a session is found by: issuer with the provider's session id, and issuer with the
    /// subject. The parts are joined by a character that neither may hold.
    var indexes: [String] {
        var indexes = ["subject\u{0}\(issuer.text)\u{0}\(subject.text)"]
        if let providerSessionID { indexes.append("sid\u{0}\(issuer.text)\u{0}\(providerSessionID)") }
        return indexes + (proof.assertion?.indexes ?? [])
    }
}

/// A signed-in browser, whose session has neither ended nor been revoked: whoever holds one need not ask. It comes of a
/// sign-in that has just taken place, or of a `StoredSession` that was judged.
struct Session: Sendable {
    /// What the sign-in established.
    var facts: SessionFacts
    /// Names this session in the audit log; opens nothing.
    let id: String
    /// The cookie's value; opens the session.
    let handle: Secret

    /// The session of a person who has just signed in.
    init(begun facts: SessionFacts, id: String, handle: Secret) { self.init(facts, id, handle) }

    fileprivate init(_ facts: SessionFacts, _ id: String, _ handle: Secret) {
        self.facts = facts
        self.id = id
        self.handle = handle
    }

    var expires: Instant { facts.expires }
}

/// Why a stored session cannot be read.
enum SessionError: Reportable {
    case unreadable(String)

    var reason: String { "session-unreadable" }
    var detail: String {
        switch self {
        case .unreadable(let member): "the stored session has no usable `\(member)`"
        }
    }
    var remedy: String? { "the person signs in again" }
}

extension Session {
    /// The session without its handle, as it is sealed.
    var json: JSONObject {
        var json: JSONObject = [
            "id": .string(id), "provider": .string(facts.provider), "issuer": .string(facts.issuer.text),
            "subject": .string(facts.subject.text), "claims": .object(facts.claims),
            "started_at": .integer(facts.startedAt.seconds), "expires": .integer(facts.expires.seconds),
        ]
        for (name, value) in facts.proof.json.members { json[name] = value }
        json["proved_at"] = facts.provedAt.map { .integer($0.seconds) }
        json["sid"] = facts.providerSessionID.map(JSONValue.string)
        json["end_session_origin"] = facts.endSessionOrigin.map(JSONValue.string)
        return json
    }

}

/// A session as the store gives it: of nobody until it was judged.
struct StoredSession: Sendable {
    private let facts: SessionFacts
    private let id: String

    /// Why it is no session any more.
    enum Ending {
        case over
        case revoked(Revocation.Subject)
    }

    /// The session that the cookie's value opens, judged.
    func judged(
        by revoked: RevocationList, handle: Secret, at now: Instant
    ) -> (session: Session?, ending: Ending?) {
        guard facts.expires > now else { return (nil, .over) }
        if let end = facts.end(by: revoked) { return (nil, .revoked(end)) }
        return (Session(facts, id, handle), nil)
    }

    /// What was established, for whoever ends it; `nil` where it is over.
    func ending(at now: Instant) -> SessionFacts? { facts.expires > now ? facts : nil }

    /// Reads what `Session.json` wrote.
    init(json: JSONObject) throws(SessionError) {
        func text(_ name: String) throws(SessionError) -> String {
            guard let text = json[name]?.string else { throw .unreadable(name) }
            return text
        }
        func instant(_ name: String) throws(SessionError) -> Instant {
            guard let seconds = json[name]?.number?.integer else { throw .unreadable(name) }
            return Instant(seconds: seconds)
        }
        guard let claims = json["claims"]?.object else { throw .unreadable("claims") }
        facts = SessionFacts(
            provider: try text("provider"), issuer: ExactString(try text("issuer")),
            subject: ExactString(try text("subject")), claims: claims,
            proof: try SessionProof(json: json),
            providerSessionID: json["sid"]?.string, endSessionOrigin: json["end_session_origin"]?.string,
            startedAt: try instant("started_at"), expires: try instant("expires"),
            provedAt: json["proved_at"] == nil ? nil : try instant("proved_at"))
        id = try text("id")
    }
}

extension SessionFacts {
    /// What has revoked the session, where something has.
    func end(by revoked: RevocationList) -> Revocation.Subject? {
        let begun = provedAt.map { min($0, startedAt) } ?? startedAt
        return revoked.end(of: subject, at: ExactString(provider), begun: Instant(seconds: begun.seconds))
    }

    /// The same session with a fresh proof.
    func renewed(_ fresh: TokenProof, claims: JSONObject) -> SessionFacts {
        let proof = TokenProof(
            idToken: fresh.idToken, audience: fresh.audience, expires: fresh.expires,
            refreshToken: fresh.refreshToken ?? proof.token?.refreshToken)
        return SessionFacts(
            provider: provider, issuer: issuer, subject: subject, claims: claims, proof: .token(proof),
            providerSessionID: providerSessionID, endSessionOrigin: endSessionOrigin, startedAt: startedAt,
            expires: expires, provedAt: provedAt)
    }
}
