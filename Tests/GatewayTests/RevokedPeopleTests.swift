import EmbeddedIssuer
import Essentials
import Gateway
import HTTP
import Testing

/// Sessions of the portal end with their person's and their provider's revocation.
struct RevokedPeopleTests {
    private func revoke(_ premises: Premises, _ kind: String, _ names: [String]) async throws {
        premises.clock.advance(by: .seconds(1))
        try await premises.services.revocations.records.add(
            Revocation(
                of: Revocation.Subject(kind: kind, names: names), before: nil, by: "test", why: nil,
                at: premises.clock.now(), premises.services.randomness))
        premises.clock.advance(by: .seconds(1))
    }

    private func isSignedIn(_ browser: Browser) async throws -> Bool {
        try await browser.open("/") { $0.hasPrefix("/login") }.status == .ok
    }

    private func subject(_ premises: Premises) async throws -> String {
        try #require(try await premises.audit.first { $0.action == "sign-in" }?.fields["subject"]?.string)
    }

    @Test(arguments: ["person", "provider"])
    func `Who is revoked signs in anew`(kind: String) async throws {
        let premises = try await Premises()
        let ben = Browser(premises)
        _ = try await ben.signIn(as: "ben")
        let names = kind == "person" ? ["demo", try await subject(premises)] : ["demo"]
        let ada = Browser(premises)
        _ = try await ada.signIn(as: "ada")
        #expect(try await isSignedIn(ben))
        try await revoke(premises, kind, names)
        let before = try #require(ben.session)
        #expect(try await !isSignedIn(ben))
        #expect(try await isSignedIn(ada) == (kind == "person"))
        _ = try await ben.signIn(as: "ben")
        #expect(try await isSignedIn(ben))
        // The handle of the session before opens nothing any more, nor ever again.
        let old = Browser(premises)
        old.cookies = [before]
        #expect(try await !isSignedIn(old))
    }

    /// The answer was given before the revocation, and is shown after it.
    @Test func `A proof that was held back begins no session`() async throws {
        let (premises, _) = try await DemoAssertions.premises()
        let ben = Browser(premises)
        let page = try await ben.reach("corp")
        let held = try await ben.answer(page, as: "ben") { $0.contains("/acs") }
        #expect(held.text.contains("id=\"answer\""))
        try await revoke(premises, "provider", ["corp"])
        let answer = try held.form()
        _ = try await ben.post(answer.action, answer.fields, from: Premises.demo)
        #expect(try await !isSignedIn(ben))
        // A proof that is younger than the revocation is as good as ever.
        let again = Browser(premises)
        _ = try await again.signIn("corp", as: "ben")
        #expect(try await isSignedIn(again))
    }

    @Test func `Another person at the provider, and another provider, stay`() async throws {
        let premises = try await Premises()
        let ben = Browser(premises)
        _ = try await ben.signIn(as: "ben")
        try await revoke(premises, "person", ["demo", "somebody-else"])
        try await revoke(premises, "person", ["second", try await subject(premises)])
        try await revoke(premises, "provider", ["second"])
        #expect(try await isSignedIn(ben))
    }
}
