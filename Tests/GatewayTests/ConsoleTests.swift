import DemoProviders
import Essentials
import Foundation
import HTTP
import SecurityTokens
import Synchronization
import Testing

/// Signing in to a console: the embedded issuer's own, and one elsewhere.
struct ConsoleTests {
    /// Keys of a role, as the page of keys shows them, in the form of `Session`.
    private func keys(_ browser: Browser, _ role: String = "local/Developer") async throws -> JSONObject {
        let page = try await browser.take(role).text
        func value(_ name: String) throws -> JSONValue {
            let found = try #require(
                page.firstMatch(of: try Regex("\(name)=(?:<span class=\"secret\">)?([A-Za-z0-9+/=_-]+)")))
            return .string(String(try #require(found.output[1].substring)))
        }
        return [
            "sessionId": try value("AWS_ACCESS_KEY_ID"), "sessionKey": try value("AWS_SECRET_ACCESS_KEY"),
            "sessionToken": try value("AWS_SESSION_TOKEN"),
        ]
    }

    private func signedIn(
        _ edit: (String) -> String = { $0 }
    ) async throws -> (premises: Premises, browser: Browser) {
        let premises = try await Premises(edit)
        let browser = Browser(premises)
        _ = try await browser.signIn(as: "ben")
        return (premises, browser)
    }

    /// Asks for a token as a program does.
    private func ask(
        _ premises: Premises, _ session: JSONObject, method: HTTPMethod = .post, duration: String? = nil
    ) async throws -> HTTPResponse {
        let fields =
            [("Action", "getSigninToken"), ("Session", session.serialized)]
            + (duration.map { [("SessionDuration", $0)] } ?? [])
        let form = PercentEncoding.form(fields)
        let headers: HTTPHeaders = [
            "Host": "login.example.org", "Content-Type": "application/x-www-form-urlencoded",
        ]
        return method == .get
            ? try await premises.ask(.get, "/federation?\(form)", headers: ["Host": "login.example.org"])
            : try await premises.ask(.post, "/federation", headers: headers, body: form)
    }

    private func token(_ response: HTTPResponse) throws -> String {
        #expect(response.status == .ok)
        return try #require(try JSONObject(parsing: response.body, limits: .small)["SigninToken"]?.string)
    }

    private func login(_ token: String, _ more: [(String, String)] = []) -> String {
        "/federation?" + PercentEncoding.form([("Action", "login"), ("SigninToken", token)] + more)
    }

    private func reason(_ response: HTTPResponse) throws -> String? {
        #expect(response.headers["Content-Type"] == "application/problem+json")
        return try JSONObject(parsing: response.body, limits: .small)["reason"]?.string
    }

    @Test func `One click leads from a role to the console, and signing out ends it`() async throws {
        let (premises, browser) = try await signedIn()
        let roles = try await browser.open("/")
        #expect(roles.text.contains("formaction=\"/to-console/local/Developer\""))
        let page = try await browser.post("/to-console/local/Developer", [("csrf", try roles.formToken())])
        #expect(page.status == .ok)
        #expect(page.fact("Role") == "<bdi>Developer</bdi>")
        #expect(page.fact("Principal") == "arn:aws:sts::000000000001:assumed-role/Developer/ben@example.org")
        #expect(page.fact("Sent by, as it calls itself") == "https://login.example.org")
        let cookie = try #require(browser.cookies.first { $0.name == "__Host-console" })
        #expect(cookie.has("HttpOnly") && cookie.has("Secure") && cookie.has("SameSite=Lax"))
        let forged = try await browser.post("/federation", [("Action", "logout"), ("csrf", "forged")])
        #expect(forged.text.contains("form-not-ours"))
        let left = try await browser.post("/federation", [("Action", "logout"), ("csrf", try page.formToken())])
        #expect(left.text.contains("Signed out"))
        #expect(!browser.cookies.contains { $0.name == "__Host-console" })
        browser.cookies.append(cookie)
        #expect(try await browser.open("/console").status == .unauthorized)
        // The portal is another sign-in, which stays.
        #expect(browser.session != nil)
        #expect(
            try await premises.audit.map(\.action).suffix(5).filter { $0.hasPrefix("console") }
                == ["console-opened", "console-sign-in", "console-sign-out"])
    }

