import Cryptography
import Essentials
import JOSE
import Testing

/// What the verifier makes of well-signed tokens with one thing wrong, by table.
@Suite struct TokenVerifierTests {
    static let good = TokenFactory.claims

    @Test func aGoodTokenIsVerified() throws {
        let factory = try TokenFactory()
        let verified = try factory.verify(try factory.token(claims: Self.good))
        #expect(verified.issuer == "https://idp.example")
        #expect(verified.subject == "alice")
        #expect(verified.audience == ["client-1"])
        #expect(verified.algorithm == .es256)
        #expect(verified.expires == Instant(seconds: 1_767_229_200))
        #expect(verified.issuedAt == TokenFactory.instant)
        #expect(verified.header["kid"] == "k")
    }

    static let taken: [JSONObject] = [
        good.without("sub"), good.without("nbf"), good.without("iat"), good.with("aud", ["other", "client-1"]),
        good.with("exp", 1_767_225_541), good.with("nbf", 1_767_225_660), good.with("iat", 1_767_225_660),
        good.with("nonce", "n-1").with("anything", .object(["a": [1, .null]])),
    ]

    @Test(arguments: taken) func isTaken(claims: JSONObject) throws {
        let factory = try TokenFactory()
        #expect(try factory.verify(try factory.token(claims: claims)).claims == claims)
    }

    static let refused: [(JSONObject, String)] = [
        (good.without("iss"), "claim-missing"), (good.without("aud"), "claim-missing"),
        (good.without("exp"), "claim-missing"), (good.without("nonce"), "claim-missing"),
        (good.with("iss", 1), "claim-malformed"), (good.with("iss", ["https://idp.example"]), "claim-malformed"),
        (good.with("aud", 1), "claim-malformed"), (good.with("aud", .null), "claim-malformed"),
        (good.with("aud", ["client-1", 2]), "claim-malformed"), (good.with("aud", [["client-1"]]), "claim-malformed"),
        (good.with("exp", "1767229200"), "claim-malformed"), (good.with("exp", .null), "claim-malformed"),
        (good.with("exp", true), "claim-malformed"), (good.with("nbf", "0"), "claim-malformed"),
        (good.with("iat", [1]), "claim-malformed"), (good.with("exp", 9_223_372_036_854_775_807), "claim-malformed"),
        (good.with("nonce", 1), "claim-malformed"), (good.with("sub", 1), "claim-malformed"),
        (good.with("sub", .null), "claim-malformed"), (good.with("iss", "https://idp.example/"), "issuer-mismatch"),
        (good.with("iss", "https://IDP.example"), "issuer-mismatch"),
        (good.with("iss", "https://idp.example\u{0}"), "issuer-mismatch"), (good.with("iss", ""), "issuer-mismatch"),
        (good.with("aud", "client-2"), "audience-mismatch"), (good.with("aud", []), "audience-mismatch"),
        (good.with("aud", "client-1 client-2"), "audience-mismatch"),
        (good.with("aud", ["CLIENT-1"]), "audience-mismatch"),
        (good.with("exp", 1_767_225_540), "token-expired"), (good.with("exp", 0), "token-expired"),
        (good.with("exp", -1), "token-expired"), (good.with("nbf", 1_767_225_661), "token-not-yet-valid"),
        (good.with("iat", 1_767_225_661), "token-issued-in-future"), (good.with("nonce", "n-2"), "nonce-mismatch"),
        (good.with("nonce", ""), "nonce-mismatch"),
    ]

    @Test(arguments: refused) func isRefused(claims: JSONObject, why: String) throws {
        let factory = try TokenFactory()
        #expect(reason { try factory.verify(try factory.token(claims: claims)) } == why)
        // Before the signature is known to be good no claim is spoken of.
        let stranger = try TokenFactory()
        #expect(reason { try factory.verify(try stranger.token(claims: claims)) } == "signature-invalid")
    }

    @Test(
        arguments: [
            (#"1767225540.5"#, nil), (#"1.767229200e9"#, nil), (#"1e300"#, "claim-malformed"),
            (#"1e3"#, "token-expired"),
        ] as [(String, String?)])
    func datesMayHaveFractionsAndExponents(number: String, why: String?) throws {
        let factory = try TokenFactory()
        let text = Self.good.without("exp").serialized.dropLast() + #","exp":\#(number)}"#
        #expect(reason { try factory.verify(try factory.token(payload: Array(text.utf8))) } == why)
    }

    @Test func namesAreComparedAsBytes() throws {
        let factory = try TokenFactory()
        // U+212B and U+00C5 are canonically equivalent.
        let claims = Self.good.with("iss", "https://\u{212B}.example").with("aud", "client-\u{212B}")
        let text = try factory.token(claims: claims)
        #expect(
            reason {
                try factory.verify(
                    text,
                    TokenFactory.expectations(issuer: .exactly("https://\u{C5}.example"), audience: ["client-\u{212B}"])
                )
            } == "issuer-mismatch")
        #expect(
            reason {
                try factory.verify(
                    text,
                    TokenFactory.expectations(issuer: .exactly("https://\u{212B}.example"), audience: ["client-\u{C5}"])
                )
            } == "audience-mismatch")
    }

