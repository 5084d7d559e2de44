import Cryptography
import DemoProviders
import Essentials
import HTTP
import JOSE
import Testing

@Suite("The demo provider's tokens")
struct TokenTests {
    private func code(_ visitor: Visitor, _ changed: [String: String?] = [:]) async throws -> String {
        try #require(try await visitor.signIn("ada", changed)["code"])
    }

    @Test("a code brings tokens once")
    func once() async throws {
        let visitor = try Visitor()
        let code = try await code(visitor)
        let first = await visitor.token(Visitor.exchange(code))
        #expect(first.status == .ok)
        #expect(first.headers["Cache-Control"] == "no-store")
        let second = await visitor.token(Visitor.exchange(code))
        #expect(second.status == .badRequest)
        #expect(Visitor.error(of: second) == "invalid_grant")
    }

    @Test("a code serves a minute")
    func late() async throws {
        let visitor = try Visitor()
        let code = try await code(visitor)
        visitor.clock.advance(by: .seconds(60))
        #expect(Visitor.error(of: await visitor.token(Visitor.exchange(code))) == "invalid_grant")
    }

    @Test(
        "a code needs its PKCE verifier and its redirect URI",
        arguments: [
            ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"), ("code_verifier", Visitor.challenge),
            ("code_verifier", ""), ("redirect_uri", "http://localhost:8400/callback/other"), ("redirect_uri", ""),
        ])
    func bound(name: String, value: String) async throws {
        let visitor = try Visitor()
        let form = Visitor.exchange(try await code(visitor)).map { $0.0 == name ? (name, value) : $0 }
        #expect(Visitor.error(of: await visitor.token(form)) == "invalid_grant")
    }

    @Test("a client must prove itself, in one way")
    func client() async throws {
        let visitor = try Visitor()
        let form = Visitor.exchange(try await code(visitor))
        let wrong = await visitor.token(form, secret: "other")
        #expect(wrong.status == .unauthorized)
        #expect(Visitor.error(of: wrong) == "invalid_client")
        #expect(await visitor.post("/token", form + [("client_id", "gate")]).status == .unauthorized)
        let both = await visitor.post(
            "/token", form + [("client_secret", "s")],
            headers: ["Authorization": "Basic " + Base64.encode("gate:s".utf8)])
        #expect(both.status == .unauthorized)
        // None of these used the code up.
        let right = await visitor.post(
            "/token", form, headers: ["Authorization": "Basic " + Base64.encode("gate:s".utf8)])
        #expect(right.status == .ok)
    }

    @Test("other grants are not known")
    func grant() async throws {
        let answer = try await Visitor().token([("grant_type", "password")])
        #expect(Visitor.error(of: answer) == "unsupported_grant_type")
    }

    @Test("UserInfo is for whoever has the access token")
    func userInfo() async throws {
        let visitor = try Visitor()
        let answer = await visitor.token(Visitor.exchange(try await code(visitor)))
        let tokens = try JSONObject(parsing: answer.body, limits: .small)
        let access = try #require(tokens["access_token"]?.string)
        let said = await visitor.get("/userinfo", headers: ["Authorization": "Bearer " + access])
        let claims = try JSONObject(parsing: said.body, limits: .small)
        #expect(claims["sub"] == "demo-4c1f9a70")
        #expect(claims["email"] == "ada@example.org")
        #expect(await visitor.get("/userinfo").status == .unauthorized)
        #expect(await visitor.get("/userinfo", headers: ["Authorization": "Bearer x"]).status == .unauthorized)
    }

    @Test("keys change, with or without the old ones published")
    func rotation() async throws {
        let visitor = try Visitor()
        func published() async throws -> [String] {
            let keys = try JSONWebKeySet(parsing: await visitor.get("/jwks").body, from: .fetched)
            return keys.keys.compactMap { $0.keyID?.text }
        }
        #expect(try await published() == ["demo-rs256-1", "demo-es256-1"])
        visitor.provider.rotate(to: try Visitor.otherKeys.get(), keepingOld: true)
        #expect(try await published() == ["demo-rs256-2", "demo-es256-2", "demo-rs256-1", "demo-es256-1"])
        visitor.provider.rotate(to: try Visitor.keys.get(), keepingOld: false)
        #expect(try await published() == ["demo-rs256-3", "demo-es256-3"])
    }

    @Test("a token for a file is for the audience asked, and for people who are known")
    func webIdentity() async throws {
        let visitor = try Visitor()
        let text = try #require(
            try visitor.provider.issueToken(for: "ben", audience: "sts.example", lifetime: .seconds(60)).revealText())
        let keys = try JSONWebKeySet(parsing: await visitor.get("/jwks").body, from: .fetched)
        let token = try TokenVerifier.verify(
            try UnverifiedToken(text), keys: keys,
            expecting: TokenExpectations(
                issuer: .exactly("http://127.0.0.1:8401/demo"), audience: .anyOf(["sts.example"]), nonce: .notJudged,
                algorithms: [.rs256], at: visitor.clock.now(), skew: .zero))
        #expect(token.subject == "demo-83d2e5b6")
        #expect(token.claims["groups"] == ["developers"])
        #expect(token.expires == visitor.clock.now() + .seconds(60))
        #expect(throws: DemoProviderError.unknownPerson("eve")) {
            try visitor.provider.issueToken(for: "eve", audience: "a")
        }
    }
}
