import DemoProviders
import Essentials
import HTTP
import JOSE
import Testing

@testable import OpenIDConnect

@Suite("Logout at the provider")
struct LogoutTests {
    @Test("ends the session there and comes back with the state")
    func ends() async throws {
        let scene = try Scene()
        let signIn = try await scene.signIn()
        let url = try #require(await scene.party.logoutURL(idToken: signIn.idToken.compact, state: "s&1"))
        let answer = await scene.browser.open(url)
        #expect(answer.status == .seeOther)
        #expect(answer.headers["Location"] == "http://localhost:8400/signed-out?state=s%261")
        // Nobody is remembered any more.
        let refusal = await #expect(throws: SignInRefusal.self) { try await scene.signIn(as: nil, .silent) }
        #expect(refusal?.reason == "provider-login-required")
    }

    @Test("without a hint names the client")
    func withoutHint() async throws {
        let scene = try Scene()
        let url = try #require(await scene.party.logoutURL(idToken: nil, state: "s"))
        let fields = try FormFields(parsing: (url.query ?? "").bytes)
        #expect(fields["client_id"] == "sally port")
        #expect(fields["id_token_hint"] == nil)
        #expect(fields["post_logout_redirect_uri"] == "http://localhost:8400/signed-out")
    }

    @Test("leaves out a hint that no URL could hold")
    func longHint() async throws {
        let scene = try Scene()
        let long = Secret(String(repeating: "t", count: 9000))
        let url = try #require(await scene.party.logoutURL(idToken: long, state: "s"))
        #expect(try FormFields(parsing: (url.query ?? "").bytes)["state"] == "s")
    }

    @Test("is nowhere while the provider was never reached")
    func down() async throws {
        let scene = try Scene()
        scene.network.isUnplugged = true
        #expect(await scene.party.logoutURL(idToken: nil, state: "s") == nil)
    }
}