    @Test func aNonceMayGoUnjudged() throws {
        let factory = try TokenFactory()
        let expectations = TokenFactory.expectations(nonce: .notJudged)
        #expect(try factory.verify(try factory.token(claims: Self.good), expectations).claims["nonce"] == "n-1")
        let without = try factory.token(claims: Self.good.without("nonce"))
        #expect(try factory.verify(without, expectations).claims["nonce"] == nil)
    }

    @Test func severalAudiencesMayBeExpected() throws {
        let factory = try TokenFactory()
        let token = try factory.token(claims: Self.good.with("aud", ["b", "c"]))
        #expect(try factory.verify(token, TokenFactory.expectations(audience: ["a", "b"])).audience == ["b", "c"])
        #expect(reason { try factory.verify(token, TokenFactory.expectations(audience: ["a"])) } == "audience-mismatch")
        #expect(reason { try factory.verify(token, TokenFactory.expectations(audience: [])) } == "audience-mismatch")
    }

    @Test func skewIsNeverNegative() throws {
        let factory = try TokenFactory()
        let token = try factory.token(claims: Self.good)
        let strict = TokenFactory.expectations(skew: .seconds(-3600))
        #expect(try factory.verify(token, strict).subject == "alice")
        let late = TokenFactory.expectations(at: Instant(seconds: 1_767_229_200), skew: .zero)
        #expect(
            throws: TokenRefusal.expired(
                at: Instant(seconds: 1_767_229_200), judgedAt: Instant(seconds: 1_767_229_200), skew: .zero)
        ) { try factory.verify(token, late) }
        let justBefore = TokenFactory.expectations(
            at: Instant(seconds: 1_767_229_199, nanoseconds: 999_999_999), skew: .zero)
        #expect(try factory.verify(token, justBefore).subject == "alice")
    }

    static let template = "https://login.microsoftonline.com/{tenantid}/v2.0"
    static let tenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

    static let templated: [(JSONObject, String?)] = [
        (
            good.with("iss", .string("https://login.microsoftonline.com/\(tenant)/v2.0")).with("tid", .string(tenant)),
            nil
        ),
        (good.with("iss", .string("https://login.microsoftonline.com/\(tenant)/v2.0")), "claim-missing"),
        (
            good.with("iss", .string("https://login.microsoftonline.com/\(tenant)/v2.0")).with("tid", "another"),
            "issuer-mismatch"
        ),
        (good.with("iss", .string(template)).with("tid", "{tenantid}"), "claim-malformed"),
        (good.with("iss", "https://login.microsoftonline.com//v2.0").with("tid", ""), "claim-malformed"),
        (
            good.with("iss", "https://login.microsoftonline.com/a/b/v2.0").with("tid", "a/b"),
            "claim-malformed"
        ),
        (good.with("iss", .string("https://login.microsoftonline.com/é/v2.0")).with("tid", "é"), "claim-malformed"),
        (good.with("tid", .string(String(repeating: "a", count: 65))), "claim-malformed"),
        (good.with("tid", 1), "claim-malformed"), (good.with("tid", .string(tenant)), "issuer-mismatch"),
    ]

    @Test(arguments: templated) func anIssuerByTemplate(claims: JSONObject, why: String?) throws {
        let factory = try TokenFactory()
        let expectations = TokenFactory.expectations(issuer: .template(Self.template, claim: "tid"))
        #expect(reason { try factory.verify(try factory.token(claims: claims), expectations) } == why)
    }

    /// The `issuer` member of Microsoft's keys.
    @Test(
        arguments: [
            (template, nil), ("https://login.microsoftonline.com/\(tenant)/v2.0", nil),
            ("https://login.microsoftonline.com/another/v2.0", "key-issuer-mismatch"),
            ("https://login.microsoftonline.com/{tenantid}", "key-issuer-mismatch"),
            ("https://{a}/{b}/v2.0", "key-issuer-mismatch"), ("{tenantid}", "key-issuer-mismatch"),
            ("", "key-issuer-mismatch"),
        ] as [(String, String?)])
    func aKeyMayBelongToAnIssuer(owner: String, why: String?) throws {
        let factory = try TokenFactory()
        let keys = try keySet([try #require(factory.keys.keys.first).json.with("issuer", .string(owner))])
        let issuer = "https://login.microsoftonline.com/\(Self.tenant)/v2.0"
        let token = try factory.token(claims: Self.good.with("iss", .string(issuer)).with("tid", .string(Self.tenant)))
        for expected in [ExpectedIssuer.template(Self.template, claim: "tid"), .exactly(ExactString(issuer))] {
            #expect(
                reason { try factory.verify(token, keys: keys, TokenFactory.expectations(issuer: expected)) } == why,
                "\(owner)")
        }
    }
}
