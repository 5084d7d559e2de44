import Essentials
import Testing

@testable import Gateway

@Suite("What the gateway calls a person to an issuer")
struct IssuingProviderTests {
    @Test("the provider and its name for the person, as they are")
    func plain() throws {
        #expect(try IssuingProvider.name(of: "alice@example.org", at: "corp") == "corp/alice@example.org")
        let longest = String(repeating: "a", count: 251)
        #expect(try IssuingProvider.name(of: ExactString(longest), at: "corp") == ExactString("corp/\(longest)"))
    }

    @Test("names too long for SAML stay apart, though they differ in their last letter only")
    func long() throws {
        let beginning =
            "https://idp.example.org/idp!https://login.example.org/saml!" + String(repeating: "x", count: 300)
        let (one, other) = (ExactString(beginning + "a"), ExactString(beginning + "b"))
        let name = try IssuingProvider.name(of: one, at: "corp")
        #expect(name.text.hasPrefix("corp/sha256:"))
        #expect(name.text.unicodeScalars.count <= 256)
        #expect(try IssuingProvider.name(of: one, at: "corp") == name)
        #expect(try IssuingProvider.name(of: other, at: "corp") != name)
        #expect(try IssuingProvider.name(of: one, at: "home") != name)
    }
}
