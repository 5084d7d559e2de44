import Essentials
import JOSE
import Testing

/// A token of 16 KiB from anybody must not cost more than reading it. Each of these took 25 to 170 ms of a
/// server's thread before names were compared by bytes.
@Suite("A stranger's token cannot be made to cost more than its size", .timeLimit(.minutes(1)))
struct TokenFloodTests {
    private static let marks = String(repeating: "\u{301}\u{316}", count: 2900)

    @Test("an algorithm's name of combining marks is unknown at once")
    func algorithm() throws {
        let factory = try TokenFactory()
        let header = Base64.encodeURL(Array("{\"alg\":\"\(Self.marks)\"}".utf8))
        let token = try UnverifiedToken("\(header).\(Base64.encodeURL(Array("{}".utf8))).AAAA")
        for _ in 0..<1000 {
            let refusal = #expect(throws: TokenRefusal.self) {
                try TokenVerifier.verify(token, keys: factory.keys, expecting: TokenFactory.expectations())
            }
            #expect(refusal?.reason == "algorithm-not-allowed")
        }
    }

    @Test("a name that is canonically equivalent to an algorithm's is none")
    func equivalent() throws {
        let factory = try TokenFactory()
        for name in ["ES256\u{301}", "ＥＳ256", "es256", "ES256 ", ""] {
            let token = try factory.token(header: "{\"alg\":\"\(name)\",\"kid\":\"k\"}", claims: TokenFactory.claims)
            let refusal = #expect(throws: TokenRefusal.self) { try factory.verify(token) }
            #expect(refusal?.reason == "algorithm-not-allowed")
        }
    }

    @Test("claims of long names are refused at once")
    func claims() {
        let claims = Base64.encodeURL(Array("{\"\(Self.marks)\":1,\"iss\":\"i\"}".utf8))
        let header = Base64.encodeURL(Array("{\"alg\":\"ES256\"}".utf8))
        for _ in 0..<100 {
            let refusal = #expect(throws: TokenRefusal.self) { try UnverifiedToken("\(header).\(claims).AAAA") }
            #expect(refusal?.reason == "token-claims-not-json")
        }
    }
}
