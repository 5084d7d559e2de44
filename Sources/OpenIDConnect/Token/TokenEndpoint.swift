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

    /// Asks, and once more with the secret written the other way where the provider does not know the client. A
    /// provider looks at the client before it looks at the code, so that the code is still good.
    private func ask(_ fields: [(String, String)]) async throws(SignInRefusal) -> TokenAnswer {
        do throws(SignInRefusal) {
            return try await askOnce(fields)
        } catch {
            guard TokenEndpoint.isClientUnknown(error), credentials.turnBasicForm() else { throw error }
        }
        do throws(SignInRefusal) {
            return try await askOnce(fields)
        } catch {
            // Neither way: back to that of the specification for the next time.
            if TokenEndpoint.isClientUnknown(error) { _ = credentials.turnBasicForm() }
            throw error
        }
    }

    /// `invalid_client` is the code for it (RFC 6749 §5.2), with 401; others answer in their own way.
    private static func isClientUnknown(_ refusal: SignInRefusal) -> Bool {
        guard case .tokenEndpointRefused(let status, let error) = refusal else { return false }
        switch error?.code {
        case .invalidClient, .unauthorizedClient: return true
        case nil: return status == 401
        default: return false
        }
    }

    private func askOnce(_ fields: [(String, String)]) async throws(SignInRefusal) -> TokenAnswer {
        var fields = fields
        var headers: HTTPHeaders = ["Accept": "application/json"]
        try await credentials.add(to: &fields, headers: &headers, tokenEndpoint: url)
        let response: HTTPResponse
        do throws(HTTPSendError) {
            response = try await http.send(.form(url, fields, headers: headers, peer: settings.peer(for: url)))
        } catch {
            throw .providerUnreachable(error)
        }
        return try TokenAnswer(response)
    }
}