    @Test(arguments: [HTTPMethod.get, .post])
    func `A program gets a token for keys, which signs in once`(method: HTTPMethod) async throws {
        let (premises, browser) = try await signedIn()
        let token = try token(try await ask(premises, try await keys(browser), method: method))
        let visitor = Browser(premises)
        let page = try await visitor.open(
            login(token, [("Issuer", "broker.example.org"), ("Destination", "https://login.example.org/console")]))
        #expect(page.status == .ok)
        #expect(page.fact("Sent by, as it calls itself") == "broker.example.org")
        #expect(page.headers["Cache-Control"] == "no-store")
        let again = try await Browser(premises).open(login(token))
        #expect(again.status == .badRequest)
        #expect(again.fact("Reason") == "console-token-refused")
        #expect(again.reference != nil)
    }

    @Test(arguments: [(59, true), (60, false)])
    func `A token serves for a minute`(seconds: Int, serves: Bool) async throws {
        let (premises, browser) = try await signedIn()
        let token = try token(try await ask(premises, try await keys(browser)))
        premises.clock.advance(by: .seconds(seconds))
        let page = try await Browser(premises).open(login(token))
        #expect((page.status == .ok) == serves)
    }

    @Test func `A sign-in ends with the keys, or after the duration that was asked for`() async throws {
        let (premises, browser) = try await signedIn()
        let session = try await keys(browser)
        let (short, long) = (Browser(premises), Browser(premises))
        _ = try await short.open(login(try token(try await ask(premises, session))))
        _ = try await long.open(login(try token(try await ask(premises, session, duration: "28800"))))
        premises.clock.advance(by: .seconds(3599))
        #expect(try await short.open("/console").status == .ok)
        premises.clock.advance(by: .seconds(1))
        #expect(try await short.open("/console").status == .unauthorized)
        #expect(try await long.open("/console").status == .ok)
        premises.clock.advance(by: .seconds(28_800 - 3600))
        #expect(try await long.open("/console").status == .unauthorized)
    }

    @Test(arguments: [
        ("899", "console-duration-out-of-range"), ("43201", "console-duration-out-of-range"),
        ("an hour", "console-duration-out-of-range"), ("28801", "console-duration-not-taken"),
    ])
    func `A duration has bounds, and the role its own`(duration: String, reason: String) async throws {
        let (premises, browser) = try await signedIn()
        let answer = try await ask(premises, try await keys(browser), duration: duration)
        #expect(answer.status == .badRequest)
        #expect(try self.reason(answer) == reason)
    }

    @Test func `Keys that do not fit together get nothing`() async throws {
        let (premises, browser) = try await signedIn()
        let session = try await keys(browser)
        let other = try await keys(browser, "local/Narrow")
        for name in ["sessionId", "sessionKey", "sessionToken"] {
            var mixed = session
            mixed[name] = other[name]
            let answer = try await ask(premises, mixed)
            #expect(answer.status == .forbidden)
            #expect(try reason(answer) == "console-keys-refused")
            mixed[name] = nil
            #expect(try reason(try await ask(premises, mixed)) == "console-session-malformed")
        }
        premises.clock.advance(by: .seconds(3600))
        #expect(try reason(try await ask(premises, session)) == "console-keys-over")
        #expect(try await premises.refusals.suffix(1) == ["console-keys-over"])
    }

