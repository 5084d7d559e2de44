import Essentials
import HTTP
import Testing

struct ForgeryTests {
    enum Token: String, CaseIterable, Sendable {
        case missing, empty, wrong, ofAnotherSession, twice, inTheQuery
    }

    @Test(arguments: ["/logout", "/keys/local/Developer"], Token.allCases)
    func `A POST that a page of this session did not make does nothing`(path: String, token: Token) async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let own = try await browser.signIn().formToken()
        let other = try await Browser(premises).signIn(as: "ada").formToken()
        #expect(own != other)
        let (target, fields): (String, [(String, String)]) =
            switch token {
            case .missing: (path, [])
            case .empty: (path, [("csrf", "")])
            case .wrong: (path, [("csrf", String(own.dropLast()) + (own.hasSuffix("A") ? "B" : "A"))])
            case .ofAnotherSession: (path, [("csrf", other)])
            case .twice: (path, [("csrf", own), ("csrf", own)])
            case .inTheQuery: ("\(path)?csrf=\(own)", [])
            }
        let answer = try await browser.post(target, fields)
        #expect(answer.status == .forbidden)
        #expect(answer.fact("Reason") == "form-not-ours")
        #expect(try await browser.open("/").status == .ok)
        #expect(try await premises.audit.allSatisfy { $0.kind != .intent && $0.action != "sign-out" })
        #expect(try await premises.refusals == ["form-not-ours"])
    }

    @Test(arguments: ["text/plain", "multipart/form-data; boundary=x", "application/json", ""])
    func `Another kind of body is no form`(type: String) async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let token = try await browser.signIn().formToken()
        let cookie = try #require(browser.session)
        var headers: HTTPHeaders = ["Host": "login.example.org", "Cookie": "\(cookie.name)=\(cookie.value)"]
        if !type.isEmpty { headers.add("Content-Type", type) }
        for path in ["/logout", "/keys/local/Developer"] {
            let answer = try await premises.ask(.post, path, headers: headers, body: "csrf=\(token)")
            #expect(answer.status == .forbidden)
        }
    }

    @Test func `A POST from another site comes without the session and so does nothing`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let token = try await browser.signIn().formToken()
        let answer = try await browser.post("/keys/local/Developer", [("csrf", token)], from: "https://evil.example")
        #expect(answer.text.contains("Sign in to Example"))
        _ = try await browser.post("/logout", [("csrf", token)], from: "https://evil.example")
        #expect(try await browser.open("/").text.contains("Ben Bowyer"))
        #expect(try await premises.audit.allSatisfy { $0.kind != .intent })
    }

    @Test func `The token changes with every sign-in`() async throws {
        let browser = Browser(try await Premises())
        let first = try await browser.signIn().formToken()
        let second = try await browser.signIn().formToken()
        #expect(first != second)
        #expect(try await browser.take("local/Developer", token: first).fact("Reason") == "form-not-ours")
    }

    @Test func `Nothing changes by GET`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        _ = try await browser.signIn()
        #expect(try await browser.open("/logout").status == .methodNotAllowed)
        #expect(try await browser.open("/keys/local/Developer").text.contains("<h1>Your roles</h1>"))
        #expect(try await premises.audit.allSatisfy { $0.kind != .intent })
    }
}

struct SignOutTests {
    @Test(arguments: Place.all)
    func `Signing out ends the session here and at the provider`(place: Place) async throws {
        let premises = try await Premises(url: place.url)
        let browser = Browser(premises)
        let token = try await browser.signIn().formToken()
        let cookies = browser.cookies
        let page = try await browser.post("/logout", [("csrf", token)])
        #expect(page.status == .ok)
        #expect(page.text.contains("You are signed out here and at Demo provider."))
        #expect(browser.cookies.isEmpty)
        let end = try #require(browser.pages.last { $0.url.contains("/demo/end-session") })
        let fields = try FormFields(parsing: (try Premises.url(end.url).query ?? "").bytes)
        #expect(fields["id_token_hint"] == premises.wire.given("id_token").last)
        #expect(fields["post_logout_redirect_uri"] == place.url + "/signed-out")
        #expect((fields["state"] ?? "").utf8.count >= 22)
        // A copy of the cookie opens nothing, and the provider asks again who is there.
        browser.cookies = cookies
        #expect(try await browser.open("/").text.contains("Sign in to Example"))
        #expect(try await browser.reach().text.contains("Who are you today?"))
        #expect(try await premises.audit.contains { $0.kind == .event && $0.action == "sign-out" })
    }

    @Test(arguments: ["/signed-out", "/signed-out?state=x", "/signed-out?state=", "/signed-out?state=a&state=a"])
    func `Only the state that was sent along proves that the provider signed out too`(target: String) async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let token = try await browser.signIn().formToken()
        _ = try await browser.post("/logout", [("csrf", token)]) { $0.contains("/end-session") }
        let page = try await browser.open(target)
        #expect(page.text.contains("You are signed out here. Keys"))
        #expect(!page.text.contains("Demo provider"))
    }

    @Test func `A provider that is down keeps nobody signed in`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let token = try await browser.signIn().formToken()
        premises.wire.unplug()
        _ = try await browser.post("/logout", [("csrf", token)]) { $0.contains("/end-session") }
        #expect(browser.session == nil)
    }

    @Test func `Who is not signed in is signed out`() async throws {
        let answer = try await Premises().ask(.post, "/logout")
        #expect(answer.status == .seeOther)
        #expect(answer.headers["Location"] == "/signed-out")
    }

    /// A refresh under way while the person signs out in another tab must not bring the session back.
    @Test func `A proof that is refreshed meanwhile does not bring the session back`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let token = try await browser.signIn().formToken()
        let kept = browser.cookies
        premises.clock.advance(by: .seconds(3599))
        let other = Browser(premises)
        other.cookies = kept
        premises.wire.before { request in
            guard request.url.path.hasSuffix("/token") else { return }
            _ = try? await other.post("/logout", [("csrf", token)]) { $0.contains("/end-session") }
        }
        _ = try await browser.post("/keys/local/Developer", [("csrf", token)])
        premises.wire.before { _ in }
        #expect(try await premises.audit.contains { $0.action == "sign-out" })
        browser.cookies = kept
        #expect(try await browser.open("/").text.contains("Sign in to Example"))
    }
}
