import Essentials
import SAML

/// What a session can show to an issuer of credentials, by the protocol that it began with.
enum SessionProof: Sendable {
    /// An ID token.
    case token(TokenProof)
    /// An assertion.
    case assertion(KeptAssertion)

    /// Until when it serves.
    var expires: Instant {
        switch self {
        case .token(let proof): proof.expires
        case .assertion(let proof): proof.expires
        }
    }

    /// The ID token, where it is one.
    var token: TokenProof? { if case .token(let proof) = self { proof } else { nil } }

    /// What is kept of the assertion, where it is one.
    var assertion: KeptAssertion? { if case .assertion(let kept) = self { kept } else { nil } }
}

/// An ID token, and what makes a fresh one.
struct TokenProof: Sendable {
    /// The token as it came.
    let idToken: Secret
    /// Whom it is made out to; a refreshed one must be made out to the same.
    let audience: [ExactString]
    /// Until when it serves.
    let expires: Instant
    /// For a fresh one without the person, where the provider gave one.
    let refreshToken: Secret?
}

/// What a session keeps of the assertion that it began with.
struct KeptAssertion: Sendable {
    /// The whole response in base64, where it goes on to the issuer.
    let response: Secret?
    /// Until when it serves: the response itself, or the sign-in where the gateway vouches.
    let expires: Instant
    /// Who it was about, for a logout.
    let nameID: NameID
    /// The provider's name for the session, for a logout.
    let sessionIndex: ExactString?
    /// The provider's entity ID.
    let issuer: ExactString

    /// The second keys of its session.
    var indexes: [String] {
        [KeptAssertion.index(issuer: issuer, nameID: nameID)]
            + (sessionIndex.map { ["session-index\u{0}\(issuer.text)\u{0}\($0.text)"] } ?? [])
    }

    /// The key that every session of a name is found by.
    static func index(issuer: ExactString, nameID: NameID) -> String {
        "name-id\u{0}\(issuer.text)\u{0}\(nameID.format.text)\u{0}\(nameID.value.text)"
    }
}

extension SessionProof {
    /// The proof as it is sealed.
    var json: JSONObject {
        switch self {
        case .token(let proof):
            var json: JSONObject = [
                "audience": .array(proof.audience.map { .string($0.text) }),
                "id_token": .string(proof.idToken.revealText() ?? ""), "proof_expires": .integer(proof.expires.seconds),
            ]
            json["refresh_token"] = proof.refreshToken?.revealText().map(JSONValue.string)
            return json
        case .assertion(let kept):
            var json: JSONObject = [
                "name_id": .string(kept.nameID.value.text), "name_id_format": .string(kept.nameID.format.text),
                "proof_expires": .integer(kept.expires.seconds), "idp": .string(kept.issuer.text),
            ]
            json["name_qualifier"] = kept.nameID.nameQualifier.map { .string($0.text) }
            json["sp_name_qualifier"] = kept.nameID.spNameQualifier.map { .string($0.text) }
            json["session_index"] = kept.sessionIndex.map { .string($0.text) }
            json["response"] = kept.response?.revealText().map(JSONValue.string)
            return json
        }
    }

    /// Reads what `json` wrote.
    init(json: JSONObject) throws(SessionError) {
        func text(_ name: String) -> ExactString? { json[name]?.string.map { ExactString($0) } }
        guard let seconds = json["proof_expires"]?.number?.integer else { throw .unreadable("proof_expires") }
        let expires = Instant(seconds: seconds)
        if let idToken = text("id_token") {
            guard let audience = json["audience"]?.array?.compactMap(\.string) else { throw .unreadable("audience") }
            self = .token(
                TokenProof(
                    idToken: Secret(idToken.text), audience: audience.map { ExactString($0) }, expires: expires,
                    refreshToken: text("refresh_token").map { Secret($0.text) }))
            return
        }
        guard let name = text("name_id"), let format = text("name_id_format"), let issuer = text("idp") else {
            throw .unreadable("name_id")
        }
        self = .assertion(
            KeptAssertion(
                response: text("response").map { Secret($0.text) }, expires: expires,
                nameID: NameID(
                    value: name, format: format, nameQualifier: text("name_qualifier"),
                    spNameQualifier: text("sp_name_qualifier")),
                sessionIndex: text("session_index"), issuer: issuer))
    }
}
