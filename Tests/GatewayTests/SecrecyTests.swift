import DemoProviders
import Essentials
import Foundation
import HTTP
import Testing

/// What must never be read in a log line, an audit record or a page that refuses.
struct SecrecyTests {
    /// Everything secret that a whole afternoon of flows brought about.
    private func secrets(_ premises: Premises, _ browsers: [Browser]) -> Set<String> {
        var secrets: Set<String> = [Premises.secret, "remote-secret-key-nobody-may-log"]
        secrets.insert("remote-session-token-nobody-may-log")
        for name in ["id_token", "access_token", "refresh_token"] { secrets.formUnion(premises.wire.given(name)) }
        for (request, _) in premises.wire.traffic {
            let fields = (try? FormFields(parsing: request.body))?.pairs ?? []
            let wanted = ["code", "code_verifier", "refresh_token", "client_secret", "WebIdentityToken"]
            secrets.formUnion(fields.filter { wanted.contains($0.name) }.map(\.value))
            request.headers["Authorization"].map { _ = secrets.insert($0) }
        }
        for browser in browsers {
            for (url, response) in browser.pages {
                secrets.formUnion(response.setCookies.map(\.value))
                let fields = (try? FormFields(parsing: (HTTPURL(url)?.query ?? "").bytes))?.pairs ?? []
                secrets.formUnion(
                    fields.filter { ["code", "state", "nonce", "id_token_hint"].contains($0.name) }.map(\.value))
                for found in response.text.matches(of: /name="(csrf|code|state|request)" value="([^"]+)"/) {
                    secrets.insert(String(found.2))
                }
                for found in response.text.matches(of: /<span class="secret">([^<]+)</) {
                    secrets.insert(String(found.1))
                }
            }
        }
        return secrets.filter { $0.utf8.count >= 8 }
    }

    /// Sign-ins right and wrong, keys granted and refused, sign-out, everything that can be tried.
    private func afternoon(_ premises: Premises) async throws -> [Browser] {
        var browsers: [Browser] = []
        func browser() -> Browser {
            browsers.append(Browser(premises))
            return browsers[browsers.count - 1]
        }
        for provider in ["demo", "posting"] {
            let one = browser()
            _ = try await one.signIn(provider)
            _ = try await one.take("local/Developer")
            _ = try await one.take("local/Administrator")
            premises.wire.answerAtIssuer(.ok, try Fixtures.text("assumed.xml"))
            _ = try await one.take("remote/Reader")
            premises.wire.answerAtIssuer(.forbidden, try Fixtures.text("denied.xml"))
            _ = try await one.take("remote/Reader")
            _ = try await one.take("local/Developer", token: "forged-token")
            premises.clock.advance(by: .seconds(3595))
            _ = try await one.open("/")
            let token = try await one.open("/").formToken()
            _ = try await one.post("/keys/local/Developer", [("csrf", token)])
            let page = try await one.open("/")
            _ = try await one.post("/logout", [("csrf", try page.formToken())])
        }
        for change in MisbehaviourTests.all {
            premises.provider.misbehaviour = change.misbehaviour
            _ = try await browser().signIn(change.provider)
        }
        premises.provider.misbehaviour = .none
        for fault in [WatchedStore.Fault.reading, .writing, .audit(.event), .audit(.intent), .audit(.refusal)] {
            let one = browser()
            let page = try await one.reach()
            premises.store.fail(fault)
            _ = try await one.answer(page, as: "ben")
            _ = try? await one.take("local/Developer")
            premises.store.recover()
        }
        let replayed = browser()
        let page = try await replayed.reach()
        let kept = replayed.cookies
        let callback = try await replayed.answer(page, as: "ben") { $0.contains("/callback/") }
        for _ in 0..<2 {
            _ = try await replayed.open(try #require(callback.headers["Location"]))
            replayed.cookies = kept
        }
        return browsers
    }

    @Test func `No secret stands in a log line, an audit record or a page that refuses`() async throws {
        let premises = try await Premises()
        let browsers = try await afternoon(premises)
        let secrets = secrets(premises, browsers)
        #expect(secrets.count > 100)
        let audit = try await premises.audit.map { "\($0.id) \($0.action) \($0.fields.serialized)" }
        #expect(audit.count > 40)
        let refusing = browsers.flatMap(\.pages).filter {
            $0.response.status.rawValue >= 400 && $0.url.hasPrefix(premises.origin)
        }
        #expect(refusing.count > 40)
        for secret in secrets {
            #expect(!premises.log.text.contains(secret))
            #expect(!audit.contains { $0.contains(secret) })
            #expect(!refusing.contains { $0.response.text.contains(secret) })
        }
    }

    @Test func `No secret leaves in a URL of ours, and only the keys' page shows keys`() async throws {
        let premises = try await Premises()
        let browsers = try await afternoon(premises)
        for (url, response) in browsers.flatMap(\.pages) where url.hasPrefix(premises.origin) {
            if response.text.contains("class=\"secret\"") {
                #expect(url.contains("/keys/"))
                #expect(response.headers["Cache-Control"] == "no-store")
            }
            guard let place = response.headers["Location"], place.hasPrefix("/") else { continue }
            #expect(!place.contains("code="))
            #expect(!place.contains("token"))
        }
    }

    @Test(arguments: ["/healthz", "/readyz"])
    func `What machines ask for is neither kept nor taken for another type`(target: String) async throws {
        let answer = try await Premises().ask(.get, target)
        #expect(answer.headers["Cache-Control"] == "no-store")
        #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
        #expect(answer.headers["Content-Security-Policy"] == nil)
    }

    @Test(arguments: Place.all)
    func `Every answer is guarded by its header fields`(place: Place) async throws {
        let premises = try await Premises(url: place.url)
        let browsers = try await afternoon(premises)
        var answers = browsers.flatMap(\.pages).filter { $0.url.hasPrefix(premises.origin) }
        for target in ["/none", "/sts", "/assets/style.css", "/assets/none.css", "/favicon.ico"] {
            answers.append((target, try await premises.ask(.get, target)))
        }
        answers.append(("other host", try await premises.ask(.get, "/", headers: ["Host": "evil.example"])))
        answers.append(("other method", try await premises.ask(.delete, "/")))
        #expect(answers.count > 100)
        for (url, answer) in answers {
            let isKept = url.hasPrefix("/assets/style") || url == "/favicon.ico"
            #expect(answer.headers["Cache-Control"] == (isKept ? "public, max-age=300" : "no-store"), "\(url)")
            #expect(answer.headers["Referrer-Policy"] == "no-referrer")
            #expect(answer.headers["X-Content-Type-Options"] == "nosniff")
            #expect(answer.headers["Cross-Origin-Opener-Policy"] == "same-origin")
            #expect(answer.headers["X-Frame-Options"] == "DENY")
            #expect((answer.headers["Strict-Transport-Security"] != nil) == place.isSecure)
            let policy = try #require(answer.headers["Content-Security-Policy"])
            #expect(policy.hasPrefix("default-src 'none'; "))
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(policy.contains("base-uri 'none'"))
            #expect(!policy.contains("unsafe"))
            let actions = try #require(policy.split(separator: ";").first { $0.contains("form-action") })
            #expect(
                [" form-action 'self'", " form-action 'self' \(Premises.demo)"].contains(String(actions)), "\(url)")
            if answer.headers["Content-Type"]?.hasPrefix("text/html") == true {
                #expect(!answer.text.contains("<style"))
                #expect(answer.text.firstMatch(of: /<script(?! src="\/assets\/portal.js" defer)/) == nil)
                #expect(answer.text.firstMatch(of: /\son[a-z]+\s*=/) == nil)
            }
            if answer.headers.contains("Location") { #expect(answer.status == .seeOther) }
        }
    }
}
