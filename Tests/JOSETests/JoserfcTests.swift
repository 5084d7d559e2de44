import Cryptography
import Essentials
import Foundation
import JOSE
import Testing

/// Keys and tokens made by another implementation (recipe: Fixtures/jose/make_tokens.py).
@Suite struct JoserfcTests {
    private static let instant = Instant(seconds: 1_767_225_600)

    private func expectations(_ algorithm: JWSAlgorithm) -> TokenExpectations {
        TokenExpectations(
            issuer: .exactly("https://idp.example"), audience: .anyOf(["client-1"]), nonce: .exactly("n-0S6_WzA2Mj"),
            algorithms: [algorithm], at: Self.instant, skew: .seconds(60))
    }

    private func token(_ algorithm: JWSAlgorithm, in file: JSONObject) throws -> (text: String, keyID: ExactString) {
        let tokens = try file.list("tokens")
        let token = try #require(tokens.first { $0.object?["algorithm"]?.string == algorithm.rawValue }?.object)
        return (
            try token.text("token"), ExactString(try token.text("kid"))
        )
    }

    private func keys(_ algorithm: JWSAlgorithm, in file: JSONObject) throws -> JSONWebKeySet {
        try JSONWebKeySet(
            parsing: try file.object(algorithm.isSymmetric ? "secret" : "public").serializedBytes,
            from: algorithm.isSymmetric ? .local : .fetched)
    }

    @Test(arguments: JWSAlgorithm.allCases) func whatItSignsWeVerify(algorithm: JWSAlgorithm) throws {
        let file = try Fixture.json("jose/tokens.json")
        let keys = try keys(algorithm, in: file)
        #expect(keys.omitted.isEmpty)
        let token = try UnverifiedToken(try token(algorithm, in: file).text)
        let verified = try TokenVerifier.verify(token, keys: keys, expecting: expectations(algorithm))
        #expect(verified.claims == (try file.at("claims").object))
        #expect(verified.subject == "248289761001")
        #expect(verified.algorithm == algorithm)
        #expect(verified.expires == Self.instant + .seconds(3600))
        #expect(verified.issuedAt == Self.instant)
        #expect(verified.compact.revealText() == token.compact.revealText())
        for other in JWSAlgorithm.allCases where other != algorithm {
            #expect(
                reason { try TokenVerifier.verify(token, keys: keys, expecting: expectations(other)) }
                    == "algorithm-not-allowed")
        }
    }

    /// RSASSA-PKCS1-v1_5, Ed25519 and HMAC have one signature for a text: ours must be the same.
    @Test(arguments: JWSAlgorithm.allCases) func whatWeSignIsWhatItSigns(algorithm: JWSAlgorithm) throws {
        let file = try Fixture.json("jose/tokens.json")
        let (text, keyID) = try token(algorithm, in: file)
        let claims = try file.object("claims")
        let signer: TokenSigner
        if algorithm.isSymmetric {
            let key = try #require(try file.at("secret", "keys").array?.first?.object?["k"]?.string)
            signer = .hmac(Secret(try #require(Base64.decodeURL(key))), algorithm: algorithm, keyID: keyID)
        } else {
            let pem = Secret(try file.text("pem", keyID.text))
            signer = TokenSigner(key: try PrivateKey(pem: pem), algorithm: algorithm, keyID: keyID)
        }
        let ours = try signer.sign(claims, type: "JWT")
        switch algorithm {
        case .rs256, .rs384, .rs512, .edDSA, .hs256, .hs384, .hs512: #expect(ours == text)
        case .ps256, .ps384, .ps512, .es256, .es384, .es512:
            #expect(ours.split(separator: ".").prefix(2) == text.split(separator: ".").prefix(2))
            #expect(ours != text)
        }
        // Under its public key.
        let verified = try TokenVerifier.verify(
            try UnverifiedToken(ours), keys: try keys(algorithm, in: file), expecting: expectations(algorithm))
        #expect(verified.claims == claims)
    }

    @Test func thumbprintsAreTheSame() throws {
        let file = try Fixture.json("jose/tokens.json")
        let keys = try keys(.rs256, in: file)
        #expect(keys.keys.count == 5)
        for key in keys.keys {
            let keyID = try #require(key.keyID)
            #expect(try key.thumbprint() == (try file.at("thumbprints", keyID.text).string))
        }
        // What we publish is what it published.
        #expect(keys.json == (try file.at("public").object))
    }

    /// Another key's name, or no name at all.
    @Test func everyTokenFailsUnderEveryOtherKey() throws {
        let file = try Fixture.json("jose/tokens.json")
        let published = try file.list("public", "keys").compactMap(\.object)
        for algorithm in JWSAlgorithm.asymmetric {
            let (text, keyID) = try token(algorithm, in: file)
            for key in published where key["kid"]?.string != keyID.text {
                let renamed = try keySet([key.with("kid", .string(keyID.text))], from: .fetched)
                #expect(
                    reason {
                        try TokenVerifier.verify(
                            try UnverifiedToken(text), keys: renamed, expecting: expectations(algorithm))
                    } == "key-does-not-fit-algorithm")
            }
        }
    }
}
