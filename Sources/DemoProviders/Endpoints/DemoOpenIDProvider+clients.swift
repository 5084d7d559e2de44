import Essentials
import HTTP
import JOSE
import Synchronization

extension DemoOpenIDProvider {
    /// Who asks the token endpoint (OpenID Connect Core §9, RFC 6749 §2.3.1): by one method, never by two.
    func authenticate(_ request: HTTPRequest, _ form: FormFields) throws(TokenEndpointError) -> DemoClient {
        if let field = request.headers["Authorization"] {
            guard form["client_secret"] == nil, form["client_assertion"] == nil,
                let pair = DemoOpenIDProvider.basic(field), let client = client(pair.id),
                form["client_id"].map({ $0.isExactly(client.id) }) ?? true,
                case .secret(let secret) = client.authentication, Secret(pair.secret) == secret
            else { throw .client() }
            return client
        }
        guard let client = form["client_id"].flatMap(client) else { throw .client() }
        switch client.authentication {
        case .secret(let secret):
            guard let given = form["client_secret"], Secret(given) == secret else { throw .client() }
        case .keys(let keys): try judgeAssertion(form, client, keys)
        case .none: guard form["client_secret"] == nil else { throw .client() }
        }
        return client
    }

    /// `Basic` with both halves form-urlencoded.
    private static func basic(_ field: String) -> (id: String, secret: String)? {
        guard field.startsExactly(with: "Basic "), let bytes = Base64.decode(String(field.dropFirst(6))),
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            let id = PercentEncoding.decode(bytes[..<colon], form: true).flatMap({ String(strictUTF8: $0) }),
            let secret = PercentEncoding.decode(bytes[(colon + 1)...], form: true).flatMap({ String(strictUTF8: $0) })
        else { return nil }
        return (id, secret)
    }

    /// `private_key_jwt` (RFC 7523 §3): issuer and subject are the client, the audience is this endpoint or this
    /// issuer, and each `jti` serves once.
    private func judgeAssertion(
        _ form: FormFields, _ client: DemoClient, _ keys: JSONWebKeySet
    ) throws(TokenEndpointError) {
        let now = clock.now()
        let expectations = TokenExpectations(
            issuer: .exactly(ExactString(client.id)),
            audience: .anyOf([ExactString(url(.token)), ExactString(issuer.text.text)]), nonce: .notJudged,
            algorithms: JWSAlgorithm.asymmetric, at: now, skew: .seconds(30))
        guard form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            let text = form["client_assertion"], let unverified = try? UnverifiedToken(text),
            let token = try? TokenVerifier.verify(unverified, keys: keys, expecting: expectations),
            token.subject == ExactString(client.id), let id = token.claims["jti"]?.string,
            token.expires - now <= .seconds(600)
        else { throw .client() }
        let isFirst = state.withLock { state in
            if state.usedAssertions.get(id, at: now) != nil { return false }
            state.usedAssertions.insert(true, as: id, at: now)
            return true
        }
        guard isFirst else { throw .client() }
    }
}
