import Essentials
import HTTP
import Testing

@testable import SAML

@Suite struct PostBindingTests {
    @Test func whatIsEncodedIsDecoded() throws {
        let form = PostBinding.encode(
            [1, 2, 3], as: .request, to: try World.url(World.sso), relayState: try RelayState("s"))
        #expect(form.action.text.text == World.sso)
        #expect(form.fields.map(\.name) == ["SAMLRequest", "RelayState"])
        let decoded = try PostBinding.decode(FormFields(form.fields.map { ($0.name, $0.value) }), .request)
        #expect(decoded.xml == [1, 2, 3])
        #expect(decoded.relayState?.text == "s")
    }

    @Test func linesOfBase64MayBeBroken() throws {
        #expect(
            try PostBinding.decode(FormFields([("SAMLResponse", "AQ\r\n ID\tBA==\n")]), .response).xml == [1, 2, 3, 4])
    }

    static let refused: [([(String, String)], String)] = [
        ([], "saml-parameter-missing"), ([("SAMLRequest", "AQID")], "saml-parameter-missing"),
        ([("SAMLResponse", "AQID"), ("SAMLResponse", "AQID")], "saml-parameter-repeated"),
        ([("SAMLResponse", "AQID"), ("RelayState", "a"), ("RelayState", "b")], "saml-parameter-repeated"),
        ([("SAMLResponse", "AQI")], "saml-message-not-base64"), ([("SAMLResponse", "AQ-_")], "saml-message-not-base64"),
        ([("SAMLResponse", "")], "saml-message-not-base64"),
        ([("SAMLResponse", "AQID"), ("RelayState", String(repeating: "é", count: 41))], "saml-relay-state-too-long"),
        ([("SAMLResponse", String(repeating: "AAAA", count: 174_763))], "saml-message-too-large"),
        ([("SAMLResponse", String(repeating: "AAAA", count: 262_145))], "saml-message-too-large"),
    ]

    @Test(arguments: 0..<refused.count) func isRefused(row: Int) {
        let (fields, why) = Self.refused[row]
        #expect(reason { try PostBinding.decode(FormFields(fields), .response) } == why)
    }
}

@Suite struct ArtifactTests {
    /// Bindings §3.6.4: type code, index, source and handle; the source is the entity ID's digest, here by sha1sum.
    @Test func isReadAsTheBindingHasIt() throws {
        let artifact = try Artifact(entityID: World.idp, endpointIndex: 258, CountingRandomness())
        #expect(artifact.text.utf8.count == 60)
        let read = try Artifact(artifact.text)
        #expect(read == artifact)
        #expect(read.endpointIndex == 258)
        #expect(Hexadecimal.encode(read.sourceID) == "44ab048eb15326219a262c1d1e8f563e90b345d3")
        #expect(read.isMade(by: World.idp))
        #expect(!read.isMade(by: World.sp))
    }

    @Test func anotherImplementationsIsRead() throws {
        let artifact = try Artifact(try Expectations.all.get().artifact.artifact)
        // pysaml2 writes the index as two digits of text where the binding has two bytes.
        #expect(artifact.endpointIndex == 0x3030)
        #expect(artifact.isMade(by: World.idp))
    }

    @Test(arguments: [
        "", "AAQ", "AAQAAA==", String(repeating: "A", count: 60), "AAQ" + String(repeating: "A", count: 61),
    ])
    func isRefused(text: String) { #expect(reason { try Artifact(text) } == "saml-artifact-malformed") }
}
