import Cryptography
import Essentials
import JOSE
import Testing

/// Which key a token is held against, and what a stranger's header can and cannot choose.
@Suite struct KeySelectionTests {
    private static let nameless = #"{"alg":"ES256"}"#

    @Test func anUnknownKeyIsItsOwnCase() throws {
        let factory = try TokenFactory()
        let token = try factory.token(header: #"{"alg":"ES256","kid":"other"}"#, claims: TokenFactory.claims)
        let refusal = #expect(throws: TokenRefusal.unknownKey("other")) { try factory.verify(token) }
        #expect(refusal?.mayBeStaleKeys == true)
        let empty = try JSONWebKeySet(parsing: Array(#"{"keys":[]}"#.utf8), from: .fetched)
        #expect(throws: TokenRefusal.unknownKey("other")) { try factory.verify(token, keys: empty) }
        let nameless = try factory.token(header: Self.nameless, claims: TokenFactory.claims)
        #expect(throws: TokenRefusal.noKeyFits(.es256)) { try factory.verify(nameless, keys: empty) }
    }

    @Test func anOmittedKeyIsNamedWithItsDefect() throws {
        let factory = try TokenFactory()
        let keys = try keySet([try #require(factory.keys.keys.first).json.with("use", "enc")])
        let refusal = #expect(throws: TokenRefusal.unusableKey("k", .otherUse("enc"))) {
            try factory.verify(try factory.token(claims: TokenFactory.claims), keys: keys)
        }
        #expect(refusal?.mayBeStaleKeys == false)
        #expect(refusal?.detail.hasSuffix("the key is marked for the use `enc`; `sig` was expected") == true)
    }

    @Test func aKeyWithoutANameDoesNotServeATokenThatNamesOne() throws {
        let factory = try TokenFactory()
        let keys = JSONWebKeySet([JSONWebKey(factory.key.publicKey, keyID: nil, algorithm: nil)])
        #expect(
            reason { try factory.verify(try factory.token(claims: TokenFactory.claims), keys: keys) } == "key-unknown")
        let nameless = try factory.token(header: Self.nameless, claims: TokenFactory.claims)
        #expect(try factory.verify(nameless, keys: keys).subject == "alice")
    }

    @Test func aNamelessTokenIsTriedAgainstFourKeysOfItsType() throws {
        let factories = try (0..<6).map { _ in try TokenFactory() }
        let other = try PrivateKey.generate(.elliptic(.p384)).publicKey
        var keys = [JSONWebKey(other, keyID: "other", algorithm: nil)]
        keys += factories.enumerated().map {
            JSONWebKey($0.element.key.publicKey, keyID: ExactString("\($0.offset)"), algorithm: nil)
        }
        // Of its type, for another purpose.
        let set = JSONWebKeySet(keys)
        for (index, factory) in factories.enumerated() {
            let token = try factory.token(header: Self.nameless, claims: TokenFactory.claims)
            if index < 4 {
                #expect(try factory.verify(token, keys: set).subject == "alice")
            } else {
                let refusal = #expect(throws: TokenRefusal.self) { try factory.verify(token, keys: set) }
                #expect(refusal == .signatureInvalid(keyID: nil, algorithm: .es256, tried: 4, fitting: 6))
                #expect(refusal?.detail.contains("none of the first 4 of 6 keys that fit") == true)
            }
        }
    }

    @Test func aKeyWithoutAnAlgorithmServesAnyAllowedOneOfItsType() throws {
        let rsa = try PrivateKey.generate(.rsa(bits: 2048))
        let free = JSONWebKeySet([JSONWebKey(rsa.publicKey, keyID: "r", algorithm: nil)])
        let bound = JSONWebKeySet([JSONWebKey(rsa.publicKey, keyID: "r", algorithm: .ps256)])
        for algorithm in [JWSAlgorithm.rs256, .rs384, .rs512, .ps256, .ps384, .ps512] {
            let token = try UnverifiedToken(
                try TokenSigner(key: rsa, algorithm: algorithm, keyID: "r").sign(TokenFactory.claims, type: nil))
            #expect(
                try TokenVerifier.verify(token, keys: free, expecting: TokenFactory.expectations()).algorithm
                    == algorithm)
            let outcome = reason {
                try TokenVerifier.verify(token, keys: bound, expecting: TokenFactory.expectations())
            }
            #expect(outcome == (algorithm == .ps256 ? nil : "key-does-not-fit-algorithm"))
        }
    }

    @Test(arguments: ["none", "None", "NONE", "", "es256", "ES256 ", "ES256K", "HS256", "RS1", "EdDSA\u{0}"])
    func anAlgorithmOutsideTheListIsRefused(name: String) throws {
        let factory = try TokenFactory()
        let header: JSONObject = ["alg": .string(name), "kid": "k"]
        let token = try factory.token(header: header.serialized, claims: TokenFactory.claims)
        #expect(reason { try factory.verify(token) } == "algorithm-not-allowed")
        let unsigned = token.split(separator: ".").prefix(2).joined(separator: ".") + "."
        #expect(reason { try factory.verify(unsigned) } == "algorithm-not-allowed")
    }

    @Test func nothingIsAllowedByAnEmptyList() throws {
        let factory = try TokenFactory()
        let token = try factory.token(claims: TokenFactory.claims)
        let refusal = #expect(throws: TokenRefusal.algorithmNotAllowed(found: "ES256", allowed: "")) {
            try factory.verify(token, TokenFactory.expectations(algorithms: []))
        }
        #expect(refusal?.detail == "the token is signed by `ES256`; allowed are none")
    }

    /// The classic confusion: the public key's bytes as the secret of a MAC.
    @Test func aPublicKeyIsNeverASecret() throws {
        let factory = try TokenFactory()
        guard case .elliptic(_, let x, let y) = factory.key.publicKey.components else {
            Issue.record("an elliptic key was made")
            return
        }
        for secret in [x, [4] + x + y] {
            let forged = try TokenSigner.hmac(Secret(secret), algorithm: .hs256, keyID: "k").sign(
                TokenFactory.claims, type: nil)
            #expect(reason { try factory.verify(forged) } == "algorithm-not-allowed")
            #expect(
                reason { try factory.verify(forged, TokenFactory.expectations(algorithms: Set(JWSAlgorithm.allCases))) }
                    == "key-does-not-fit-algorithm")
        }
    }

