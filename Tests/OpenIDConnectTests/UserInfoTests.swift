import DemoProviders
import Essentials
import Testing

@testable import OpenIDConnect

@Suite("UserInfo")
struct UserInfoTests {
    private func expected(_ wrong: UserInfoMisbehaviour) -> String? {
        switch wrong {
        case .otherSubject, .subjectMissing: "userinfo-subject-mismatch"
        case .signed: "userinfo-signed"
        case .overridesClaims: nil
        }
    }

    @Test("is refused where it is wrong", arguments: UserInfoMisbehaviour.allCases)
    func refused(wrong: UserInfoMisbehaviour) async throws {
        let scene = try Scene { $0.usesUserInfo = true }
        scene.misbehave { $0.userInfo = wrong }
        #expect(try await scene.refusal()?.reason == expected(wrong))
    }

    @Test("adds what the ID token does not say, and overrides nothing")
    func merged() async throws {
        let scene = try Scene { $0.usesUserInfo = true }
        scene.misbehave { $0.userInfo = .overridesClaims }
        let signIn = try await scene.signIn()
        #expect(signIn.claims["locale"] == "en")
        #expect(signIn.claims["groups"] == ["admins", "developers"])
        #expect(signIn.claims["iss"]?.string == "http://127.0.0.1:8401/demo")
        #expect(signIn.claims["amr"] == ["user"])
    }

    @Test("never tells how the person proved who they are, nor of which session, even where the ID token is silent")
    func signedOnly() {
        let merged = UserInfo.merge(
            ["amr": ["hwk"], "acr": "high", "auth_time": 1, "sid": "s", "tid": "t", "name": "Ada"], into: ["sub": "a"])
        #expect(merged == ["sub": "a", "name": "Ada"])
    }

    @Test("is not asked unless it is configured")
    func notAsked() async throws {
        let scene = try Scene()
        _ = try await scene.signIn()
        #expect(scene.network.count("/userinfo") == 0)
    }
}
