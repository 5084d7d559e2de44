import Essentials
import Testing

@testable import SAML

/// Responses that pysaml2 made and xmlsec1 signed and encrypted.
@Suite struct ForeignResponseTests {
    static let responses = (try? Expectations.all.get().responses) ?? []

    @Test func thereAreResponses() { #expect(Self.responses.count >= 9) }

    @Test(arguments: responses) func isJudged(response: Expectations.Response) throws {
        let bytes = try Expectations.bytes(response.file)
        let expectations = try World.expectations(at: try Expectations.instant())
        let metadata = try World.metadata()
        guard response.refused == nil else {
            #expect(
                reason { try ResponseVerifier.verify(bytes, metadata: metadata, expecting: expectations) }
                    == response.refused)
            return
        }
        let assertion = try ResponseVerifier.verify(bytes, metadata: metadata, expecting: expectations)
        #expect(
            assertion.nameID
                == NameID(
                    value: "alice-7f3k", format: NameIDFormat.persistent, nameQualifier: World.idp,
                    spNameQualifier: World.sp))
        #expect(assertion.values(of: "urn:oid:0.9.2342.19200300.100.1.3") == ["alice@example.org"])
        #expect(assertion.values(of: "urn:oid:2.16.840.1.113730.3.1.241").map { ExactString($0) } == ["Alicé Ñandú"])
        #expect(assertion.values(of: "urn:oid:1.3.6.1.4.1.5923.1.1.1.7") == ["urn:a", "urn:b"])
        #expect(assertion.authnContext == AuthnContextClass.passwordProtectedTransport)
        #expect(assertion.audiences == [World.sp])
    }

    @Test func theSwitchesTakeWhatTheySay() throws {
        var options = ServiceProviderOptions()
        options.allowsSHA1 = true
        options.allowsCBCInsideUnsignedResponse = true
        for file in ["messages/signed-sha1.xml", "messages/encrypted-cbc-unsigned-response.xml"] {
            let expectations = try World.expectations(at: try Expectations.instant(), options: options)
            let bytes = try Expectations.bytes(file)
            #expect(
                reason { try ResponseVerifier.verify(bytes, metadata: try World.metadata(), expecting: expectations) }
                    == nil)
        }
    }

    @Test func aByteAlteredAnywhereIsNoticed() throws {
        let bytes = try Expectations.bytes("messages/signed-response.xml")
        let expectations = try World.expectations(at: try Expectations.instant())
        let metadata = try World.metadata()
        let good = try ResponseVerifier.verify(bytes, metadata: metadata, expecting: expectations).facts
        // Base64 inside the signature has spellings of its own; whatever is taken says the same.
        for position in stride(from: 0, to: bytes.count, by: 3) {
            var altered = bytes
            altered[position] ^= 0x01
            let found = try? ResponseVerifier.verify(altered, metadata: metadata, expecting: expectations).facts
            #expect(found == nil || found == good, "altered at \(position)")
        }
    }
}
