import DemoProviders
import Essentials
import HTTP
import Testing

struct PortalTests {
    @Test func `The roles are those that the rules give`() async throws {
        let premises = try await Premises()
        let ada = try await Browser(premises).signIn(as: "ada")
        for role in ["local/Administrator", "local/Developer", "local/Narrow", "remote/Reader"] {
            #expect(ada.text.contains("action=\"/keys/\(role)\""))
        }
        #expect(ada.text.contains("Build &amp; change."))
        let ben = try await Browser(premises).signIn(as: "ben")
        #expect(!ben.text.contains("Administrator"))
        #expect(ben.text.contains("action=\"/keys/local/Developer\""))
    }

    @Test func `Who may take nothing is told so, and the record is there before they ask`() async throws {
        let premises = try await Premises()
        let page = try await Browser(premises).signIn(as: "cleo")
        #expect(page.status == .ok)
        #expect(page.text.contains("No role yet"))
        #expect(page.fact("Your groups")?.contains("auditors") == true)
        let refusal = try #require(try await premises.audit.first { $0.kind == .refusal })
        #expect(refusal.id == page.reference)
        #expect(refusal.fields["reason"]?.string == "no-role")
        #expect(refusal.fields["subject"]?.string == "demo-d907c3e1")
    }

    @Test(arguments: [
        ("DEVELOPER", 1), ("local dev", 1), ("zzz", 0), ("%20", 3), ("<script>", 0),
        (String(repeating: "x", count: 5000), 0),
    ])
    func `The search leaves what fits`(words: String, count: Int) async throws {
        let browser = Browser(try await Premises())
        _ = try await browser.signIn(as: "ben")
        let page = try await browser.open("/?" + PercentEncoding.form([("q", words == "%20" ? " " : words)]))
        #expect(page.status == .ok)
        #expect(page.text.matches(of: /action="\/keys\//).count == count)
        #expect(!page.text.contains("<script>\u{201D}"))
    }