    @Test(arguments: [
        ("https://app.example.org/start?a=b", true), ("https://app.example.org/tools/x", true),
        ("https://app.example.org/tools/", true), ("https://app.example.org/start/more", false),
        ("https://app.example.org/tools/../start", false), ("https://app.example.org/tools/%2E%2e/x", false),
        ("https://app.example.org.evil.example/start", false), ("https://app.example.org@evil.example/start", false),
        ("http://app.example.org/start", false), ("//evil.example/", false), ("/start", false),
        ("https://login.example.org/keys", false), ("javascript:alert(1)", false),
    ])
    func `A sign-in leads on to registered places only`(place: String, isTaken: Bool) async throws {
        let (premises, browser) = try await signedIn { text in
            text.replacingOccurrences(
                of: "issuers:\n",
                with: "issuers:\n  embedded: {console: {destinations: [\"https://app.example.org/start\", "
                    + "\"https://app.example.org/tools/\"]}}\n")
        }
        let token = try token(try await ask(premises, try await keys(browser)))
        let visitor = Browser(premises)
        let answer = try await visitor.open(login(token, [("Destination", place)])) { $0.hasPrefix("https://app.") }
        #expect((answer.headers["Location"] == place) == isTaken)
        if !isTaken {
            #expect(answer.fact("Reason") == "console-place-not-registered")
            // The mistake has not cost the token.
            #expect(try await visitor.open(login(token)).status == .ok)
        }
        let out = "/federation?" + PercentEncoding.form([("Action", "logout"), ("redirect_uri", place)])
        let left = try await visitor.open(out) { $0.hasPrefix("https://app.") }
        #expect((left.headers["Location"] == place) == isTaken)
    }

    @Test func `What loads the link by itself does not use it up`() async throws {
        let (premises, browser) = try await signedIn()
        let token = try token(try await ask(premises, try await keys(browser)))
        for field in [
            ("Sec-Fetch-Mode", "no-cors"), ("Sec-Purpose", "prefetch"), ("Sec-Fetch-Dest", "iframe"),
            ("Purpose", "prefetch"), ("X-Purpose", "preview"), ("X-Moz", "prefetch"),
        ] {
            var headers: HTTPHeaders = ["Host": "login.example.org"]
            headers.add(field.0, field.1)
            #expect(try await premises.ask(.get, login(token), headers: headers).status == .forbidden)
        }
        // Whoever checks links asks for the head alone.
        #expect(try await premises.ask(.head, login(token)).status == .methodNotAllowed)
        #expect(try await Browser(premises).open(login(token)).status == .ok)
    }

    @Test(arguments: [
        "", "Action=getsignintoken", "Action=login", "Action=getSigninToken", "Action=logout&Action=login",
    ])
    func `What is no request of the endpoint is refused with a reference`(query: String) async throws {
        let premises = try await Premises()
        let answer = try await premises.ask(.get, "/federation?\(query)")
        #expect(answer.status == .badRequest)
        #expect(answer.reference != nil)
    }

    @Test func `Without a record nobody is signed in`() async throws {
        let (premises, browser) = try await signedIn()
        let session = try await keys(browser)
        let token = try token(try await ask(premises, session))
        premises.store.fail(.audit(.event))
        let answer = try await ask(premises, session)
        #expect(!answer.text.contains("SigninToken"))
        let visitor = Browser(premises)
        #expect(try await visitor.open(login(token)).setCookies.isEmpty)
    }

    @Test func `The documentation names every reason`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        let text = try String(contentsOf: root.appending(path: "docs/console.md"), encoding: .utf8)
        let refusals: [FederationRefusal] = [
            .actionUnknown(""), .parameterMissing(""), .sessionMalformed, .durationOutOfRange, .durationNotTaken(""),
            .keysRefused, .keysOfAnotherKind(""), .keysOver, .tokenRefused, .placeNotRegistered(""),
        ]
        for refusal in refusals { #expect(text.contains("| `\(refusal.reason)` |"), "\(refusal.reason)") }
    }

    // MARK: A console elsewhere

    private static let signIn = "https://signin.example.net/federation"

    /// A federation endpoint that is not ours; what it was asked.
    private func stand(
        _ premises: Premises, _ answers: [HTTPResponse]
    ) -> @Sendable () -> [FormFields] {
        let state = Mutex<(asked: [FormFields], answers: [HTTPResponse])>(([], answers))
        premises.wire.open { request in
            guard request.url.text.text == Self.signIn, request.method == .post else { return nil }
            return state.withLock { state in
                (try? FormFields(parsing: request.body)).map { state.asked.append($0) }
                return state.answers.isEmpty ? nil : state.answers.removeFirst()
            }
        }
        return { state.withLock { $0.asked } }
    }

