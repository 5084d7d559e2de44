import Cryptography
import DemoProviders
import Essentials
import HTTP
import JOSE
import Testing

@testable import OpenIDConnect

@Suite("A sign-in at a provider that keeps the rules")
struct SignInTests {
    @Test("brings the person's claims and the proof", arguments: [ResponseMode.query, .formPost])
    func brings(mode: ResponseMode) async throws {
        let scene = try Scene { $0.responseMode = mode }
        let signIn = try await scene.signIn()
        #expect(signIn.subject == "demo-4c1f9a70")
        #expect(signIn.idToken.issuer == "http://127.0.0.1:8401/demo")
        #expect(signIn.idToken.audience == ["sally port"])
        #expect(signIn.claims["email"]?.string == "ada@example.org")
        #expect(signIn.claims["groups"] == ["admins", "developers"])
        #expect(signIn.expires == scene.clock.now() + .seconds(3600))
        #expect(signIn.authenticatedAt == scene.clock.now())
        #expect(signIn.sessionID?.isEmpty == false)
        #expect(signIn.refreshToken == nil)
    }

    @Test("works with ES256")
    func elliptic() async throws {
        let signIn = try await Scene(idTokenAlgorithm: .es256).signIn(as: "cleo")
        #expect(signIn.idToken.algorithm == .es256)
        #expect(signIn.claims["groups"] == ["auditors"])
    }

    @Test("proves the client by a secret in the header, each half form-urlencoded")
    func basic() async throws {
        let scene = try Scene()
        _ = try await scene.signIn()
        // `printf '%s' 'sally%20port:a%20secret%3A%20with%20%25%20and%20%2B' | base64 -w0`
        let expected = "Basic c2FsbHklMjBwb3J0OmElMjBzZWNyZXQlM0ElMjB3aXRoJTIwJTI1JTIwYW5kJTIwJTJC"
        #expect(scene.network.last("/token")?.headers["Authorization"] == expected)
    }

    @Test("proves the client also to a provider that wants the secret as it is, and remembers that")
    func plainBasic() async throws {
        // The demo provider decodes the field. `50+`, written as it is, decodes to the registered `50 `, so that
        // to this client it looks like a provider that takes `50+` in the plain form only.
        let scene = try Scene(
            authentication: .secretBasic(Secret("50+")), registered: .secret(Secret("50 ")), clientID: "gate")
        #expect(try await scene.refusal() == nil)
        #expect(scene.network.count("/token") == 2)
        #expect(try await scene.refusal() == nil)
        #expect(scene.network.count("/token") == 3)
    }

    @Test("tries a secret that is wrong in either form anew by the specification each time")
    func neitherBasic() async throws {
        let scene = try Scene(authentication: .secretBasic(Secret("5 0")))
        for attempt in 1...2 {
            #expect(try await scene.refusal()?.reason == "token-endpoint-refused")
            #expect(scene.network.count("/token") == 2 * attempt)
        }
        // `printf '%s' 'sally port:5 0' | base64`
        #expect(scene.network.last("/token")?.headers["Authorization"] == "Basic c2FsbHkgcG9ydDo1IDA=")
    }

    @Test("proves the client by a secret in the form")
    func post() async throws {
        let scene = try Scene(authentication: .secretPost(Scene.secret))
        _ = try await scene.signIn()
        let sent = try #require(scene.network.last("/token"))
        #expect(sent.headers["Authorization"] == nil)
        #expect(try FormFields(parsing: sent.body)["client_secret"] == "a secret: with % and +")
    }

