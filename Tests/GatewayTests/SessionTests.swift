import Cryptography
import Essentials
import Foundation
import Gateway
import HTTP
import Storage
import Testing
import Vault

struct SessionTests {
    private func signedIn(
        _ premises: Premises, as person: String = "ben"
    ) async throws -> (browser: Browser, cookie: KeptCookie) {
        let browser = Browser(premises)
        _ = try await browser.signIn(as: person)
        return (browser, try #require(browser.session))
    }

    private func isSignedIn(_ browser: Browser) async throws -> Bool {
        let answer = try await browser.open("/") { $0.hasPrefix("/login") }
        return answer.status == .ok
    }

    @Test func `A session planted beforehand is not the one that a sign-in starts`() async throws {
        let premises = try await Premises()
        let (attacker, planted) = try await signedIn(premises, as: "cleo")
        let victim = Browser(premises)
        victim.cookies = [planted]
        _ = try await victim.signIn(as: "ada")
        let own = try #require(victim.session)
        #expect(own.value != planted.value)
        #expect(try await isSignedIn(victim))
        // The planted handle opens nothing any more.
        #expect(try await !isSignedIn(attacker))
    }

    /// A POST across sites comes without the session's cookie.
    @Test(arguments: ["demo", "posting"])
    func `A new session takes the place of the one before`(provider: String) async throws {
        let premises = try await Premises()
        let (browser, first) = try await signedIn(premises)
        let page = try await browser.reach(provider, manner: "other")
        #expect(try await browser.answer(page, as: "ada").text.contains("Ada Arkwright"))
        let old = Browser(premises)
        old.cookies = [first]
        #expect(try await !isSignedIn(old))
        #expect(try await isSignedIn(browser))
    }

    @Test(arguments: [
        String(repeating: "A", count: 43), "", "x", String(repeating: "A", count: 42),
        String(repeating: "A", count: 44),
        String(repeating: "\u{e9}", count: 20), String(repeating: "A", count: 6000), "%00", "../../../../etc/passwd",
    ])
    func `A made-up handle is nobody`(handle: String) async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        browser.cookies = [KeptCookie("__Host-session=\(handle); Path=/; Secure; SameSite=Lax")]
        #expect(try await !isSignedIn(browser))
    }

    @Test func `Two session cookies in one request are none`() async throws {
        let premises = try await Premises()
        let (_, cookie) = try await signedIn(premises)
        for lines in [
            "\(cookie.name)=\(cookie.value); \(cookie.name)=other",
            "\(cookie.name)=other; \(cookie.name)=\(cookie.value)",
        ] {
            let answer = try await premises.ask(.get, "/", headers: ["Host": "login.example.org", "Cookie": lines])
            #expect(answer.status == .seeOther)
        }
    }

    @Test func `Only the name with its prefix is the session`() async throws {
        let premises = try await Premises()
        let (_, cookie) = try await signedIn(premises)
        for name in ["session", "__host-session", "__Host-Session", "__Secure-session"] {
            let headers: HTTPHeaders = ["Host": "login.example.org", "Cookie": "\(name)=\(cookie.value)"]
            #expect(try await premises.ask(.get, "/", headers: headers).status == .seeOther)
        }
    }

    @Test func `The store holds a hash of the handle and nothing readable`() async throws {
        let premises = try await Premises()
        let (_, cookie) = try await signedIn(premises)
        let idToken = try #require(premises.wire.given("id_token").first)
        // The folder's files, journal included: whoever takes the disk away has all of them.
        let files = try FileManager.default.contentsOfDirectory(atPath: premises.folder)
        #expect(!files.isEmpty)
        for file in files {
            let data = try Data(contentsOf: URL(fileURLWithPath: premises.folder + "/" + file))
            for secret in [cookie.value, idToken, "ben@example.org\",\"email_verified", Premises.secret] {
                #expect(data.range(of: Data(secret.utf8)) == nil, "\(file)")
            }
        }
        let record = try #require(premises.store.written.last { $0.indexes.contains { $0.hasPrefix("sid\u{0}") } })
        #expect(record.key == Hexadecimal.encode(try Digest.hash(Array(cookie.value.utf8), .sha256)))
        #expect(record.indexes.contains("subject\u{0}\(Premises.demo)/demo\u{0}demo-83d2e5b6"))
    }

