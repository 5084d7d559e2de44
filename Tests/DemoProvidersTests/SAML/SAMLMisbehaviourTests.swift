import DemoProviders
import Essentials
import HTTP
import SAML
import Testing

struct SAMLMisbehaviourTests {
    /// What must come of each; nothing where the response itself is good.
    static let reasons: [SAMLMisbehaviour: String?] = [
        .wrongAudience: "saml-audience-mismatch", .wrongRecipient: "saml-recipient-mismatch",
        .wrongDestination: "saml-destination-mismatch", .wrongIssuer: "saml-issuer-unknown",
        .wrongRequest: "saml-request-mismatch", .missingRequest: "saml-response-unsolicited",
        .expired: "saml-assertion-expired", .notYetValid: "saml-assertion-not-yet-valid",
        .unsigned: "saml-nothing-signed", .foreignKey: "signature-wrong", .altered: "signature-digest-wrong",
        .wrapped: "saml-several-assertions", .commentInName: "xml-comment-in-text",
        .encryptedForAnother: "decryption-failed", .failedWithMarkup: "saml-status-responder",
        .replayed: "saml-request-mismatch", .relayStateAltered: nil, .relayStateMissing: nil,
    ]

    @Test("each misbehaviour is what it says it is, to a service provider", arguments: SAMLMisbehaviour.allCases)
    func refused(_ misbehaviour: SAMLMisbehaviour) async throws {
        let parties = try Parties()
        _ = try await parties.signIn(as: "ben")
        parties.provider.misbehaviour = misbehaviour
        let expected = try #require(Self.reasons[misbehaviour])
        do {
            let assertion = try await parties.signIn()
            #expect(expected == nil, "\(misbehaviour) was taken")
            #expect(assertion.nameID.value == "demo-83d2e5b6")
        } catch let refusal as ResponseRefusal {
            #expect(refusal.reason == expected, "\(refusal.detail)")
            #expect(!refusal.detail.unicodeScalars.contains("\u{202E}"))
        }
        parties.provider.misbehaviour = nil
        #expect(try await parties.signIn().nameID.value == "demo-83d2e5b6")
    }

    @Test("the relay state comes back as it was, or not, as it is told")
    func relayState() async throws {
        let parties = try Parties()
        _ = try await parties.signIn()
        for (misbehaviour, isSame) in [
            (nil, true), (SAMLMisbehaviour.relayStateAltered, false), (.relayStateMissing, false),
        ] {
            parties.provider.misbehaviour = misbehaviour
            let start = try parties.gate.begin(at: try parties.metadata())
            let page = try await parties.carry(start.message)
            let found = try page.form().fields.first { $0.0 == "RelayState" }?.1
            #expect((found == start.attempt.relayState.text.text) == isSame)
            #expect((found == nil) == (misbehaviour == .relayStateMissing))
        }
    }
}
