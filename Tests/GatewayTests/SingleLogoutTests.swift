import Essentials
import HTTP
import SAML
import Testing

struct SingleLogoutTests {
    private func logout(
        _ corporation: Corporation, _ provider: String = "corp"
    ) async throws -> SingleLogout {
        corporation.half.singleLogout(with: try await corporation.registration(provider))
    }

    private func name(_ text: ExactString) -> NameID { NameID(value: text, format: NameIDFormat.persistent) }

    @Test(arguments: [true, false])
    func `The provider ends a session by the browser`(namesSession: Bool) async throws {
        let (premises, corporation) = try await Premises.asserting()
        let ada = Browser(premises)
        let ben = Browser(premises)
        _ = try await ada.signIn(at: corporation)
        var other = Corporation.Person()
        other.name = "ben"
        other.sessionIndex = "s-2"
        _ = try await ben.signIn(at: corporation, as: other)
        let start = try await logout(corporation).begin(of: name("ada"), session: namesSession ? "s-1" : nil)
        guard case .redirect(let url) = start.message else {
            Issue.record("not by redirect")
            return
        }
        let answer = try await ada.open(url.target, from: Corporation.origin, stopAt: { $0.hasPrefix("https://idp") })
        let location = try Premises.url(try #require(answer.headers["Location"]))
        let outcome = try await logout(corporation).finish(
            .redirect(try RedirectBinding.decode((location.query ?? "").bytes, .response)), expecting: start.requestID)
        #expect(outcome.isComplete)
        #expect(ada.session == nil)
        #expect(try await ben.open("/").text.contains("Your roles"))
        let record = try #require(try await premises.audit.last { $0.action == "sign-out" })
        #expect(record.fields["by"] == "provider")
        #expect(record.fields["subject"] == "ada")
    }

    @Test func `Another session index ends nothing`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let ada = Browser(premises)
        _ = try await ada.signIn(at: corporation)
        let start = try await logout(corporation).begin(of: name("ada"), session: "s-9")
        guard case .redirect(let url) = start.message else { return }
        _ = try await premises.ask(.get, url.target)
        #expect(try await ada.open("/").text.contains("Your roles"))
    }

    @Test func `A stranger ends nothing`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let ada = Browser(premises)
        _ = try await ada.signIn(at: corporation)
        let stranger = corporation.stranger.singleLogout(with: try await corporation.registration("corp"))
        let start = try stranger.begin(of: name("ada"), session: nil)
        guard case .redirect(let url) = start.message else { return }
        #expect(try await premises.ask(.get, url.target).status == .forbidden)
        #expect(try await ada.open("/").text.contains("Your roles"))
    }

    @Test func `A sign-out here is told to the provider, and its answer to the person`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let ada = Browser(premises)
        let roles = try await ada.signIn(at: corporation)
        let left = try await ada.post(
            "/logout", [("csrf", try roles.formToken())], stopAt: { $0.hasPrefix(Corporation.origin) })
        #expect(ada.session == nil)
        let url = try Premises.url(try #require(left.headers["Location"]))
        #expect(url.path == "/slo")
        let provider = try await logout(corporation)
        let asked = try provider.verify(
            request: .redirect(try RedirectBinding.decode((url.query ?? "").bytes, .request)))
        #expect(asked.nameID.value == "ada")
        #expect(asked.sessionIndexes == ["s-1"])
        guard case .redirect(let back) = try provider.answer(asked) else {
            Issue.record("not by redirect")
            return
        }
        let end = try await ada.open(back.target, from: Corporation.origin)
        #expect(end.status == .ok)
        #expect(end.text.contains("signed out here and at Corp"))
    }

    @Test func `A sign-out that the provider answers to nobody says nothing of it`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let ada = Browser(premises)
        let roles = try await ada.signIn(at: corporation)
        let left = try await ada.post(
            "/logout", [("csrf", try roles.formToken())], stopAt: { $0.hasPrefix(Corporation.origin) })
        let url = try Premises.url(try #require(left.headers["Location"]))
        let provider = try await logout(corporation)
        let asked = try provider.verify(
            request: .redirect(try RedirectBinding.decode((url.query ?? "").bytes, .request)))
        guard case .redirect(let back) = try provider.answer(asked) else { return }
        let other = try await Browser(premises).open(back.target, from: Corporation.origin)
        #expect(!other.text.contains("at Corp"))
    }
}
