import DemoProviders
import Essentials
import Foundation
import HTTP
import Testing

struct LoginAttemptTests {
    @Test func `At most five sign-ins are on their way, and the oldest is dropped`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        var pages: [HTTPResponse] = []
        var names: [String] = []
        for _ in 0..<7 {
            pages.append(try await browser.reach())
            names.append(try #require(browser.attempts.last?.name))
            premises.clock.advance(by: .seconds(1))
            #expect(browser.attempts.count <= 5)
        }
        #expect(Set(names).count == 7)
        #expect(browser.attempts.map(\.name) == Array(names.suffix(5)))
        #expect(try await browser.answer(pages[2], as: "ben").status == .ok)
        let dropped = try await browser.answer(pages[1], as: "ben")
        #expect(dropped.status == .badRequest)
        #expect(dropped.fact("Reason") == "state-lost")
    }

    @Test(arguments: ["demo", "posting"])
    func `Two attempts at once both end well`(provider: String) async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let first = try await browser.reach(provider, to: "/?q=first")
        let second = try await browser.reach(provider, to: "/?q=second")
        #expect(try await browser.answer(second, as: "ben").status == .ok)
        #expect(browser.pages.last?.url.hasSuffix("/?q=second") == true)
        #expect(try await browser.answer(first, as: "ada").text.contains("Ada Arkwright"))
        #expect(browser.pages.last?.url.hasSuffix("/?q=first") == true)
        #expect(browser.attempts.isEmpty)
    }

    @Test(arguments: [(599, true), (600, false)])
    func `An attempt stays open for ten minutes`(seconds: Int, isOpen: Bool) async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let page = try await browser.reach()
        let callback = try await browser.answer(page, as: "ben") { $0.contains("/callback/") }
        // The code lives a minute only; it is the attempt's age that is looked at here.
        premises.clock.advance(by: .seconds(seconds))
        let answer = try await browser.open(try #require(callback.headers["Location"]))
        #expect(answer.fact("Reason") == (isOpen ? "token-endpoint-refused" : "state-lost"))
        #expect(browser.session == nil)
    }

    @Test func `An answer serves once, whoever still has the cookie`() async throws {
        let premises = try await Premises()
        premises.misbehave { $0.token = .codeReusable }
        let browser = Browser(premises)
        let page = try await browser.reach()
        let kept = browser.cookies
        let callback = try await browser.answer(page, as: "ben") { $0.contains("/callback/") }
        let place = try #require(callback.headers["Location"])
        #expect(try await browser.open(place).status == .ok)
        browser.cookies = kept
        let again = try await browser.open(place)
        #expect(again.status == .badRequest)
        #expect(again.fact("Reason") == "answer-used-before")
        #expect(again.text.contains("This answer has been used before"))
        #expect(browser.session == nil)
        #expect(browser.attempts.isEmpty)
        #expect(try await premises.refusals == ["answer-used-before"])
    }

    @Test func `Of two deliveries at the same time one ends well`() async throws {
        let premises = try await Premises()
        premises.misbehave { $0.token = .codeReusable }
        let browser = Browser(premises)
        let page = try await browser.reach()
        let kept = browser.cookies
        let callback = try await browser.answer(page, as: "ben") { $0.contains("/callback/") }
        let place = try #require(callback.headers["Location"])
        let statuses = try await withThrowingTaskGroup(of: HTTPStatus.self) { group in
            for _ in 0..<8 {
                let twin = Browser(premises)
                twin.cookies = kept
                group.addTask { try await twin.open(place).status }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count { $0 == .ok } == 1)
        #expect(statuses.count { $0 == .badRequest } == 7)
    }

    @Test(arguments: ["demo", "posting"])
    func `The answer of another browser is refused`(provider: String) async throws {
        let premises = try await Premises()
        let attacker = Browser(premises)
        let victim = Browser(premises)
        let attackersPage = try await attacker.reach(provider)
        _ = try await victim.reach(provider)
        let stopped = try await attacker.answer(attackersPage, as: "ada") { $0.contains("/callback/") }
        let answer: HTTPResponse
        if let place = stopped.headers["Location"] {
            answer = try await victim.open(place, from: "https://evil.example")
        } else {
            let form = try stopped.form()
            answer = try await victim.post(form.action, form.fields, from: "https://evil.example")
        }
        #expect(answer.status == .badRequest)
        #expect(answer.fact("Reason") == "state-lost")
        #expect(victim.session == nil)
        // The attacker's answer was not used up by it, and the victim's own attempt is untouched.
        #expect(victim.attempts.count == 1)
    }

    @Test func `An attempt serves at its own provider only`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let page = try await browser.reach("demo")
        let callback = try await browser.answer(page, as: "ben") { $0.contains("/callback/") }
        let place = try #require(callback.headers["Location"])
        let answer = try await browser.open(place.replacingOccurrences(of: "/callback/demo", with: "/callback/second"))
        #expect(answer.fact("Reason") == "state-lost")
        #expect(browser.session == nil)
    }

    @Test func `A cookie is deleted when it is used, also where the sign-in is refused`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let page = try await browser.reach()
        #expect(browser.attempts.count == 1)
        premises.misbehave { $0.idToken = .wrongNonce }
        let answer = try await browser.answer(page, as: "ben")
        #expect(answer.fact("Reason") == "nonce-mismatch")
        #expect(browser.attempts.isEmpty)
    }

    @Test func `Pressing Cancel at the provider says so and leaves nothing behind`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let answer = try await browser.answer(try await browser.reach(), as: nil)
        #expect(answer.status == .forbidden)
        #expect(answer.fact("Reason") == "provider-access-denied")
        #expect(browser.attempts.isEmpty)
        #expect(browser.session == nil)
    }

    enum Tampering: String, CaseIterable, Sendable {
        case bitFlipped, cut, empty, notBase64, renamed, padded, sessionInItsPlace
    }

    @Test(arguments: Tampering.allCases)
    func `A login cookie that was tampered with knows no answer`(tampering: Tampering) async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        _ = try await browser.signIn()
        let session = try #require(browser.session)
        let page = try await browser.reach(manner: "other")
        let callback = try await browser.answer(page, as: "ada") { $0.contains("/callback/") }
        browser.cookies = browser.cookies.map { cookie in
            guard cookie.name.contains("login-") else { return cookie }
            var cookie = cookie
            switch tampering {
            case .bitFlipped:
                var bytes = Array(cookie.value.utf8)
                bytes[bytes.count / 2] = bytes[bytes.count / 2] == 0x41 ? 0x42 : 0x41
                cookie.value = String(decoding: bytes, as: UTF8.self)
            case .cut: cookie.value.removeLast(8)
            case .empty: cookie.value = ""
            case .notBase64: cookie.value = "!" + cookie.value
            case .renamed: cookie.name += "A"
            case .padded: cookie.value += "=="
            case .sessionInItsPlace: cookie.value = session.value
            }
            return cookie
        }
        let answer = try await browser.open(try #require(callback.headers["Location"]))
        #expect(answer.fact("Reason") == "state-lost")
        // Whoever was signed in before still is.
        #expect(browser.session == session)
    }

    @Test func `A jar full of somebody else's login cookies does not keep a person out`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        browser.cookies = (0..<40).map { KeptCookie("__Host-login-junk\($0)=junk; Path=/; Secure; SameSite=Lax") }
        var roles = try await browser.signIn()
        for _ in 0..<4 where roles.status != .ok { roles = try await browser.signIn() }
        #expect(roles.status == .ok)
    }

    /// A page elsewhere must not fill the jar by a hundred pictures; browsers say what they load it as
    /// (Fetch Metadata §2.2).
    @Test(arguments: [("navigate", true), ("no-cors", false), ("cors", false), ("websocket", false), (nil, true)])
    func `A sign-in begins by going there and not by loading it`(mode: String?, begins: Bool) async throws {
        let premises = try await Premises()
        var headers: HTTPHeaders = ["Host": "login.example.org"]
        mode.map { headers.add("Sec-Fetch-Mode", $0) }
        let answer = try await premises.ask(.get, "/login/posting", headers: headers)
        #expect(answer.status == (begins ? .seeOther : .forbidden))
        #expect(answer.setCookies.isEmpty != begins)
    }

    @Test(arguments: [
        "", "state=", "code=c", "state=a&state=b&code=c", "state=%zz", "state=%FF", "error=access_denied",
        "state=" + String(repeating: "a", count: 4000),
    ])
    func `An answer without a known state is refused, by query and by form`(fields: String) async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        _ = try await browser.reach()
        let cookie = browser.cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
        let headers: HTTPHeaders = [
            "Host": "login.example.org", "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded",
        ]
        for answer in [
            try await premises.ask(.get, "/callback/demo?" + fields, headers: headers),
            try await premises.ask(.post, "/callback/demo", headers: headers, body: fields),
        ] {
            #expect(answer.status == .badRequest)
            #expect(answer.reference != nil)
            #expect(!answer.setCookies.contains { $0.name.hasSuffix("session") })
        }
    }

    @Test func `A posted answer is a form and nothing else`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let page = try await browser.answer(try await browser.reach("posting"), as: "ben") { $0.contains("/callback/") }
        let form = try page.form()
        let cookie = browser.attempts.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
        let answer = try await premises.ask(
            .post, "/callback/posting",
            headers: ["Host": "login.example.org", "Cookie": cookie, "Content-Type": "text/plain"],
            body: PercentEncoding.form(form.fields))
        #expect(answer.status == .badRequest)
        #expect(!answer.setCookies.contains { $0.name.hasSuffix("session") })
    }
}
