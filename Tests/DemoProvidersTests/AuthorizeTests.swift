import DemoProviders
import Essentials
import HTTP
import Testing

@Suite("The demo provider's authorization endpoint")
struct AuthorizeTests {
    @Test("shows three people, each with a button, and no inline script or style")
    func page() async throws {
        let page = try await Visitor().get("/authorize", Visitor.request())
        #expect(page.status == .ok)
        let html = Visitor.text(of: page)
        for id in ["ada", "ben", "cleo"] { #expect(html.contains("name=\"person\" value=\"\(id)\"")) }
        #expect(!html.contains("<script") && !html.contains("<style") && !html.contains("style="))
        let policy = try #require(page.headers["Content-Security-Policy"])
        #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
        #expect(policy.contains("form-action 'self' http://localhost:8400"))
        #expect(page.headers["Cache-Control"] == "no-store")
        let cookie = try #require(page.headers["Set-Cookie"])
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/demo"))
    }

    @Test(
        "sends nobody to a place that is not registered",
        arguments: [
            ["client_id": "stranger"], ["client_id": nil], ["redirect_uri": "http://localhost:8400/callback/demo/"],
            ["redirect_uri": "http://localhost:8400/callback/dem"], ["redirect_uri": "https://evil.example/"],
            ["redirect_uri": nil],
        ] as [[String: String?]])
    func unregistered(changed: [String: String?]) async throws {
        let answer = try await Visitor().get("/authorize", Visitor.request(changed))
        #expect(answer.status == .badRequest)
        #expect(answer.headers["Location"] == nil)
        #expect(Visitor.handle(of: answer) == nil)
    }

    @Test("does not choose between two values")
    func repeated() async throws {
        let answer = try await Visitor().get("/authorize", Visitor.request() + [("redirect_uri", Visitor.redirect)])
        #expect(answer.status == .badRequest)
    }

    @Test(
        "tells the client what it asked wrongly",
        arguments: [
            (["response_type": "token"], "unsupported_response_type"), (["scope": "profile"], "invalid_scope"),
            (["code_challenge": nil], "invalid_request"), (["code_challenge_method": "plain"], "invalid_request"),
            (["code_challenge_method": nil], "invalid_request"), (["code_challenge": "short"], "invalid_request"),
            (["response_mode": "fragment"], "invalid_request"), (["prompt": "none login"], "invalid_request"),
            (["request": "eyJ"], "request_not_supported"), (["prompt": "none"], "login_required"),
        ] as [([String: String?], String)])
    func wrong(changed: [String: String?], error: String) async throws {
        let answer = try await Visitor().get("/authorize", Visitor.request(changed))
        let fields = try Visitor.sentBack(answer)
        #expect(fields["error"] == error)
        #expect(fields["state"] == "st&ate")
        #expect(fields["iss"] == "http://127.0.0.1:8401/demo")
        #expect(fields["code"] == nil)
    }

    @Test("sends code, state and issuer back")
    func code() async throws {
        let fields = try await Visitor().signIn("ben")
        #expect(fields["code"]?.isEmpty == false)
        #expect(fields["state"] == "st&ate")
        #expect(fields["iss"] == "http://127.0.0.1:8401/demo")
    }

    @Test("sends back who cancels")
    func cancelled() async throws {
        let fields = try await Visitor().signIn(nil)
        #expect(fields["error"] == "access_denied")
        #expect(fields["code"] == nil)
    }

    @Test("takes the page's button once, in the browser that has the page, within ten minutes")
    func handle() async throws {
        let visitor = try Visitor()
        func open() async throws -> (form: [(String, String)], cookie: HTTPHeaders) {
            let page = await visitor.get("/authorize", Visitor.request())
            let handle = try #require(Visitor.handle(of: page))
            return ([("request", handle), ("person", "ada")], ["Cookie": Visitor.cookie(of: page)])
        }
        let stolen = try await open()
        let other = try await open()
        #expect(await visitor.post("/sign-in", stolen.form).status == .badRequest)
        let crossed = try await open()
        #expect(await visitor.post("/sign-in", crossed.form, headers: other.cookie).status == .badRequest)
        let once = try await open()
        #expect(await visitor.post("/sign-in", once.form, headers: once.cookie).status == .seeOther)
        #expect(await visitor.post("/sign-in", once.form, headers: once.cookie).status == .badRequest)
        let late = try await open()
        visitor.clock.advance(by: .seconds(600))
        #expect(await visitor.post("/sign-in", late.form, headers: late.cookie).status == .badRequest)
    }

    @Test("posts the answer where that was asked, by script or by button")
    func formPost() async throws {
        let visitor = try Visitor()
        let page = await visitor.get("/authorize", Visitor.request(["response_mode": "form_post"]))
        let handle = try #require(Visitor.handle(of: page))
        let answer = await visitor.post(
            "/sign-in", [("request", handle), ("person", "ada")], headers: ["Cookie": Visitor.cookie(of: page)])
        #expect(answer.status == .ok)
        let html = Visitor.text(of: answer)
        #expect(html.contains("method=\"post\" action=\"\(Visitor.redirect)\""))
        #expect(html.contains("name=\"state\" value=\"st&amp;ate\""))
        #expect(html.contains("<button"))
        #expect(html.contains("<script src=\"http://127.0.0.1:8401/demo/form-post.js\"></script>"))
        let policy = try #require(answer.headers["Content-Security-Policy"])
        #expect(policy.contains("script-src 'self'") && policy.contains("form-action http://localhost:8400"))
        #expect(await visitor.get("/form-post.js").headers["Content-Type"]?.hasPrefix("text/javascript") == true)
        #expect(await visitor.get("/style.css").headers["Content-Type"]?.hasPrefix("text/css") == true)
    }

    @Test("escapes whatever a client is called")
    func escaped() async throws {
        let client = DemoClient(
            id: "<b>'&\"", authentication: .none, redirectURIs: [try Visitor.url(Visitor.redirect)])
        let provider = try DemoOpenIDProvider(
            issuer: try Visitor.url("http://127.0.0.1:8401"), clients: [client], keys: try Visitor.keys.get(),
            clock: TestClock(), randomness: CountingRandomness())
        let query = Array(PercentEncoding.form(Visitor.request(["client_id": "<b>'&\""])).utf8)
        let page = await provider.answer(
            HTTPRequest(
                method: .get, rawTarget: [], path: "/authorize", rawQuery: query, headers: [:], body: [],
                peer: "127.0.0.1"))
        #expect(Visitor.text(of: page).contains("<strong>&lt;b&gt;&#39;&amp;&quot;</strong>"))
    }
}
