import DemoProviders
import Essentials
import HTTP
import Testing

@Suite("Where the demo provider is, and who may leave it")
struct SurroundingsTests {
    @Test(
        "nowhere but on this machine",
        arguments: [
            "http://demo.example", "http://192.168.0.10:8401", "https://10.0.0.1", "http://127.0.0.1.example",
            "http://127.0.0.1:8401/", "http://127.0.0.1:8401/demo?x=1",
        ])
    func loopback(url: String) throws {
        let refusal = #expect(throws: DemoProviderError.self) {
            _ = try DemoOpenIDProvider(
                issuer: try Visitor.url(url), clients: [], keys: try Visitor.keys.get(), clock: TestClock(),
                randomness: CountingRandomness())
        }
        #expect(refusal?.reason == "demo-provider-not-loopback")
    }

    @Test("under no other name")
    func host() async throws {
        let visitor = try Visitor()
        let path = "/.well-known/openid-configuration"
        #expect(await visitor.get(path).status == .ok)
        #expect(await visitor.get(path, headers: ["Host": "rebound.example:8401"]).status == .misdirectedRequest)
        #expect(await visitor.get(path, headers: ["Host": "127.0.0.1:8402"]).status == .misdirectedRequest)
    }

    @Test("by the methods its paths have")
    func methods() async throws {
        let visitor = try Visitor()
        #expect(await visitor.get("/token").status == .methodNotAllowed)
        #expect(await visitor.get("/sign-in").headers["Allow"] == "POST")
        #expect(await visitor.post("/jwks", []).status == .methodNotAllowed)
        #expect(await visitor.get("/elsewhere").status == .notFound)
    }

    private func signedIn(_ visitor: Visitor) async throws -> String {
        let code = try #require(try await visitor.signIn("cleo")["code"])
        let answer = await visitor.token(Visitor.exchange(code))
        return try #require(try JSONObject(parsing: answer.body, limits: .small)["id_token"]?.string)
    }

    @Test("a logout goes on only to a registered place, with the state")
    func logout() async throws {
        let visitor = try Visitor()
        let hint = try await signedIn(visitor)
        let place = "http://localhost:8400/signed-out"
        let right = await visitor.get(
            "/end-session", [("id_token_hint", hint), ("post_logout_redirect_uri", place), ("state", "1")])
        #expect(right.headers["Location"] == place + "?state=1")
        #expect(right.headers["Set-Cookie"]?.contains("Max-Age=0") == true)
        let stranger = await visitor.get(
            "/end-session", [("id_token_hint", hint), ("post_logout_redirect_uri", "https://evil.example/")])
        #expect(stranger.status == .badRequest)
        #expect(stranger.headers["Location"] == nil)
        let plain = await visitor.get("/end-session", [("id_token_hint", hint)])
        #expect(plain.status == .ok)
    }

    @Test("a logout that does not say whose is none", arguments: [nil, "eyJhbGciOiJub25lIn0.e30."])
    func withoutHint(hint: String?) async throws {
        let fields = [("post_logout_redirect_uri", "http://localhost:8400/signed-out")]
        let answer = try await Visitor().get("/end-session", fields + (hint.map { [("id_token_hint", $0)] } ?? []))
        #expect(answer.status == .badRequest)
        #expect(answer.headers["Location"] == nil)
    }
}
