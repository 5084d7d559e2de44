import DemoProviders
import Essentials
import JOSE
import Testing

@testable import OpenIDConnect

@Suite("A token that a workload or an app brings")
struct IdentityTokenTests {
    private func reason(
        _ claims: JSONObject, additional: [ExactString] = [], type: String? = nil
    ) async throws -> String? {
        let scene = try Scene { $0.additionalAudiences = additional }
        var whole: JSONObject = [
            "iss": "http://127.0.0.1:8401/demo", "sub": "s", "aud": "sally port", "nonce": "of somebody else",
            "exp": .integer(scene.clock.now().seconds + 60),
        ]
        for (name, value) in claims.members { whole[name] = value }
        let signer = TokenSigner(
            key: try Scene.firstKeys.get().rsa, algorithm: .rs256, keyID: "demo-rs256-1")
        do {
            _ = try await scene.party.verifyIdentityToken(try UnverifiedToken(try signer.sign(whole, type: type)))
            return nil
        } catch let refusal as SignInRefusal { return refusal.reason }
    }

    @Test("is taken for the client and for what is configured beside it")
    func audiences() async throws {
        #expect(try await reason([:]) == nil)
        #expect(try await reason(["aud": ["sally port"]]) == nil)
        #expect(try await reason(["aud": "app"]) == "audience-mismatch")
        #expect(try await reason(["aud": "app"], additional: ["app"]) == nil)
        #expect(try await reason(["aud": ["sally port", "app"]], additional: ["app"]) == nil)
        #expect(try await reason(["aud": ["sally port", "stranger"]], additional: ["app"]) == "audience-not-trusted")
    }

    @Test("was issued to one of them, where it says to whom")
    func authorizedParty() async throws {
        #expect(try await reason(["azp": "sally port"]) == nil)
        #expect(try await reason(["azp": "app"], additional: ["app"]) == nil)
        #expect(try await reason(["azp": "app"]) == "authorized-party-mismatch")
        #expect(try await reason(["azp": 7]) == "claim-malformed")
        #expect(try await reason(["azp": "sally port", "aud": ["sally port", "stranger"]]) == "audience-not-trusted")
        #expect(try await reason(["azp": "sally port", "aud": ["sally port", "app"]], additional: ["app"]) == nil)
    }

    @Test(
        "is no token that the provider made for another purpose",
        arguments: [
            ("logout+jwt", "token-of-another-kind"), ("application/logout+jwt", "token-of-another-kind"),
            ("Logout+JWT", "token-of-another-kind"), ("secevent+jwt", "token-of-another-kind"),
            ("dpop+jwt", "token-of-another-kind"), ("token-introspection+jwt", "token-of-another-kind"),
            ("oauth-authz-req+jwt", "token-of-another-kind"), ("JWT", nil), ("jwt", nil), ("application/jwt", nil),
            ("at+jwt", nil), ("JOSE", nil), (nil, nil),
        ] as [(String?, String?)])
    func kind(type: String?, expected: String?) async throws {
        #expect(try await reason([:], type: type) == expected)
    }

    @Test("is no security event, as a logout token is whatever its type says")
    func event() async throws {
        let events: JSONObject = ["http://schemas.openid.net/event/backchannel-logout": [:]]
        #expect(try await reason(["events": .object(events)], type: "JWT") == "token-of-another-kind")
        #expect(try await reason(["events": [:]]) == "token-of-another-kind")
    }

    @Test("runs out")
    func expiry() async throws {
        let scene = try Scene()
        let text = try scene.provider.issueToken(for: "cleo", audience: "sally port", lifetime: .seconds(300))
        let token = try UnverifiedToken(try #require(text.revealText()))
        #expect(try await scene.party.verifyIdentityToken(token).subject == "demo-d907c3e1")
        scene.clock.advance(by: .seconds(361))
        let refusal = await #expect(throws: SignInRefusal.self) {
            try await scene.party.verifyIdentityToken(token)
        }
        #expect(refusal?.reason == "token-expired")
    }
}
