import Essentials
import Testing

@testable import OpenIDConnect

@Suite("PKCE")
struct PKCETests {
    @Test("RFC 7636 Appendix B")
    func appendixB() throws {
        let verifier = Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        #expect(try PKCE.challenge(of: verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test("a verifier is 43 unreserved characters, and never the same")
    func verifier() throws {
        let randomness = SeededRandomness()
        let first = try #require(PKCE.verifier(randomness).revealText())
        let second = try #require(PKCE.verifier(randomness).revealText())
        #expect(first.utf8.count == 43)
        #expect(first.utf8.allSatisfy(PercentEncoding.isUnreserved))
        #expect(first != second)
    }
}