    @Test func `A sealed session opens under its own handle only`() async throws {
        let premises = try await Premises()
        let (ada, _) = try await signedIn(premises, as: "ada")
        let (cleo, cleosCookie) = try await signedIn(premises, as: "cleo")
        let sessions = premises.store.written.filter { $0.indexes.contains { $0.hasPrefix("sid\u{0}") } }
        let adas = try #require(sessions.first)
        let key = Hexadecimal.encode(try Digest.hash(Array(cleosCookie.value.utf8), .sha256))
        // Somebody with a hand in the store gives Cleo's handle Ada's session.
        try await premises.store.put(StoredRecord(key: key, value: adas.value, expires: adas.expires), into: "sessions")
        let answer = try await cleo.open("/")
        #expect(!answer.text.contains("Ada Arkwright"))
        #expect(try await !isSignedIn(cleo))
        #expect(premises.log.text.contains("session"))
        #expect(try await isSignedIn(ada))
        // A person is not locked out by it: signing in anew works.
        #expect(try await cleo.signIn(as: "cleo").status == .ok)
    }

    @Test(arguments: [(7199, true), (7200, false)])
    func `A session ends when its time is over`(seconds: Int, isLive: Bool) async throws {
        let premises = try await Premises()
        let (browser, _) = try await signedIn(premises)
        premises.clock.advance(by: .seconds(seconds))
        #expect(try await isSignedIn(browser) == isLive)
    }

    @Test func `A login cookie is no session, and a session's handle no login cookie`() async throws {
        let premises = try await Premises()
        let browser = Browser(premises)
        _ = try await browser.reach()
        let login = try #require(browser.attempts.first)
        let other = Browser(premises)
        other.cookies = [KeptCookie("__Host-session=\(login.value); Path=/; Secure; SameSite=Lax")]
        #expect(try await !isSignedIn(other))
        // And sealed for sealed: what opens as one purpose does not open as the other.
        let sealed = try #require(Base64.decodeURL(login.value))
        #expect(throws: VaultError.refused) {
            try premises.vault.open(sealed, for: .session, context: Array(login.name.utf8))
        }
        #expect(throws: VaultError.refused) {
            try premises.vault.open(sealed, for: .sessionToken, context: Array(login.name.utf8))
        }
    }

    @Test func `A session whose provider is gone from the configuration is told so`() async throws {
        let premises = try await Premises()
        let (browser, cookie) = try await signedIn(premises)
        let configuration = try Premises.configuration(url: premises.origin) { text in
            text.replacingOccurrences(of: "  demo:\n", with: "  renamed:\n")
        }
        let reloaded = try GatewayApplication(configuration: configuration, services: premises.services)
        let answer = await reloaded.answer(
            try #require(
                HTTPRequest(
                    .get, "/", headers: ["Host": "login.example.org", "Cookie": "\(cookie.name)=\(cookie.value)"])))
        #expect(answer.status == .forbidden)
        #expect(answer.fact("Reason") == "provider-not-configured")
        #expect(answer.text.contains("href=\"/login\""))
        #expect(try await isSignedIn(browser))
    }

    @Test func `A store that fails is not the person's fault`() async throws {
        let premises = try await Premises()
        let (browser, _) = try await signedIn(premises)
        premises.store.fail(.reading)
        let answer = try await browser.open("/")
        #expect(answer.status == .serviceUnavailable)
        #expect(answer.reference != nil)
        #expect(try await premises.ask(.get, "/readyz").status == .serviceUnavailable)
        #expect(try await premises.ask(.get, "/healthz").status == .ok)
        premises.store.recover()
        #expect(try await premises.ask(.get, "/readyz").status == .ok)
        #expect(try await isSignedIn(browser))
    }

    @Test func `A sign-in that cannot be written down starts no session`() async throws {
        for fault in [WatchedStore.Fault.writing, .audit(.event)] {
            let premises = try await Premises()
            let browser = Browser(premises)
            let page = try await browser.reach()
            premises.store.fail(fault)
            let answer = try await browser.answer(page, as: "ben")
            #expect(answer.status == .serviceUnavailable)
            #expect(browser.session == nil)
            #expect(answer.reference != nil)
        }
    }
}
