import Essentials
import JOSE
import Testing

/// What is refused before any key is looked at, and for which reason.
@Suite struct TokenShapeTests {
    static let header = Base64.encodeURL(Array(#"{"alg":"ES256"}"#.utf8))
    static let claims = Base64.encodeURL(Array(#"{"iss":"i"}"#.utf8))

    static func withHeader(_ text: String) -> String { "\(Base64.encodeURL(Array(text.utf8))).\(claims).AAAA" }
    static func withClaims(_ bytes: [UInt8]) -> String { "\(header).\(Base64.encodeURL(bytes)).AAAA" }
    static func withClaims(_ text: String) -> String { withClaims(Array(text.utf8)) }

    static let refused: [(String, String)] = [
        ("", "token-not-three-parts"), ("a", "token-not-three-parts"), ("a.b", "token-not-three-parts"),
        ("a.b.c.d", "token-not-three-parts"), ("a.b.c.d.e", "token-not-three-parts"),
        ("\(header).\(claims)", "token-not-three-parts"), ("\(header).\(claims).AAAA.", "token-not-three-parts"),
        (String(repeating: "A", count: 16_385), "token-too-large"),
        ("\(header)=.\(claims).AAAA", "token-not-base64url"), ("\(header).\(claims)=.AAAA", "token-not-base64url"),
        ("\(header).\(claims).AAAA=", "token-not-base64url"), ("\(header).\(claims).AAAB+", "token-not-base64url"),
        ("\(header).\(claims).AA AA", "token-not-base64url"), ("\(header).\(claims).AAAA\n", "token-not-base64url"),
        (" \(header).\(claims).AAAA", "token-not-base64url"), ("\(header).\(claims).A", "token-not-base64url"),
        ("\(header).\(claims).AB", "token-not-base64url"), ("\(header).\(claims).é", "token-not-base64url"),
        (".\(claims).AAAA", "token-header-not-json"), (withHeader("[]"), "token-header-not-json"),
        (withHeader("\"ES256\""), "token-header-not-json"), (withHeader("{alg:1}"), "token-header-not-json"),
        (withHeader(#"{"alg":"none","alg":"ES256"}"#), "token-header-not-json"),
        (withHeader("\u{FEFF}{\"alg\":\"ES256\"}"), "token-header-not-json"),
        (withHeader(#"{"alg":"ES256"}{}"#), "token-header-not-json"),
        (withHeader(#"{"alg":"ES256","crit":["exp"]}"#), "header-parameter-refused"),
        (withHeader(#"{"alg":"ES256","crit":[]}"#), "header-parameter-refused"),
        (withHeader(#"{"alg":"ES256","b64":true}"#), "header-parameter-refused"),
        (withHeader(#"{"alg":"ES256","jku":"https://evil.example/jwks"}"#), "header-parameter-refused"),
        (withHeader(#"{"alg":"ES256","jwk":{"kty":"EC"}}"#), "header-parameter-refused"),
        (withHeader(#"{"alg":"ES256","x5u":"https://evil.example/x"}"#), "header-parameter-refused"),
        (withHeader(#"{"alg":"ES256","jwk":null}"#), "header-parameter-refused"),
        (withHeader(#"{}"#), "header-parameter-missing"), (withHeader(#"{"Alg":"ES256"}"#), "header-parameter-missing"),
        (withHeader(#"{"alg":null}"#), "header-parameter-malformed"),
        (withHeader(#"{"alg":["ES256"]}"#), "header-parameter-malformed"),
        (withHeader(#"{"alg":256}"#), "header-parameter-malformed"),
        (withHeader(#"{"alg":"ES256","kid":1}"#), "header-parameter-malformed"),
        (withHeader(#"{"alg":"ES256","kid":{"a":1}}"#), "header-parameter-malformed"),
        (withHeader(#"{"alg":"ES256","typ":true}"#), "header-parameter-malformed"),
        (withHeader(#"{"alg":"ES256","cty":[]}"#), "header-parameter-malformed"),
        (withClaims(""), "token-claims-not-json"), (withClaims("foo"), "token-claims-not-json"),
        (withClaims("[]"), "token-claims-not-json"), (withClaims("null"), "token-claims-not-json"),
        (withClaims(#"{"iss":"a","iss":"b"}"#), "token-claims-not-json"),
        (withClaims(#"{"a":{"b":1,"b":2}}"#), "token-claims-not-json"),
        (withClaims(#"{"iss":"a"} {}"#), "token-claims-not-json"),
        (withClaims(#"{"iss":"a",}"#), "token-claims-not-json"),
        (withClaims([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]), "token-claims-not-json"),
        (withClaims(#"{"iss":"\ud800"}"#), "token-claims-not-json"),
        (withClaims(#"{"exp":NaN}"#), "token-claims-not-json"),
        (withClaims(String(repeating: "[", count: 9000)), "token-claims-not-json"),
        (
            withClaims("{\"a\":" + String(repeating: "[", count: 17) + String(repeating: "]", count: 17) + "}"),
            "token-claims-not-json"
        ),
        // A nested token (RFC 7519 §7.2, step 8) is not taken for claims.
        (withClaims("\(header).\(claims).AAAA"), "token-claims-not-json"),
    ]

    @Test(arguments: refused) func isRefused(text: String, why: String) {
        #expect(reason { try UnverifiedToken(text) } == why)
    }

    @Test func saysThatAnEncryptedTokenIsOne() {
        let refusal = #expect(throws: TokenRefusal.notThreeParts(5)) { try UnverifiedToken("a.b.c.d.e") }
        #expect(refusal?.detail == "the token has five parts, as an encrypted one has; three were expected")
    }

    @Test func whatIsReadBeforeVerification() throws {
        let token = try UnverifiedToken(
            Self.withHeader(#"{"alg":"ES256","kid":"k","typ":"JWT","x5c":["AAAA"],"unknown":1}"#))
        #expect(token.keyID == "k")
        #expect(token.claimedIssuer == "i")
        #expect(token.header["unknown"] == 1)
        #expect("\(token.compact)" == "«secret»")
        #expect(try UnverifiedToken(Self.withClaims(#"{"iss":1}"#)).claimedIssuer == nil)
    }

    @Test func theLongestTokenIsRead() throws {
        let filler = String(repeating: "a", count: 12_000)
        let token = Self.withClaims(#"{"iss":"\#(filler)"}"#)
        #expect(token.utf8.count < UnverifiedJWS.maximumLength)
        #expect(try UnverifiedToken(token).claimedIssuer?.text == filler)
    }
}
