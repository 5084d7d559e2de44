import Cryptography
import Essentials
import Foundation
import JOSE
import Testing

/// What a set of keys makes of each of its keys (RFC 7517), by table.
@Suite struct KeySetTests {
    static let rsa: JSONObject = [
        "kty": "RSA", "kid": "rsa", "e": "AQAB",
        "n": .string(
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRX"
                + "jBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAt"
                + "aSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XP"
                + "ksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"),
    ]
    // RFC 7517 appendix A.1.
    static let elliptic: JSONObject = [
        "kty": "EC", "kid": "ec", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    ]
    static let edwards: JSONObject = [
        "kty": "OKP", "kid": "ed", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    ]
    static let symmetric: JSONObject = [
        "kty": "oct", "kid": "secret", "k": "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg",
    ]

    static let defects: [(JSONObject, String)] = [
        (rsa.without("kty"), "key-member-missing"), (rsa.without("n"), "key-member-missing"),
        (rsa.without("e"), "key-member-missing"), (elliptic.without("crv"), "key-member-missing"),
        (elliptic.without("y"), "key-member-missing"), (edwards.without("x"), "key-member-missing"),
        (symmetric.without("k"), "key-member-missing"), (rsa.with("kty", 1), "key-member-malformed"),
        (rsa.with("kid", 7), "key-member-malformed"), (rsa.with("kid", nil).with("kid", .null), "key-member-malformed"),
        (rsa.with("e", "AQAB="), "key-member-malformed"), (rsa.with("e", "AQ AB"), "key-member-malformed"),
        (rsa.with("e", "AR"), "key-member-malformed"), (rsa.with("e", ""), "key-member-malformed"),
        (rsa.with("e", 65537), "key-member-malformed"), (rsa.with("use", true), "key-member-malformed"),
        (rsa.with("key_ops", "verify"), "key-member-malformed"), (rsa.with("key_ops", [1]), "key-member-malformed"),
        (rsa.with("alg", ["RS256"]), "key-member-malformed"), (rsa.with("issuer", 1), "key-member-malformed"),
        (rsa.with("kty", "rsa"), "key-type-unknown"), (rsa.with("kty", "AKP"), "key-type-unknown"),
        (elliptic.with("crv", "secp256k1"), "key-curve-unknown"), (elliptic.with("crv", "p-256"), "key-curve-unknown"),
        (edwards.with("crv", "X25519"), "key-curve-unknown"), (edwards.with("crv", "Ed448"), "key-curve-unknown"),
        (rsa.with("alg", "none"), "key-algorithm-unknown"), (rsa.with("alg", "RSA-OAEP"), "key-algorithm-unknown"),
        (rsa.with("alg", "rs256"), "key-algorithm-unknown"), (rsa.with("alg", "ES256"), "key-algorithm-does-not-fit"),
        (rsa.with("alg", "HS256"), "key-algorithm-does-not-fit"),
        (elliptic.with("alg", "ES384"), "key-algorithm-does-not-fit"),
        (edwards.with("alg", "RS256"), "key-algorithm-does-not-fit"),
        (symmetric.with("alg", "HS512"), "key-algorithm-does-not-fit"), (rsa.with("e", "AQ"), "key-unsuitable"),
        (rsa.with("e", "AQAA"), "key-unsuitable"), (rsa.with("n", "AQAB"), "key-unsuitable"),
        (elliptic.with("y", "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyI"), "key-unsuitable"),
        (elliptic.with("crv", "P-384"), "key-unsuitable"),
        (elliptic.with("x", "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7A"), "key-unsuitable"),
        (edwards.with("x", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), "key-unsuitable"),
        (edwards.with("x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUQ"), "key-unsuitable"),
        (rsa.with("d", "AQAB"), "key-private"), (rsa.with("oth", []), "key-private"),
        (elliptic.with("d", "AQAB"), "key-private"), (edwards.with("d", .null), "key-private"),
        (rsa.with("use", "enc"), "key-for-other-use"), (rsa.with("use", "SIG"), "key-for-other-use"),
        (rsa.with("key_ops", ["encrypt"]), "key-for-other-operations"),
        (rsa.with("key_ops", []), "key-for-other-operations"),
        (rsa.with("key_ops", ["sign, verify"]), "key-for-other-operations"),
        (symmetric.with("k", "hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcQ"), "key-too-short"),
    ]

