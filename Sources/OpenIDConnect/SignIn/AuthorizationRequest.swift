import Essentials
import HTTP

/// Writes the request that sends the browser to the provider (OpenID Connect Core §3.1.2.1).
struct AuthorizationRequest {
    let settings: RelyingPartySettings
    let endpoint: HTTPURL
    let promptValues: [String]
    let attempt: SignInAttempt
    let codeChallenge: String
    let loginHint: String?
    let idTokenHint: Secret?

    /// The URL.
    ///
    /// - Throws: `requestTooLong`; the hint of an earlier ID token is left out before that.
    func url() throws(SignInRefusal) -> HTTPURL {
        let fields = self.fields()
        if let hint = idTokenHint?.revealText(), let url = extended(by: fields + [("id_token_hint", hint)]) {
            return url
        }
        guard let url = extended(by: fields) else { throw .requestTooLong }
        return url
    }

    /// `nil` where the whole would be longer than a URL may be.
    private func extended(by fields: [(String, String)]) -> HTTPURL? {
        let url = endpoint.adding(query: fields)
        return url == endpoint ? nil : url
    }

    private func fields() -> [(String, String)] {
        var fields: [(String, String)] = [
            ("response_type", "code"), ("client_id", settings.clientID.text),
            ("redirect_uri", attempt.redirectURI.text.text), ("scope", scope), ("state", attempt.state),
            ("nonce", attempt.nonce.text), ("code_challenge", codeChallenge), ("code_challenge_method", "S256"),
        ]
        // `query` is the default of `code`; naming it makes some providers refuse.
        if settings.responseMode != .query { fields.append(("response_mode", settings.responseMode.rawValue)) }
        if let prompt { fields.append(("prompt", prompt)) }
        // Whoever was asked anew says when (OpenID Connect Core §2, `auth_time`).
        let age = attempt.manner == .afresh ? .zero : settings.maximumAuthenticationAge
        if let age { fields.append(("max_age", String(max(0, age.wholeSeconds)))) }
        if !settings.acceptedACR.isEmpty {
            fields.append(("acr_values", settings.acceptedACR.joined(separator: " ")))
        }
        if let loginHint, !loginHint.isEmpty { fields.append(("login_hint", loginHint)) }
        let further = settings.extraAuthorizationParameters.filter { extra in
            !AuthorizationRequest.ours.contains { $0.isExactly(extra.0) }
        }
        return fields + further
    }

    private static let ours = [
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method", "response_mode", "request", "request_uri",
    ]

    private var scope: String {
        let scopes = settings.scopes.contains("openid") ? settings.scopes : ["openid"] + settings.scopes
        return scopes.joined(separator: " ")
    }

    private var prompt: String? {
        switch attempt.manner {
        case .ordinary: nil
        case .silent: "none"
        case .someoneElse: someoneElsePrompt
        case .afresh: "login"
        }
    }

    /// The configured prompt where the provider knows it or says nothing, else the other one of the two.
    private var someoneElsePrompt: String {
        let wanted = settings.someoneElsePrompt
        if promptValues.isEmpty || promptValues.contains(wanted) { return wanted }
        return ["select_account", "login"].first(where: promptValues.contains) ?? wanted
    }
}
