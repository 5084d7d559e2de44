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

    @Test("never verifies an address that the ID token has and UserInfo does not, nor the other way")
    func pairs() {
        // Where the ID token shows the profile as it was at the login and UserInfo as it is now, a person who
        // changes the address in between would have both the one address and the other's verification.
        let cases: [(userInfo: JSONObject, idToken: JSONObject, merged: JSONObject)] = [
            (
                ["email": "mine@a", "email_verified": true], ["sub": "a", "email": "yours@a"],
                ["sub": "a", "email": "yours@a"]
            ),
            (["email_verified": true], ["email": "yours@a"], ["email": "yours@a"]),
            (
                ["email": "mine@a", "email_verified": true], ["email": "mine@a"],
                ["email": "mine@a", "email_verified": true]
            ),
            (["email": "yours@a"], ["email_verified": true], ["email_verified": true]),
            (["email": "yours@a", "email_verified": false], ["email_verified": true], ["email_verified": true]),
            (
                ["phone_number": "+1", "phone_number_verified": true], ["phone_number": "+2"], ["phone_number": "+2"]
            ),
            (
                ["email": "mine@a", "email_verified": true, "name": "A"], ["sub": "a"],
                ["sub": "a", "email": "mine@a", "email_verified": true, "name": "A"]
            ),
        ]
        for (userInfo, idToken, merged) in cases { #expect(UserInfo.merge(userInfo, into: idToken) == merged) }
    }

    @Test("is not asked unless it is configured")
    func notAsked() async throws {
        let scene = try Scene()
        _ = try await scene.signIn()
        #expect(scene.network.count("/userinfo") == 0)
    }
}
