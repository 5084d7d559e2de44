import DemoProviders
import Essentials
import JOSE
import Testing

@testable import OpenIDConnect

@Suite("A refresh")
struct RefreshTests {
    private func signedIn(
        trusting further: [ExactString] = []
    ) async throws -> (scene: Scene, first: OpenIDSignIn, token: Secret) {
        let scene = try Scene {
            $0.scopes = ["openid", "offline_access"]
            $0.additionalAudiences = further
        }
        let first = try await scene.signIn()
        return (scene, first, try #require(first.refreshToken))
    }

    private func identity(
        _ signIn: OpenIDSignIn
    ) -> (issuer: ExactString, subject: ExactString, audience: [ExactString]) {
        (signIn.idToken.issuer, signIn.subject, signIn.idToken.audience)
    }

    @Test("brings a fresh proof of the same person, and the next refresh token")
    func fresh() async throws {
        let (scene, first, token) = try await signedIn()
        scene.clock.advance(by: .seconds(1800))
        let second = try #require(try await scene.party.refresh(token, first: identity(first)))
        #expect(second.expires == first.expires + .seconds(1800))
        #expect(second.subject == first.subject)
        #expect(second.authenticatedAt == first.authenticatedAt)
        #expect(second.refreshToken != nil)
        #expect(second.refreshToken != token)
    }

    @Test("without a new ID token brings no proof")
    func withoutIDToken() async throws {
        let (scene, first, token) = try await signedIn()
        scene.misbehave { $0.refresh = .withoutIDToken }
        let second = try await scene.party.refresh(token, first: identity(first))
        #expect(second == nil)
    }

    @Test(
        "about anybody else, or for anybody else, is refused",
        arguments: [
            (RefreshMisbehaviour.otherSubject, SignInRefusal.refreshedTokenDiffers(claim: "sub")),
            (.otherAudience, .refreshedTokenDiffers(claim: "aud")),
        ])
    func differs(wrong: RefreshMisbehaviour, refusal: SignInRefusal) async throws {
        let (scene, first, token) = try await signedIn(trusting: ["another-client"])
        scene.misbehave { $0.refresh = wrong }
        await #expect(throws: refusal) { try await scene.party.refresh(token, first: identity(first)) }
    }

    @Test("made out to a stranger as well is refused, whoever it was issued to")
    func stranger() async throws {
        let (scene, first, token) = try await signedIn()
        scene.misbehave { $0.refresh = .otherAudience }
        await #expect(throws: SignInRefusal.audienceNotTrusted("another-client")) {
            try await scene.party.refresh(token, first: identity(first))
        }
    }

    @Test("of another issuer's sign-in is refused")
    func otherIssuer() async throws {
        let (scene, first, token) = try await signedIn()
        await #expect(throws: SignInRefusal.refreshedTokenDiffers(claim: "iss")) {
            try await scene.party.refresh(
                token, first: ("http://127.0.0.1:8401/demo/", first.subject, first.idToken.audience))
        }
    }

    @Test("that the provider refuses says so")
    func refused() async throws {
        let (scene, first, token) = try await signedIn()
        scene.misbehave { $0.refresh = .refused }
        let refusal = await #expect(throws: SignInRefusal.self) {
            try await scene.party.refresh(token, first: identity(first))
        }
        #expect(refusal?.reason == "token-endpoint-refused")
        #expect(refusal?.detail.contains("invalid_grant") == true)
    }
}
