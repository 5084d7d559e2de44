import Cryptography
import Essentials
import Foundation
import JOSE
import Testing

/// The examples of RFC 7520, RFC 8037, RFC 7797 and RFC 7638.
@Suite struct CookbookTests {
    private static let folder = "vectors/jose-cookbook"
    private static let privateMembers = ["d", "p", "q", "dp", "dq", "qi"]

    private func publicHalf(_ key: JSONObject) -> JSONObject {
        var key = key
        for name in Self.privateMembers { key[name] = nil }
        return key
    }

    // RFC 7520 §4.1 to §4.4 and cookbook's Ed25519.
    @Test(arguments: [
        ("jws/4_1.rsa_v15_signature", JWSAlgorithm.rs256), ("jws/4_2.rsa-pss_signature", .ps384),
        ("jws/4_3.ecdsa_signature", .es512), ("jws/4_4.hmac-sha2_integrity_protection", .hs256),
        ("curve25519/jws", .edDSA),
    ])
    func compactExamplesVerify(file: String, algorithm: JWSAlgorithm) throws {
        let example = try Fixture.json("\(Self.folder)/\(file).json")
        let set = try keySet([publicHalf(try example.object("input", "key"))])
        #expect(set.omitted.isEmpty)
        let text = try example.text("output", "compact")
        let verified = try JWSVerifier.verify(try UnverifiedJWS(text), keys: set, algorithms: [algorithm])
        #expect(verified.payload == Array(try example.text("input", "payload").utf8))
        #expect(verified.algorithm == algorithm)
        // The same text altered in its last character but one, or under no allowed algorithm.
        let others = JWSAlgorithm.allCases.filter { $0 != algorithm }
        #expect(
            reason { try JWSVerifier.verify(try UnverifiedJWS(text), keys: set, algorithms: Set(others)) }
                == "algorithm-not-allowed")
    }

    /// RFC 7520 §4.5 to §4.8 are detached or JSON serialisations, which no provider sends as an ID token.
    @Test(arguments: [
        "jws/4_5.signature_with_detached_content", "jws/4_6.protecting_specific_header_fields",
        "jws/4_7.protecting_content_only", "jws/4_8.multiple_signatures", "rfc7797/4.2.hmac-sha2_b64_false",
    ])
    func otherSerializationsAreRefused(file: String) throws {
        let output = try Fixture.json("\(Self.folder)/\(file).json").object("output")
        for name in ["json", "json_flat"] {
            guard let value = output[name] else { continue }
            #expect(reason { try UnverifiedJWS(value.serialized) } != nil, "\(name)")
        }
        #expect(output["json"] != nil)
    }

    @Test func detachedContentIsNoContent() throws {
        let example = try Fixture.json("\(Self.folder)/jws/4_5.signature_with_detached_content.json")
        let set = try keySet([try example.object("input", "key")])
        let text = try example.text("output", "compact")
        #expect(
            reason { try JWSVerifier.verify(try UnverifiedJWS(text), keys: set, algorithms: [.hs256]) }
                == "signature-invalid")
    }

    /// RFC 7797's unencoded payload is an extension that we do not take.
    @Test func unencodedPayloadIsRefused() throws {
        let example = try Fixture.json("\(Self.folder)/rfc7797/hmac-sha2_b64_false.json")
        let text = try example.text("output", "compact")
        #expect(reason { try UnverifiedJWS(text) } == "header-parameter-refused")
        let header = Base64.encodeURL(Array(#"{"alg":"HS256","b64":false,"crit":["b64"]}"#.utf8))
        #expect(reason { try UnverifiedJWS("\(header).JC4wMg.AAAA") } == "header-parameter-refused")
        let other = Base64.encodeURL(Array(#"{"alg":"HS256","b64":true}"#.utf8))
        #expect(reason { try UnverifiedJWS("\(other).JC4wMg.AAAA") } == "header-parameter-refused")
    }

    /// RFC 7520 §3: public keys are taken; private ones and one for encryption are left out, by name.
    @Test(
        arguments: [
            ("3_1.ec_public_key", nil), ("3_2.ec_private_key", "key-private"), ("3_3.rsa_public_key", nil),
            ("3_4.rsa_private_key", "key-private"), ("3_5.symmetric_key_mac_computation", nil),
            ("3_6.symmetric_key_encryption", "key-for-other-use"),
        ] as [(String, String?)])
    func keysOfTheCookbook(file: String, why: String?) throws {
        let set = try keySet([try Fixture.json("\(Self.folder)/jwk/\(file).json")])
        #expect(set.omitted.map(\.why.reason) == (why.map { [$0] } ?? []))
        #expect(set.keys.count == (why == nil ? 1 : 0))
    }

    @Test func macSignsAsTheCookbook() throws {
        let example = try Fixture.json("\(Self.folder)/jws/4_4.hmac-sha2_integrity_protection.json")
        let secret = try #require(Base64.decodeURL(try example.text("input", "key", "k")))
        let signer = TokenSigner.hmac(
            Secret(secret), algorithm: .hs256,
            keyID: ExactString(try example.text("input", "key", "kid")))
        let payload = try example.text("input", "payload")
        #expect(
            try signer.sign(payload: Array(payload.utf8), type: nil) == (try example.at("output", "compact").string))
    }

    // RFC 8037 appendix A.1 to A.5.
    @Test func edwardsSignsAndVerifiesAsRFC8037() throws {
        let seed = try #require(Base64.decodeURL("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"))
        // RFC 8410 §7: the seed in PKCS#8.
        let pkcs8: [UInt8] =
            [0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 0x22, 4, 0x20] + seed
        let pem = "-----BEGIN PRIVATE KEY-----\n\(Base64.encode(pkcs8))\n-----END PRIVATE KEY-----\n"
        let key = try PrivateKey(pem: Secret(pem))
        let signer = TokenSigner(key: key, algorithm: .edDSA, keyID: nil)
        let expected =
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6d"
            + "WbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        #expect(try signer.sign(payload: Array("Example of Ed25519 signing".utf8), type: nil) == expected)
        let set = try keySet([["kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"]])
        #expect(try set.keys.first?.thumbprint() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        #expect(
            try JWSVerifier.verify(try UnverifiedJWS(expected), keys: set, algorithms: [.edDSA]).payload
                == Array("Example of Ed25519 signing".utf8))
    }

    // RFC 7638 §3.1.
    @Test func thumbprintOfRFC7638() throws {
        let key: JSONObject = [
            "kty": "RSA",
            "n": .string(
                "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRX"
                    + "jBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAt"
                    + "aSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XP"
                    + "ksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"),
            "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
        ]
        let set = try keySet([key])
        #expect(try set.keys.first?.thumbprint() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
        #expect(set.keys.first?.json == key.with("use", "sig"))
    }
}