    @Test(arguments: [
        "local/Administrator", "local/developer", "local/Nobody", "remote/Administrator", "other/Developer", "local/*",
        "local/Developer%00", "local/%E2%84%AAey",
    ])
    func `A role that no rule grants is refused and recorded`(role: String) async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        let token = try await browser.signIn(as: "ben").formToken()
        guard HTTPRequest(.post, "/keys/\(role)") != nil else { return }
        let page = try await browser.post("/keys/\(role)", [("csrf", token)])
        #expect(page.status == .forbidden)
        #expect(page.fact("Reason") == "role-not-granted")
        let records = try await premises.audit.filter { $0.kind != .event }
        #expect(records.map(\.kind) == [.refusal])
        #expect(records.first?.id == page.reference)
        #expect(records.first?.fields["reason"]?.string == "role-not-granted")
        #expect(records.first?.fields["subject"]?.string == "demo-83d2e5b6")
    }

    @Test func `Taking a role of the embedded issuer is two records of one id`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        _ = try await browser.signIn(as: "ben")
        let page = try await browser.take("local/Developer")
        #expect(page.status == .ok)
        #expect(page.fact("Role") == "arn:aws:iam::000000000001:role/Developer")
        #expect(page.fact("Session") == "ben@example.org")
        let records = try await premises.audit.filter { $0.kind != .event }
        #expect(records.map(\.kind) == [.intent, .outcome])
        #expect(Set(records.map(\.id)) == [page.fact("Grant")])
        #expect(records[0].fields["role_arn"]?.string == "arn:aws:iam::000000000001:role/Developer")
        #expect(records[1].fields["result"]?.string == "granted")
        let accessKey = try #require(records[1].fields["access_key_id"]?.string)
        #expect(accessKey.hasPrefix("ASIA"))
        #expect(page.text.contains("AWS_ACCESS_KEY_ID=\(accessKey)"))
        #expect(page.text.contains("AWS_ENDPOINT_URL_STS=https://login.example.org/sts"))
    }

    @Test func `The intent is durable before the issuer is called, the outcome before the keys leave`() async throws {
        let premises = try await Premises()
        premises.wire.answerAtIssuer(.ok, try Fixtures.text("assumed.xml"))
        let browser = Browser(premises)
        _ = try await browser.signIn(as: "ben")
        let before = premises.journal.all.count
        let page = try await browser.take("remote/Reader")
        #expect(page.status == .ok)
        #expect(page.text.contains("remote-secret-key-nobody-may-log"))
        let id = try #require(page.fact("Grant"))
        #expect(Array(premises.journal.all.dropFirst(before)) == ["intent \(id)", "issuer called", "outcome \(id)"])
        #expect(try await premises.store.intentsWithoutOutcome().isEmpty)
    }

    @Test func `Without the intent's record the issuer is not called`() async throws {
        let premises = try await Premises()
        premises.wire.answerAtIssuer(.ok, try Fixtures.text("assumed.xml"))
        let browser = Browser(premises)
        _ = try await browser.signIn(as: "ben")
        premises.store.fail(.audit(.intent))
        let page = try await browser.take("remote/Reader")
        #expect(page.status == .serviceUnavailable)
        #expect(page.fact("Reason") == "audit-unavailable")
        #expect(page.reference != nil)
        #expect(!premises.journal.all.contains("issuer called"))
        #expect(premises.log.text.contains("the audit log could not be written; nothing is handed out"))
    }

    @Test func `Without the outcome's record the keys do not leave`() async throws {
        let premises = try await Premises()
        premises.wire.answerAtIssuer(.ok, try Fixtures.text("assumed.xml"))
        let browser = Browser(premises)
        _ = try await browser.signIn(as: "ben")
        premises.store.fail(.audit(.outcome))
        let page = try await browser.take("remote/Reader")
        #expect(page.status == .serviceUnavailable)
        #expect(page.fact("Reason") == "audit-unavailable")
        #expect(!page.text.contains("nobody-may-log"))
        #expect(!page.text.contains("ASIA"))
        premises.store.recover()
        // The operator finds it at the next start.
        let open = try await premises.store.intentsWithoutOutcome()
        #expect(open.map(\.id) == [page.reference])
    }

    @Test func `A refusal that cannot be recorded is still a refusal`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        _ = try await browser.signIn(as: "ben")
        premises.store.fail(.audit(.refusal))
        let page = try await browser.take("local/Administrator")
        #expect(page.status == .serviceUnavailable)
        #expect(page.fact("Reason") == "audit-unavailable")
        premises.misbehave { $0.idToken = .wrongAudience }
        let other = Browser(premises)
        let refused = try await other.signIn()
        #expect(refused.status == .forbidden)
        #expect(other.session == nil)
        #expect(premises.log.text.contains("a refusal could not be recorded"))
    }

    struct Refusing: Sendable, CustomTestStringConvertible {
        let code: String
        let status: Int
        let reason: String
        let shown: HTTPStatus
        var testDescription: String { code }
    }

    @Test(arguments: [
        Refusing(code: "AccessDenied", status: 403, reason: "issuer-access-denied", shown: .forbidden),
        Refusing(code: "ExpiredTokenException", status: 400, reason: "issuer-expired-token", shown: .forbidden),
        Refusing(code: "InvalidIdentityToken", status: 400, reason: "issuer-invalid-identity-token", shown: .forbidden),
        Refusing(code: "IDPRejectedClaim", status: 403, reason: "issuer-provider-rejected-claim", shown: .forbidden),
        Refusing(code: "Nonsense", status: 400, reason: "issuer-unexpected-answer", shown: .badGateway),
    ])
    func `An issuer that refuses is a page, and an outcome in the log`(refusing: Refusing) async throws {
        let premises = try await Premises()
        let xml = try Fixtures.text("denied.xml").replacing("AccessDenied", with: refusing.code)
        premises.wire.answerAtIssuer(HTTPStatus(rawValue: refusing.status), xml)
        let browser = Browser(premises)
        _ = try await browser.signIn(as: "ben")
        let page = try await browser.take("remote/Reader")
        #expect(page.status == refusing.shown)
        #expect(page.fact("Reason") == refusing.reason)
        let records = try await premises.audit.filter { $0.kind != .event }
        #expect(records.map(\.kind) == [.intent, .outcome])
        #expect(Set(records.map(\.id)) == [page.reference])
        #expect(records[1].fields["result"]?.string == "refused")
        #expect(records[1].fields["reason"]?.string == refusing.reason)
    }

    @Test func `A hand-written trust narrows what the rules give`() async throws {
        let premises = try await Premises()
        let ben = Browser(premises)
        _ = try await ben.signIn(as: "ben")
        #expect(try await ben.take("local/Narrow").status == .ok)
        let ada = Browser(premises)
        _ = try await ada.signIn(as: "ada")
        let page = try await ada.take("local/Narrow")
        #expect(page.status == .forbidden)
        #expect(page.fact("Reason") == "issuer-access-denied")
    }
}