    @Test("needs no proof of a public client, whose PKCE verifier is checked all the same")
    func publicClient() async throws {
        let scene = try Scene(authentication: .none, registered: .none)
        _ = try await scene.signIn()
        let sent = try FormFields(parsing: try #require(scene.network.last("/token")).body)
        #expect(sent["client_secret"] == nil)
        #expect(sent["code_verifier"]?.utf8.count == 43)
    }

    @Test("proves the client by an assertion", arguments: [AssertionAudience.tokenEndpoint, .issuer])
    func assertion(audience: AssertionAudience) async throws {
        let key = try PrivateKey.generate(.elliptic(.p256))
        let keys = JSONWebKeySet([JSONWebKey(key.publicKey, keyID: "client-1", algorithm: .es256)])
        let scene = try Scene(authentication: .privateKeyJWT(key, .es256, keyID: "client-1"), registered: .keys(keys)) {
            $0.assertionAudience = audience
        }
        _ = try await scene.signIn()
        let first = try FormFields(parsing: try #require(scene.network.last("/token")).body)
        #expect(first["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        _ = try await scene.signIn(as: "ben")
        let second = try FormFields(parsing: try #require(scene.network.last("/token")).body)
        // The provider takes each once; a second sign-in must bring another.
        #expect(first["client_assertion"] != second["client_assertion"])
    }

    @Test("fails with a client secret that is not the registered one")
    func wrongSecret() async throws {
        let scene = try Scene(authentication: .secretBasic(Secret("another")))
        let refusal = try await scene.refusal()
        #expect(refusal?.reason == "token-endpoint-refused")
        #expect(refusal?.remedy?.contains("client secret") == true)
    }

    @Test("as someone else asks again, though the provider remembers the first")
    func someoneElse() async throws {
        let scene = try Scene()
        #expect(try await scene.signIn(as: "ada").subject == "demo-4c1f9a70")
        // Remembered: no page, so nobody is chosen.
        #expect(try await scene.signIn(as: "ben").subject == "demo-4c1f9a70")
        #expect(try await scene.signIn(as: "ben", .someoneElse).subject == "demo-83d2e5b6")
    }

    @Test("that must not ask works only where the provider remembers")
    func silent() async throws {
        let scene = try Scene()
        let refusal = await #expect(throws: SignInRefusal.self) { try await scene.signIn(as: nil, .silent) }
        #expect(refusal?.reason == "provider-login-required")
        #expect(refusal?.needsInteraction == true)
        _ = try await scene.signIn(as: "ada")
        #expect(try await scene.signIn(as: nil, .silent).subject == "demo-4c1f9a70")
    }

    @Test("that is cancelled says so")
    func cancelled() async throws {
        let scene = try Scene()
        let refusal = await #expect(throws: SignInRefusal.self) { try await scene.signIn(as: nil) }
        #expect(refusal?.reason == "provider-access-denied")
        #expect(refusal?.needsInteraction == false)
    }

    @Test("older than the maximum age makes the provider ask again")
    func maximumAge() async throws {
        let scene = try Scene { $0.maximumAuthenticationAge = .seconds(900) }
        _ = try await scene.signIn(as: "ada")
        scene.clock.advance(by: .seconds(901))
        let again = try await scene.signIn(as: "ben")
        #expect(again.subject == "demo-83d2e5b6")
        #expect(again.authenticatedAt == scene.clock.now())
    }

    @Test("by an accepted authentication context is taken")
    func context() async throws {
        let scene = try Scene { $0.acceptedACR = ["urn:example:demo:double-click"] }
        #expect(try await scene.signIn().claims["acr"]?.string == "urn:example:demo:double-click")
    }

    @Test("leaves no secret in the log")
    func log() async throws {
        let scene = try Scene()
        scene.network.isUnplugged = true
        _ = try? await scene.signIn()
        scene.network.isUnplugged = false
        scene.clock.advance(by: .seconds(600))
        let signIn = try await scene.signIn()
        scene.misbehave { $0.idToken = .wrongNonce }
        _ = try await scene.refusal()
        #expect(scene.log.text.contains("provider-unreachable"))
        let secrets = [Scene.secret.revealText(), signIn.idToken.compact.revealText()]
        for secret in secrets { #expect(!scene.log.text.contains(try #require(secret))) }
    }
}
