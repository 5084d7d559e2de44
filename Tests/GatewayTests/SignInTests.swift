import Essentials
import HTTP
import Testing

/// Where the gateway is, and what its cookies must look like there.
struct Place: Sendable, CustomTestStringConvertible {
    let url: String
    let prefix: String
    let isSecure: Bool
    var testDescription: String { url }

    static let all = [
        Place(url: "https://login.example.org", prefix: "__Host-", isSecure: true),
        Place(url: "http://127.0.0.1:8400", prefix: "", isSecure: false),
    ]
}

struct SignInTests {
    @Test(arguments: Place.all, ["demo", "posting"])
    func `A whole sign-in ends at the roles`(place: Place, provider: String) async throws {
        let premises = try await Premises(url: place.url)
        let browser = Browser(premises)
        let roles = try await browser.signIn(provider)
        #expect(roles.status == .ok)
        #expect(roles.text.contains("<h1>Your roles</h1>"))
        #expect(roles.text.contains("Ben Bowyer"))
        #expect(browser.attempts.isEmpty)
        let callback = try #require(browser.pages.last { $0.url.contains("/callback/\(provider)") })
        #expect(callback.response.status == .seeOther)
        #expect(callback.url.contains("code=") == (provider == "demo"))
        let event = try #require(try await premises.audit.first { $0.action == "sign-in" })
        #expect(event.kind == .event)
        #expect(event.fields["provider"]?.string == provider)
        #expect(event.fields["subject"]?.string == "demo-83d2e5b6")
    }

    @Test func `An answer that was asked for as a posted form is not taken from the query`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let page = try await browser.reach("posting")
        let form = try await browser.answer(page, as: "ben") { $0.contains("/callback/posting") }.form()
        let query = PercentEncoding.form(form.fields)
        let answer = try await browser.open("\(form.action)?\(query)", from: Premises.demo)
        #expect(answer.status == .forbidden)
        #expect(browser.session == nil)
        #expect(try await premises.refusals == ["callback-malformed"])
    }

    @Test func `An answer that was asked for in the query is not taken from a posted form`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let page = try await browser.reach("demo")
        let seen = try await browser.answer(page, as: "ben") { $0.contains("/callback/demo") }
        let place = try Premises.url(try #require(seen.headers["Location"]))
        let fields = try FormFields(parsing: Array(place.target.drop { $0 != "?" }.dropFirst().utf8))
        let answer = try await browser.post("/callback/demo", fields.pairs.map { ($0.name, $0.value) })
        #expect(answer.status == .forbidden)
        #expect(browser.session == nil)
        #expect(try await premises.refusals == ["callback-malformed"])
    }

    @Test(arguments: Place.all, ["demo", "posting"])
    func `The session's cookie is a short handle, guarded`(place: Place, provider: String) async throws {
        let browser = Browser(try await Premises(url: place.url))
        _ = try await browser.signIn(provider)
        let cookie = try #require(browser.session)
        #expect(cookie.name == place.prefix + "session")
        #expect("\(cookie.name)=\(cookie.value)".utf8.count <= 64)
        #expect(Base64.decodeURL(cookie.value)?.count == 32)
        #expect(cookie.has("HttpOnly"))
        #expect(cookie.has("SameSite=Lax"))
        #expect(cookie.has("Path=/"))
        #expect(cookie.has("Max-Age=7200"))
        #expect(cookie.has("Secure") == place.isSecure)
        #expect(!cookie.attributes.contains { $0.lowercased().hasPrefix("domain") })
    }

    @Test(arguments: Place.all)
    func `A login cookie is Lax for a redirect and None for a form`(place: Place) async throws {
        let premises = try await Premises(url: place.url)
        for (provider, sameSite) in [("demo", "SameSite=Lax"), ("posting", "SameSite=None")] {
            let answer = try await premises.ask(.get, "/login/\(provider)")
            #expect(answer.status == .seeOther)
            let cookie = try #require(answer.setCookies.first)
            #expect(cookie.name.hasPrefix(place.prefix + "login-"))
            #expect(cookie.has(sameSite))
            #expect(cookie.has("HttpOnly"))
            #expect(cookie.has("Max-Age=600"))
            #expect(cookie.has("Path=/"))
            // Browsers take `None` with `Secure` only, and hold loopback to be secure enough for it.
            #expect(cookie.has("Secure") == (place.isSecure || provider == "posting"))
        }
    }

    /// A browser takes a cookie away only by the attributes it was set with: it leaves a `Secure` one alone
    /// otherwise (RFC 6265bis §5.7).
    @Test(arguments: Place.all, ["demo", "posting"])
    func `A used login cookie is deleted as it was set`(place: Place, provider: String) async throws {
        let browser = Browser(try await Premises(url: place.url))
        let page = try await browser.reach(provider)
        let set = try #require(browser.attempts.first)
        _ = try await browser.answer(page, as: "ben")
        let callback = try #require(browser.pages.last { $0.url.contains("/callback/\(provider)") })
        let gone = try #require(callback.response.setCookies.first { $0.name == set.name })
        #expect(gone.isDeletion)
        #expect(gone.value.isEmpty)
        for attribute in ["Secure", "SameSite=None", "SameSite=Lax", "Path=/", "HttpOnly"] {
            #expect(gone.has(attribute) == set.has(attribute), "\(attribute)")
        }
    }

    @Test func `The chooser names every provider and keeps where the person wants to go`() async throws {
        let premises = try await Premises()
        let page = try await premises.ask(.get, "/login?to=%2Fkeys%2Flocal%2FDeveloper")
        #expect(page.status == .ok)
        #expect(page.text.contains("Sign in to Example"))
        for provider in ["demo", "posting", "second"] {
            #expect(page.text.contains("/login/\(provider)?to=%2Fkeys%2Flocal%2FDeveloper"))
        }
    }

    @Test func `Somebody who is not signed in is sent to sign in`() async throws {
        let premises = try await Premises()
        for (method, target) in [(HTTPMethod.get, "/"), (.post, "/keys/local/Developer")] {
            let answer = try await premises.ask(method, target)
            #expect(answer.status == .seeOther)
            #expect(answer.headers["Location"] == "/login?to=%2F")
        }
    }

    @Test func `Sign in as someone else asks the provider to ask`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        _ = try await browser.signIn(as: "ben")
        let page = try await browser.reach(manner: "other")
        let authorize = try #require(browser.pages.last { $0.url.contains("/demo/authorize") })
        #expect(authorize.url.contains("prompt=select_account") || authorize.url.contains("prompt=login"))
        let roles = try await browser.answer(page, as: "ada")
        #expect(roles.text.contains("Ada Arkwright"))
    }

    @Test func `A provider that nobody configured has no page`() async throws {
        let premises = try await Premises()
        for target in ["/login/other", "/callback/other?code=c&state=s", "/login/DEMO", "/login/demo/", "/login//demo"]
        {
            #expect(try await premises.ask(.get, target).status == .notFound)
        }
    }

    @Test func `A claim that the configuration demands keeps others out before there is a session`() async throws {
        let premises = try await Premises(Premises.guarded)
        let browser = Browser(premises)
        let page = try await browser.signIn(as: "ben")
        #expect(page.status == .forbidden)
        #expect(browser.session == nil)
        #expect(try await premises.refusals == ["identity-required-claim-differs"])
        #expect(browser.attempts.isEmpty)
        // In a browser that the provider does not remember.
        #expect(try await Browser(premises).signIn(as: "ada").status == .ok)
    }
}