    private func remote() async throws -> (premises: Premises, browser: Browser) {
        let (premises, browser) = try await signedIn { text in
            text.replacingOccurrences(
                of: "dialect: sts}",
                with:
                    "dialect: sts, console: {sign_in: \"\(Self.signIn)\", page: \"https://console.example.net/home?a=b\"}}"
            )
        }
        premises.wire.answerAtIssuer(.ok, try Fixtures.text("assumed.xml"))
        return (premises, browser)
    }

    @Test func `A role elsewhere leads to its own console, the keys by POST and the token in the redirect`()
        async throws
    {
        let (premises, browser) = try await remote()
        let asked = stand(premises, [.json(.ok, ["SigninToken": "one-time-token"])])
        let roles = try await browser.open("/")
        let policy = try #require(roles.headers["Content-Security-Policy"])
        #expect(
            policy.contains("https://signin.example.net https://console.example.net")
                || policy.contains("https://console.example.net https://signin.example.net"))
        let answer = try await browser.post("/to-console/remote/Reader", [("csrf", try roles.formToken())]) {
            $0.hasPrefix(Self.signIn)
        }
        let place = try #require(answer.headers["Location"].flatMap { HTTPURL($0) })
        let fields = try FormFields(parsing: (place.query ?? "").bytes)
        #expect(fields["Action"] == "login")
        #expect(fields["Destination"] == "https://console.example.net/home?a=b")
        #expect(fields["Issuer"] == "https://login.example.org")
        #expect(fields["SigninToken"] == "one-time-token")
        #expect(answer.headers["Referrer-Policy"] == "no-referrer")
        let sent = try #require(asked().first)
        #expect(sent["Action"] == "getSigninToken")
        #expect(sent["SessionDuration"] == "3600")
        let session = try JSONObject(parsing: try #require(sent["Session"]).bytes, limits: .small)
        #expect(session["sessionId"]?.string == "ASIAREMOTEEXAMPLE")
        #expect(session["sessionKey"]?.string == "remote-secret-key-nobody-may-log")
        #expect(try await premises.audit.last?.action == "console-opened")
        #expect(!premises.log.text.contains("one-time-token"))
    }

    @Test func `A duration that the role does not allow is left out`() async throws {
        let (premises, browser) = try await remote()
        let asked = stand(premises, [HTTPResponse(.badRequest), .json(.ok, ["SigninToken": "t"])])
        let token = try await browser.open("/").formToken()
        let answer = try await browser.post("/to-console/remote/Reader", [("csrf", token)]) {
            $0.hasPrefix(Self.signIn)
        }
        #expect(answer.status == .seeOther)
        #expect(asked().map { $0["SessionDuration"] } == ["3600", nil])
    }

    @Test(arguments: [
        ([HTTPResponse(.badRequest), HTTPResponse(.badRequest)], "console-refused"),
        ([HTTPResponse(.internalServerError)], "console-refused"),
        ([HTTPResponse.json(.ok, ["SigninToken": ""])], "console-answer-unexpected"),
        ([HTTPResponse.json(.ok, ["SigninToken": "a b"])], "console-answer-unexpected"),
        ([HTTPResponse.text(.ok, "welcome")], "console-answer-unexpected"), ([], "console-not-reached"),
    ])
    func `A console that says no is said to have`(answers: [HTTPResponse], reason: String) async throws {
        let (premises, browser) = try await remote()
        _ = stand(premises, answers)
        let token = try await browser.open("/").formToken()
        let page = try await browser.post("/to-console/remote/Reader", [("csrf", token)])
        #expect(page.status == .badGateway)
        #expect(page.fact("Reason") == reason)
        #expect(page.reference != nil)
    }

    @Test func `An issuer without a console has no button`() async throws {
        let (_, browser) = try await signedIn()
        let roles = try await browser.open("/")
        #expect(!roles.text.contains("/to-console/remote/Reader"))
        let page = try await browser.post("/to-console/remote/Reader", [("csrf", try roles.formToken())])
        #expect(page.status == .notFound)
        #expect(page.fact("Reason") == "console-missing")
    }

    @Test func `The form of the console wants the session's token`() async throws {
        let (_, browser) = try await signedIn()
        let page = try await browser.post("/to-console/local/Developer", [("csrf", "forged")])
        #expect(page.fact("Reason") == "form-not-ours")
    }
}
