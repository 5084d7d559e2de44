import Cryptography
import Essentials
import HTTP
import Synchronization

/// An error of the token endpoint (RFC 6749 §5.2).
struct TokenEndpointError: Error {
    let status: HTTPStatus
    let code: String

    static func grant() -> TokenEndpointError { TokenEndpointError(status: .badRequest, code: "invalid_grant") }
    static func request() -> TokenEndpointError { TokenEndpointError(status: .badRequest, code: "invalid_request") }
    static func client() -> TokenEndpointError { TokenEndpointError(status: .unauthorized, code: "invalid_client") }

    var response: HTTPResponse {
        var response = HTTPResponse.json(status, ["error": .string(code)])
        if status == .unauthorized { response.headers.set("WWW-Authenticate", "Basic realm=\"demo\"") }
        response.headers.set("Cache-Control", "no-store")
        return response
    }
}

extension DemoOpenIDProvider {
    /// The token endpoint.
    func token(_ request: HTTPRequest) -> HTTPResponse {
        do throws(TokenEndpointError) {
            guard let form = try? request.form(), form.repeatedName == nil else { throw .request() }
            let client = try authenticate(request, form)
            switch form["grant_type"] {
            case "authorization_code": return try exchangeCode(form, client)
            case "refresh_token": return try exchangeRefreshToken(form, client)
            default: throw TokenEndpointError(status: .badRequest, code: "unsupported_grant_type")
            }
        } catch {
            return error.response
        }
    }

    private func exchangeCode(_ form: FormFields, _ client: DemoClient) throws(TokenEndpointError) -> HTTPResponse {
        let wrong = misbehaviour
        if wrong.token == .clientRefused { throw .client() }
        let now = clock.now()
        let found = form["code"].flatMap { code in
            state.withLock { state in
                wrong.token == .codeReusable ? state.codes.get(code, at: now) : state.codes.take(code, at: now)
            }
        }
        guard let grant = found else {
            if wrong.token == .ownError { return .json(.forbidden, ["error": "invalid_code"]) }
            throw .grant()
        }
        guard grant.request.client.id.isExactly(client.id),
            form["redirect_uri"].map({ grant.request.redirectURI.text.text.isExactly($0) }) == true,
            wrong.token == .verifierIgnored
                || DemoOpenIDProvider.isVerifier(form["code_verifier"], of: grant.request.codeChallenge)
        else { throw .grant() }
        if wrong.token == .ownError { return .json(.forbidden, ["error": "invalid_code"]) }
        if wrong.token == .errorWithStatus200 {
            return .json(.ok, ["error": "server_error", "error_description": "said with 200"])
        }
        let access = randomness.handle(bytes: 32)
        var answer = try answer(grant, access: access, idToken: wrong.idToken)
        switch wrong.token {
        case .idTokenMissing: answer["id_token"] = nil
        case .accessTokenMissing: answer["access_token"] = nil
        case .tokenTypeMissing: answer["token_type"] = nil
        case .tokenTypeNotBearer: answer["token_type"] = "mac"
        default: break
        }
        return DemoOpenIDProvider.unstored(answer)
    }

    /// A refresh token serves once; the answer brings the next.
    private func exchangeRefreshToken(
        _ form: FormFields, _ client: DemoClient
    ) throws(TokenEndpointError) -> HTTPResponse {
        let wrong = misbehaviour
        let now = clock.now()
        guard wrong.refresh != .refused,
            let grant = form["refresh_token"].flatMap({ token in
                state.withLock { $0.refreshTokens.take(token, at: now) }
            }),
            grant.request.client.id.isExactly(client.id)
        else { throw .grant() }
        var answer = try answer(
            grant, access: randomness.handle(bytes: 32), idToken: wrong.idToken, refresh: wrong.refresh)
        if wrong.refresh == .withoutIDToken { answer["id_token"] = nil }
        return DemoOpenIDProvider.unstored(answer)
    }

    /// Access token, ID token, and a refresh token where `offline_access` was asked for.
    private func answer(
        _ grant: DemoGrant, access: String, idToken wrong: IDTokenMisbehaviour?, refresh: RefreshMisbehaviour? = nil
    ) throws(TokenEndpointError) -> JSONObject {
        let now = clock.now()
        let idToken: String
        do throws(DemoProviderError) {
            idToken = try mint(grant, accessToken: access, wrong: wrong, refresh: refresh)
        } catch {
            throw TokenEndpointError(status: .internalServerError, code: "server_error")
        }
        var answer: JSONObject = [
            "access_token": .string(access), "token_type": "Bearer", "expires_in": 3600, "id_token": .string(idToken),
            "scope": .string(grant.request.scopes.joined(separator: " ")),
        ]
        let next = grant.request.scopes.contains("offline_access") ? randomness.handle(bytes: 32) : nil
        if let next { answer["refresh_token"] = .string(next) }
        state.withLock { state in
            state.accessTokens.insert(grant, as: access, at: now)
            state.idTokens.insert(grant, as: idToken, at: now)
            if let next { state.refreshTokens.insert(grant, as: next, at: now) }
        }
        return answer
    }

    /// PKCE with S256 (RFC 7636 §4.6).
    private static func isVerifier(_ verifier: String?, of challenge: String) -> Bool {
        guard let verifier, (43...128).contains(verifier.utf8.count),
            verifier.utf8.allSatisfy(PercentEncoding.isUnreserved),
            let hash = try? Digest.hash(verifier.bytes, .sha256)
        else { return false }
        return ConstantTime.equal(Base64.encodeURL(hash), challenge)
    }

    private static func unstored(_ answer: JSONObject) -> HTTPResponse {
        var response = HTTPResponse.json(.ok, .object(answer))
        response.headers.set("Cache-Control", "no-store")
        return response
    }
}
