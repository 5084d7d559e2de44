import DemoProviders
import Essentials
import HTTP
import Testing

/// What the demo SAML provider does wrong, met by the whole gateway.
struct SAMLMisbehaviourTests {
    /// The reason that the record must name.
    static let reasons: [SAMLMisbehaviour: String] = [
        .wrongAudience: "saml-audience-mismatch", .wrongRecipient: "saml-recipient-mismatch",
        .wrongDestination: "saml-destination-mismatch", .wrongIssuer: "saml-issuer-unknown",
        .wrongRequest: "saml-request-mismatch", .missingRequest: "saml-response-unsolicited",
        .expired: "saml-assertion-expired", .notYetValid: "saml-assertion-not-yet-valid",
        .unsigned: "saml-nothing-signed", .foreignKey: "signature-wrong", .altered: "signature-digest-wrong",
        .wrapped: "saml-several-assertions", .commentInName: "xml-comment-in-text",
        .encryptedForAnother: "decryption-failed", .failedWithMarkup: "saml-status-responder",
        .replayed: "saml-request-mismatch", .relayStateAltered: "state-lost", .relayStateMissing: "state-lost",
    ]

    @Test(arguments: SAMLMisbehaviour.allCases)
    func `A provider that misbehaves is a page with a reference, and a record with the reason`(
        wrong: SAMLMisbehaviour
    ) async throws {
        let (premises, provider) = try await DemoAssertions.premises()
        // Somebody was here before, so that there is a response to be given once more.
        _ = try await Browser(premises).signIn("corp", as: "ben")
        let before = try await premises.audit.count
        provider.misbehaviour = wrong
        let browser = Browser(premises)
        let page = try await browser.signIn("corp", as: "ada")
        let expected = try #require(Self.reasons[wrong])
        #expect(page.status == (expected == "state-lost" ? .badRequest : .forbidden))
        #expect(page.fact("Reason") == expected)
        let reference = try #require(page.reference)
        #expect(browser.session == nil)
        let records = try await premises.audit.dropFirst(before)
        #expect(records.map(\.kind) == [.refusal])
        #expect(records.first?.id == reference)
        #expect(records.first?.action == "sign-in")
        #expect(records.first?.fields["reason"]?.string == expected)
        #expect(records.first?.fields["provider"] == "corp")
        #expect(premises.log.text.contains(reference))
        // Nothing of the program's inside, nothing of a stranger's as markup, and no assertion.
        for inside in [
            "Swift.", "Optional(", "Fatal", ".swift:", premises.folder, "<script>alert", "\u{202E}", "PHNhbWxw",
            "saml:Assertion",
        ] {
            #expect(!page.text.contains(inside), "\(inside)")
        }
        let record = try #require(records.first).fields.serialized
        for inside in ["\u{202E}", "PHNhbWxw", "saml:Assertion"] { #expect(!record.contains(inside), "\(inside)") }
        // The sign-in succeeds as soon as the provider is right again.
        provider.misbehaviour = nil
        #expect(try await Browser(premises).signIn("corp", as: "ada").status == .ok)
    }

    @Test func `A provider whose metadata cannot be had is said to be silent, at the chooser as well`() async throws {
        let (premises, _) = try await DemoAssertions.premises()
        #expect(try await !premises.ask(.get, "/login").text.contains("Does not answer since"))
        premises.wire.unplug()
        let page = try await Browser(premises).reach("corp")
        #expect(page.status == .badGateway)
        #expect(page.fact("Reason") == "metadata-unreachable")
        let since = premises.clock.now()
        premises.clock.advance(by: .seconds(3600))
        _ = try await Browser(premises).reach("corp")
        let chooser = try await premises.ask(.get, "/login")
        #expect(chooser.text.contains("Does not answer since \(since.rfc3339.dropFirst(11).prefix(5)) UTC"))
        #expect(try await premises.ask(.get, "/readyz").status == .ok)
    }
}