struct ProofTests {
    @Test func `A proof that ran out is refreshed where the provider gave the means`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        _ = try await browser.signIn(as: "ben")
        premises.clock.advance(by: .seconds(3590))
        let page = try await browser.take("local/Developer")
        #expect(page.status == .ok)
        #expect(page.fact("Role") != nil)
        let tokens = premises.wire.given("id_token")
        #expect(tokens.count == 2)
        // The fresh one is kept: the next keys need no third.
        #expect(try await browser.take("local/Administrator").status == .forbidden)
        #expect(try await browser.take("local/Developer").status == .ok)
        #expect(premises.wire.given("id_token").count == 2)
    }

    @Test(arguments: RefreshMisbehaviour.allCases)
    func `Where a refresh brings no proof of the same person they go through the provider again`(
        wrong: RefreshMisbehaviour
    ) async throws {
        let premises = try await Premises()
        premises.misbehave { $0.refresh = wrong }
        let browser = Browser(premises)
        _ = try await browser.signIn(as: "ben")
        premises.clock.advance(by: .seconds(3590))
        let page = try await browser.open("/")
        let answer = try await browser.post(
            "/keys/local/Developer", [("csrf", try page.formToken())]
        ) { $0.hasPrefix("/login/") }
        #expect(answer.status == .seeOther)
        #expect(answer.headers["Location"] == "/login/demo?as=before&to=%2F")
        #expect(try await premises.audit.allSatisfy { $0.kind != .intent })
    }

    @Test func `The way through the provider is silent where it still knows the person`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        _ = try await browser.signIn("second", as: "ben")
        let first = try #require(browser.session)
        premises.clock.advance(by: .seconds(3590))
        let old = try await browser.open("/")
        #expect(old.text.contains("Second provider will ask for you again before keys are made"))
        let policy = try #require(old.headers["Content-Security-Policy"])
        // Chromium holds the redirect after the POST against the page's own list.
        #expect(policy.contains("form-action 'self' \(Premises.demo);"))
        let page = try await browser.post("/keys/local/Developer", [("csrf", try old.formToken())])
        #expect(page.text.contains("<h1>Your roles</h1>"))
        let authorize = try #require(browser.pages.last { $0.url.contains("/demo/authorize") })
        #expect(authorize.url.contains("prompt=none"))
        #expect(authorize.url.contains("id_token_hint="))
        #expect(browser.session?.value != first.value)
        #expect(try await browser.take("local/Developer").fact("Role") != nil)
    }

    @Test func `Where it does not, it asks`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        _ = try await browser.signIn("second", as: "ben")
        premises.clock.advance(by: .seconds(3590))
        // Eight hours on the provider has forgotten; here it is told to ask by another browser's empty jar.
        let forgetful = Browser(premises)
        forgetful.cookies = browser.cookies
        let page = try await forgetful.open("/")
        let asked = try await forgetful.post("/keys/local/Developer", [("csrf", try page.formToken())])
        #expect(asked.text.contains("Who are you today?"))
        #expect(forgetful.attempts.count == 1)
        #expect(try await forgetful.answer(asked, as: "ben").text.contains("<h1>Your roles</h1>"))
    }
}
