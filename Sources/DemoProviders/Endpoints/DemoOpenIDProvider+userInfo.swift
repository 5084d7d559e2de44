import Essentials
import HTTP
import Synchronization

extension DemoOpenIDProvider {
    /// The UserInfo endpoint (OpenID Connect Core §5.3).
    func userInfo(_ request: HTTPRequest) -> HTTPResponse {
        let now = clock.now()
        guard let field = request.headers["Authorization"], field.startsExactly(with: "Bearer "),
            let grant = state.withLock({ $0.accessTokens.get(String(field.dropFirst(7)), at: now) })
        else {
            return HTTPResponse(.unauthorized, headers: ["WWW-Authenticate": "Bearer error=\"invalid_token\""])
        }
        let person = grant.session.person
        var claims = person.claims
        claims["sub"] = .string(person.subject)
        claims["locale"] = "en"
        switch misbehaviour.userInfo {
        case nil: break
        case .otherSubject: claims["sub"] = .string(person.subject + "0")
        case .subjectMissing: claims["sub"] = nil
        case .signed:
            let token = (try? issueToken(for: person.id, audience: grant.request.client.id))?.revealText() ?? ""
            return HTTPResponse(.ok, headers: ["Content-Type": "application/jwt"], body: token.bytes)
        case .overridesClaims:
            claims["amr"] = ["hwk"]
            claims["iss"] = "http://127.0.0.1:1/another"
            claims["groups"] = ["everyone"]
        }
        var response = HTTPResponse.json(.ok, .object(claims))
        response.headers.set("Cache-Control", "no-store")
        return response
    }
}
