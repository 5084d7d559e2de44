import DemoProviders
import Testing

@testable import OpenIDConnect

@Suite("An ID token with one thing wrong")
struct IDTokenRefusalTests {
    /// The verdict the specifications ask for, by the stable code of the check that must find it.
    private func expected(_ wrong: IDTokenMisbehaviour) -> String {
        switch wrong {
        case .wrongIssuer: "issuer-mismatch"
        case .wrongAudience: "audience-mismatch"
        case .severalAudiences: "authorized-party-missing"
        case .wrongAuthorizedParty: "authorized-party-mismatch"
        case .wrongNonce: "nonce-mismatch"
        case .missingNonce: "claim-missing"
        case .expired: "token-expired"
        case .notYetValid: "token-not-yet-valid"
        case .issuedAhead: "token-issued-in-future"
        case .missingExpiry: "claim-missing"
        case .missingIssuedAt: "issued-at-missing"
        case .missingSubject: "subject-missing"
        case .longSubject: "subject-too-long"
        case .unsigned, .symmetricWithPublicKey: "algorithm-not-allowed"
        case .unknownKey: "key-unknown"
        case .foreignKey: "signature-invalid"
        case .keyInHeader, .criticalExtension: "header-parameter-refused"
        case .duplicateClaim: "token-claims-not-json"
        case .wrongAccessTokenHash: "access-token-hash-mismatch"
        case .oldAuthentication: "authentication-too-old"
        case .missingAuthenticationTime: "authentication-time-missing"
        case .wrongAuthenticationContext: "authentication-context-not-accepted"
        }
    }

    @Test("is refused for that", arguments: IDTokenMisbehaviour.allCases)
    func refused(wrong: IDTokenMisbehaviour) async throws {
        let scene = try Scene {
            $0.maximumAuthenticationAge = .seconds(3600)
            $0.acceptedACR = ["urn:example:demo:click"]
        }
        #expect(try await scene.refusal() == nil)
        scene.misbehave { $0.idToken = wrong }
        let refusal = try #require(try await scene.refusal())
        #expect(refusal.reason == expected(wrong))
        #expect(refusal.clause != nil)
    }

    @Test(
        "that only a configured check would find is taken without it",
        arguments: [
            IDTokenMisbehaviour.oldAuthentication, .missingAuthenticationTime, .wrongAuthenticationContext,
        ])
    func taken(wrong: IDTokenMisbehaviour) async throws {
        let scene = try Scene()
        scene.misbehave { $0.idToken = wrong }
        #expect(try await scene.refusal() == nil)
    }
}