    /// One bad key is left out by name; its sibling stays and serves.
    @Test(arguments: defects) func aBadKeyDoesNotSinkItsSet(bad: JSONObject, why: String) throws {
        let sibling =
            bad["kty"]?.string == "oct"
            ? Self.symmetric.with("kid", "sibling") : Self.elliptic.with("kid", "sibling")
        let set = try keySet([bad, sibling])
        #expect(set.omitted.map(\.why.reason) == [why])
        #expect(set.omitted.first?.index == 0)
        #expect(set.omitted.first?.keyID?.text == bad["kid"]?.string)
        #expect(set.keys.map(\.keyID) == ["sibling"])
        #expect(set.mayHold(keyID: "sibling"))
        if let keyID = bad["kid"]?.string { #expect(!set.mayHold(keyID: ExactString(keyID))) }
    }

    static let good: [JSONObject] = [
        rsa, elliptic, edwards, rsa.with("use", "sig"), rsa.with("key_ops", ["verify"]),
        rsa.with("key_ops", ["sign", "verify"]), rsa.with("alg", "RS256"), rsa.with("alg", "PS512"),
        elliptic.with("alg", "ES256"), edwards.with("alg", "EdDSA"), rsa.with("kid", nil),
        rsa.with("x5c", ["AAAA"]).with("x5t", "AA").with("unknown", .object(["a": 1])),
        // Some libraries put a zero before the modulus.
        rsa.with("n", .string(Base64.encodeURL([0] + (Base64.decodeURL(rsa["n"]?.string ?? "") ?? [])))),
    ]

    @Test(arguments: good, [JSONWebKeySet.Source.fetched, .local])
    func aGoodKeyIsTaken(key: JSONObject, source: JSONWebKeySet.Source) throws {
        let set = try keySet([key], from: source)
        #expect(set.omitted.isEmpty)
        #expect(set.keys.count == 1)
        #expect(set.keys.first?.keyID?.text == key["kid"]?.string)
        #expect(set.keys.first?.algorithm?.rawValue == key["alg"]?.string)
    }

    @Test func elementsThatAreNoObjectsAreLeftOut() throws {
        let text = #"{"keys":[1,"a",null,[],\#(Self.elliptic.serialized)],"more":true}"#
        let set = try JSONWebKeySet(parsing: Array(text.utf8), from: .fetched)
        #expect(
            set.omitted.map(\.why) == [
                .notAnObject("number"), .notAnObject("string"), .notAnObject("null"), .notAnObject("array"),
            ])
        #expect(set.keys.map(\.keyID) == ["ec"])
    }

