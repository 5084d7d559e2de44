import Essentials
import HTTP

/// Exchanges a code or a refresh token (RFC 6749 §4.1.3, §6).
struct TokenEndpoint {
    let url: HTTPURL
    let settings: RelyingPartySettings
    let credentials: ClientCredentials
    let http: any HTTPSending

    /// Exchanges the authorization code.
    func exchange(code: Secret, attempt: SignInAttempt) async throws(SignInRefusal) -> TokenAnswer {
        guard let code = code.revealText(), let verifier = attempt.codeVerifier.revealText() else {
            throw .callbackMalformed("its `code` is not text")
        }
        return try await ask([
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", attempt.redirectURI.text.text),
            ("code_verifier", verifier),
        ])
    }

    /// Exchanges a refresh token. The scope is that of the first request (§6).
    func refresh(_ refreshToken: Secret) async throws(SignInRefusal) -> TokenAnswer {
        guard let token = refreshToken.revealText() else {
            throw .tokenAnswerMalformed("the refresh token is not text")
        }
        return try await ask([("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    private func ask(_ fields: [(String, String)]) async throws(SignInRefusal) -> TokenAnswer {
        var fields = fields
        var headers: HTTPHeaders = ["Accept": "application/json"]
        try credentials.add(to: &fields, headers: &headers, tokenEndpoint: url)
        let response: HTTPResponse
        do throws(HTTPSendError) {
            response = try await http.send(.form(url, fields, headers: headers, peer: settings.peer(for: url)))
        } catch {
            throw .providerUnreachable(error)
        }
        return try TokenAnswer(response)
    }
}
