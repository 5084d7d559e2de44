import Essentials
import HTTP
import Testing
import XMLSecurity

@testable import SAML

@Suite struct RedirectBindingTests {
    private func rules() throws -> SignatureRules {
        SignatureRules(try World.metadata("sp"), ServiceProviderOptions(), log: NoLog())
    }

    private func query(_ url: HTTPURL) -> String { url.query ?? "" }

    @Test func whatIsEncodedIsDecoded() throws {
        let xml = Array(ResponseTemplate.good.utf8)
        let url = try RedirectBinding.encode(
            xml, as: .response, to: try World.url("https://idp.example.org/sso?tenant=1"),
            relayState: try RelayState("a+b c/é"), signedBy: try World.credential("sp"))
        #expect(query(url).hasPrefix("tenant=1&SAMLResponse="))
        let message = try RedirectBinding.decode(query(url).bytes, .response)
        #expect(message.xml == xml)
        #expect(message.relayState?.text == "a+b c/é")
        #expect(try message.verifySignature(rules()).algorithm == .rsaSHA256)
    }

    @Test func theSignatureHoldsTheBytesAsTheyWereSent() throws {
        let url = try RedirectBinding.encode(
            [0x3C, 0x61, 0x2F, 0x3E], as: .request, to: try World.url(World.sso), relayState: try RelayState("state"),
            signedBy: try World.credential("sp"))
        let good = query(url)
        #expect(throws: Never.self) { try RedirectBinding.decode(good.bytes, .request).verifySignature(rules()) }
        // Parameters may come in any order; what is signed has its own.
        let turned = good.split(separator: "&").reversed().joined(separator: "&")
        #expect(throws: Never.self) { try RedirectBinding.decode(turned.bytes, .request).verifySignature(rules()) }
        // The same text in another encoding is not what was signed.
        for other in [
            good.replacing("RelayState=state", with: "RelayState=%73tate"),
            good.replacing("%2B", with: "%2b").replacing("%2F", with: "%2f").replacing("%3D", with: "%3d"),
            good.replacing("RelayState=state", with: "RelayState=stats"),
            good.replacing("RelayState=state&", with: ""),
            good.replacing("rsa-sha256", with: "rsa-sha512"),
        ] {
            #expect(other != good)
            #expect(
                reason { try RedirectBinding.decode(other.bytes, .request).verifySignature(rules()) }
                    == "signature-wrong")
        }
    }

    static let refused: [(String, String)] = [
        ("", "saml-parameter-missing"), ("RelayState=x", "saml-parameter-missing"),
        ("SAMLResponse=x", "saml-parameter-missing"), ("SAMLRequest=a&SAMLRequest=b", "saml-parameter-repeated"),
        ("SAMLRequest=a&SAMLResponse=b", "saml-parameter-repeated"),
        ("SAMLRequest=a&RelayState=&RelayState=", "saml-parameter-repeated"),
        ("SAMLRequest=a&SigAlg=x&SigAlg=x", "saml-parameter-repeated"),
        ("SAMLRequest=a&Signature=x&Signature=x", "saml-parameter-repeated"),
        ("SAML%52equest=a", "saml-parameter-malformed"), ("SAMLRequest=%", "saml-parameter-malformed"),
        ("SAMLRequest=%FF", "saml-parameter-malformed"), ("SAMLRequest=!", "saml-message-not-base64"),
        ("SAMLRequest=", "saml-message-not-base64"), ("SAMLRequest=AAAA", "saml-message-not-deflated"),
        ("SAMLRequest=a&SAMLEncoding=x", "saml-encoding-refused"),
        ("SAMLRequest=S0zMTAMA&SigAlg=x", "saml-query-signature-incomplete"),
        ("SAMLRequest=AwA%3D&Signature=x", "saml-query-signature-incomplete"),
        ("SAMLRequest=AwA%3D&RelayState=" + String(repeating: "x", count: 81), "saml-relay-state-too-long"),
    ]

    @Test(arguments: refused) func isRefused(query: String, why: String) {
        let found = reason { try RedirectBinding.decode(query.bytes, .request) }
        // The one that is no DEFLATE at all comes before what stands beside it.
        #expect(found == why || (query.hasPrefix("SAMLRequest=S0z") && found == "saml-message-not-deflated"))
    }

    @Test func relayStateOfEightyBytesIsTaken() throws {
        let state = String(repeating: "x", count: 80)
        #expect(
            try RedirectBinding.decode("SAMLRequest=AwA%3D&RelayState=\(state)".bytes, .request).relayState?.text.text
                == state)
    }

    @Test func aBombIsRefusedBeforeItGoesOff() throws {
        let bomb = try Deflate.compress([UInt8](repeating: 0x20, count: 16_000_000))
        #expect(bomb.count < 20_000)
        let query = "SAMLRequest=\(PercentEncoding.encode(Base64.encode(bomb)))"
        #expect(reason { try RedirectBinding.decode(query.bytes, .request) } == "saml-message-inflates-too-far")
        // The limit is the length of a message, to the byte.
        let longest = try Deflate.compress([UInt8](repeating: 0x20, count: SAMLMessage.maximumBytes))
        #expect(try Deflate.decompress(longest, limit: SAMLMessage.maximumBytes).count == SAMLMessage.maximumBytes)
        #expect(throws: Deflate.Failure.tooLong) {
            try Deflate.decompress(longest, limit: SAMLMessage.maximumBytes - 1)
        }
    }

    @Test func deflateIsReadWholeOrNotAtAll() throws {
        let good = try Deflate.compress(Array(ResponseTemplate.good.utf8))
        #expect(throws: Deflate.Failure.malformed) { try Deflate.decompress(good + [0], limit: 10_000) }
        for length in 0..<good.count {
            #expect(throws: Deflate.Failure.malformed) {
                try Deflate.decompress(Array(good.prefix(length)), limit: 10_000)
            }
        }
        #expect(try Deflate.decompress(try Deflate.compress([]), limit: 0) == [])
    }

    @Test func aSignatureWithSHA1NeedsItsSwitch() throws {
        let query = "SAMLRequest=AwA%3D&SigAlg=http%3A%2F%2Fwww.w3.org%2F2000%2F09%2Fxmldsig%23rsa-sha1&Signature=AAAA"
        let message = try RedirectBinding.decode(query.bytes, .request)
        #expect(reason { try message.verifySignature(rules()) } == "signature-sha1-refused")
        let hmac = query.replacing("rsa-sha1", with: "hmac-sha1")
        #expect(
            reason { try RedirectBinding.decode(hmac.bytes, .request).verifySignature(rules()) }
                == "signature-algorithm-refused")
        let unsigned = try RedirectBinding.decode("SAMLRequest=AwA%3D".bytes, .request)
        #expect(reason { try unsigned.verifySignature(rules()) } == "signature-missing")
    }

    @Test func aMessageThatDoesNotFitIsNotSent() throws {
        var state: UInt64 = 1
        let noise = (0..<9000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        #expect(
            reason {
                try RedirectBinding.encode(
                    noise, as: .request, to: try World.url(World.sso), relayState: nil, signedBy: nil)
            } == "saml-message-too-long-for-url")
    }
}