    static let refused: [(String, String)] = [
        ("", "key-set-not-json"), ("<html>", "key-set-not-json"), ("[]", "key-set-not-json"),
        (#"{"keys":[]"#, "key-set-not-json"), (#"{"keys":[]} x"#, "key-set-not-json"),
        (#"{"keys":[],"keys":[]}"#, "key-set-not-json"), (#"{"keys":[{"kty":"RSA","kty":"EC"}]}"#, "key-set-not-json"),
        ("{}", "key-set-without-keys"), (#"{"Keys":[]}"#, "key-set-without-keys"),
        (#"{"keys":{}}"#, "key-set-malformed"),
        (#"{"keys":null}"#, "key-set-malformed"),
        (#"{"keys":["# + Array(repeating: "{}", count: 101).joined(separator: ",") + "]}", "key-set-too-large"),
    ]

    @Test(arguments: refused, [JSONWebKeySet.Source.fetched, .local])
    func aMalformedSetIsRefused(set: (text: String, why: String), source: JSONWebKeySet.Source) {
        #expect(reason { try JSONWebKeySet(parsing: Array(set.text.utf8), from: source) } == set.why)
    }

    @Test func aHundredKeysAreRead() throws {
        let text = #"{"keys":["# + Array(repeating: "{}", count: 100).joined(separator: ",") + "]}"
        #expect(try JSONWebKeySet(parsing: Array(text.utf8), from: .fetched).omitted.count == 100)
    }

    @Test(arguments: [symmetric, symmetric.with("use", "enc"), symmetric.without("k")])
    func aSymmetricKeyRefusesAFetchedSet(key: JSONObject) throws {
        #expect(throws: KeySetError.symmetricKey(index: 1)) { try keySet([Self.rsa, key], from: .fetched) }
        #expect(throws: KeySetError.symmetricKey(index: 0)) { try keySet([key], from: .fetched) }
    }

    @Test func aSymmetricKeyBesidePublicOnesIsLeftOut() throws {
        let set = try keySet([Self.symmetric, Self.rsa])
        #expect(set.omitted == [OmittedKey(0, "secret", .symmetricBesidePublic)])
        #expect(set.keys.map(\.keyID) == ["rsa"])
    }

    @Test func twoDifferentKeysOfOneNameAreBothUnusable() throws {
        let set = try keySet([Self.rsa.with("kid", "a"), Self.edwards, Self.elliptic.with("kid", "a")])
        #expect(set.keys.map(\.keyID) == ["ed"])
        #expect(set.omitted == [OmittedKey(0, "a", .keyIDNotUnique), OmittedKey(2, "a", .keyIDNotUnique)])
        #expect(!set.mayHold(keyID: "a"))
        // Three of one name are no better; for another algorithm the same numbers are another key.
        let third = try keySet([
            Self.rsa.with("alg", "RS256"), Self.rsa.with("alg", "PS256"), Self.rsa.with("alg", "RS256"),
        ])
        #expect(third.keys.isEmpty)
        #expect(third.omitted.count == 3)
    }

    @Test func anUnreadableKeyMakesItsNameAmbiguous() throws {
        let set = try keySet([Self.rsa, Self.elliptic.with("kid", "rsa").with("x", "AB")])
        #expect(set.keys.isEmpty)
        #expect(set.omitted.map(\.why.reason) == ["key-id-not-unique", "key-member-malformed"])
    }

    @Test func oneKeyWrittenTwiceStaysUsable() throws {
        let set = try keySet([Self.rsa, Self.rsa.with("use", "sig")])
        #expect(set.omitted.isEmpty)
        #expect(set.mayHold(keyID: "rsa"))
    }

    @Test func anUnusableKeyDoesNotMakeItsNameAmbiguous() throws {
        let set = try keySet([Self.rsa, Self.elliptic.with("kid", "rsa").with("use", "enc")])
        #expect(set.keys.map(\.keyID) == ["rsa"])
        #expect(set.omitted.map(\.why.reason) == ["key-for-other-use"])
        #expect(set.mayHold(keyID: "rsa"))
    }

    @Test func namesAreComparedAsBytes() throws {
        // The Kelvin sign is canonically equivalent to K.
        let set = try keySet([Self.rsa.with("kid", "K"), Self.elliptic.with("kid", "\u{212A}")])
        #expect(set.omitted.isEmpty)
        #expect(set.mayHold(keyID: "K"))
        #expect(set.mayHold(keyID: "\u{212A}"))
        #expect(!set.mayHold(keyID: "k"))
    }

    @Test func aSetOfOurOwnHidesSecrets() throws {
        let set = try keySet([Self.symmetric])
        #expect(set.json == ["keys": [["kty": "oct", "kid": "secret", "use": "sig"]]])
        let made = JSONWebKeySet([
            JSONWebKey(try PrivateKey.generate(.ed25519).publicKey, keyID: "a", algorithm: .edDSA),
            JSONWebKey(try PrivateKey.generate(.ed25519).publicKey, keyID: "a", algorithm: .edDSA),
        ])
        #expect(made.keys.isEmpty)
        #expect(made.omitted.map(\.index) == [0, 1])
    }
}

extension OmittedKey {
    fileprivate init(_ index: Int, _ keyID: ExactString?, _ why: KeyDefect) {
        self.init(index: index, keyID: keyID, why: why)
    }
}
