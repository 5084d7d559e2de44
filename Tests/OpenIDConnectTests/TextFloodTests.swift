import Essentials
import HTTP
import Testing

@testable import OpenIDConnect

/// Swift compares texts by normalisation, which takes the square of a run of combining marks: half a mebibyte
/// of them would hold a thread for minutes.
@Suite("What a provider or a callback says cannot be made to cost more than its size", .timeLimit(.minutes(1)))
struct TextFloodTests {
    private static let marks = String(repeating: "\u{301}\u{316}", count: 125_000)

    @Test func errorCode() {
        let error = ProviderError(code: "a\(Self.marks)", description: Self.marks)
        #expect(error.code == .other)
        #expect(error.spelled == "a")
        #expect(ProviderError(code: "access_denied", description: nil).code == .accessDenied)
        #expect(ProviderError(code: "access_denied\u{301}", description: nil).code == .other)
    }

    @Test func promptValues() throws {
        let scene = try Scene()
        let document: JSONObject = [
            "issuer": .string(scene.party.settings.issuer.text), "jwks_uri": "https://idp/keys",
            "prompt_values_supported": ["login", .string(Self.marks), 7],
        ]
        let metadata = try ProviderMetadata(parsing: document.serializedBytes, settings: scene.party.settings)
        #expect(metadata.promptValues == ["login"])
    }
}
