public import Essentials
public import HTTP

/// How a person is sent to the provider.
public enum SignInManner: String, Sendable, Hashable {
    /// The provider may let a person in whom it remembers.
    case ordinary
    /// The provider must ask who is there.
    case someoneElse = "someone-else"
    /// The provider must ask for the proof anew (`prompt=login`), also of whom it remembers.
    case afresh
    /// The provider must not ask anything (`prompt=none`): it answers at once, with a token or with an error.
    case silent
}

/// What the relying party must remember between the redirect to the provider and the callback. It goes, sealed,
/// into a cookie of the browser that started the attempt.
public struct SignInAttempt: Sendable, Equatable {
    /// The provider it was started at.
    public let providerID: String
    /// The issuer it was started at.
    public let issuer: ExactString
    /// Ties the callback to this browser (RFC 6749 §10.12).
    public let state: String
    /// Ties the ID token to this attempt (OpenID Connect Core §15.5.2).
    public let nonce: ExactString
    /// PKCE's secret (RFC 7636 §4.1).
    public let codeVerifier: Secret
    /// Where the provider was told to send the browser.
    public let redirectURI: HTTPURL
    /// How the person was sent.
    public let manner: SignInManner
    /// When.
    public let begun: Instant

    /// How long an attempt stays open.
    public static let lifetime: Duration = .seconds(600)

    init(
        providerID: String, issuer: ExactString, state: String, nonce: ExactString, codeVerifier: Secret,
        redirectURI: HTTPURL, manner: SignInManner, begun: Instant
    ) {
        self.providerID = providerID
        self.issuer = issuer
        self.state = state
        self.nonce = nonce
        self.codeVerifier = codeVerifier
        self.redirectURI = redirectURI
        self.manner = manner
        self.begun = begun
    }

    /// The attempt as JSON, with its secret in clear: to be sealed, never to be shown.
    public func json() -> JSONObject {
        [
            "provider": .string(providerID), "issuer": .string(issuer.text), "state": .string(state),
            "nonce": .string(nonce.text), "verifier": .string(codeVerifier.revealText() ?? ""),
            "redirect_uri": .string(redirectURI.text.text), "manner": .string(manner.rawValue),
            "begun": .integer(begun.seconds),
        ]
    }

    /// Takes an attempt back; `nil` where a member is missing or of another form.
    public init?(json: JSONObject) {
        guard let providerID = json["provider"]?.string, let issuer = json["issuer"]?.string,
            let state = json["state"]?.string, !state.isEmpty, let nonce = json["nonce"]?.string, !nonce.isEmpty,
            let verifier = json["verifier"]?.string, !verifier.isEmpty,
            let redirectURI = json["redirect_uri"]?.string.flatMap(HTTPURL.init),
            let manner = json["manner"]?.string.flatMap(SignInManner.init), let begun = json["begun"]?.number?.integer
        else { return nil }
        self.init(
            providerID: providerID, issuer: ExactString(issuer), state: state, nonce: ExactString(nonce),
            codeVerifier: Secret(verifier), redirectURI: redirectURI, manner: manner, begun: Instant(seconds: begun))
    }
}