    @Test func aSecretServesOnlyWhereItsAlgorithmIsNamed() throws {
        let secret = Secret([UInt8](repeating: 7, count: 32))
        let keys = try keySet([["kty": "oct", "kid": "s", "k": .string(Base64.encodeURL(secret.reveal()))]])
        let token = try UnverifiedToken(
            try TokenSigner.hmac(secret, algorithm: .hs256, keyID: "s").sign(TokenFactory.claims, type: nil))
        #expect(
            reason { try TokenVerifier.verify(token, keys: keys, expecting: TokenFactory.expectations()) }
                == "algorithm-not-allowed")
        let named = TokenFactory.expectations(algorithms: [.hs256, .hs512])
        #expect(try TokenVerifier.verify(token, keys: keys, expecting: named).algorithm == .hs256)
        // 32 bytes are too few for SHA-512 (RFC 7518 §3.2), for the verifier and for the signer.
        let header = Base64.encodeURL(Array(#"{"alg":"HS512","kid":"s"}"#.utf8))
        let longer = "\(header).\(Base64.encodeURL(TokenFactory.claims.serializedBytes)).AAAA"
        #expect(
            reason { try TokenVerifier.verify(try UnverifiedToken(longer), keys: keys, expecting: named) }
                == "key-does-not-fit-algorithm")
        #expect(throws: CryptographyError.wrongLength(of: "secret", found: 32, expected: "at least 64")) {
            try TokenSigner.hmac(secret, algorithm: .hs512).sign(TokenFactory.claims, type: nil)
        }
    }

    @Test func aSignerOfAnotherKindSignsNothing() throws {
        let key = try PrivateKey.generate(.ed25519)
        for algorithm in JWSAlgorithm.allCases where algorithm != .edDSA {
            #expect(throws: CryptographyError.self, "\(algorithm)") {
                try TokenSigner(key: key, algorithm: algorithm, keyID: nil).sign(TokenFactory.claims, type: nil)
            }
        }
        #expect(throws: CryptographyError.self) {
            try TokenSigner.hmac(Secret([UInt8](repeating: 1, count: 64)), algorithm: .rs256).sign([:], type: nil)
        }
    }

    @Test func anAlteredTokenIsRefused() throws {
        let factory = try TokenFactory()
        let parts = try factory.token(claims: TokenFactory.claims).split(separator: ".").map(String.init)
        let claims = Base64.encodeURL(TokenFactory.claims.with("sub", "mallory").serializedBytes)
        #expect(reason { try factory.verify("\(parts[0]).\(claims).\(parts[2])") } == "signature-invalid")
        #expect(reason { try factory.verify("\(parts[0]).\(parts[1]).") } == "signature-invalid")
        let header = Base64.encodeURL(Array(#"{"alg":"ES256","kid":"k","typ":"JWT"}"#.utf8))
        #expect(reason { try factory.verify("\(header).\(parts[1]).\(parts[2])") } == "signature-invalid")
    }
}
