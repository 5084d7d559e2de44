import Cryptography
import Testing

/// Every Wycheproof signature vector of our schemes gives its verdict. `acceptable` ones (a DigestInfo
/// without its NULL) are refused.
@Suite struct SignatureVectorTests {
    private struct EllipticGroup: Decodable {
        struct Key: Decodable { let uncompressed: Hex }
        let publicKey: Key
        let tests: [SignatureVector]
    }

    @Test(arguments: [
        ("ecdsa_secp256r1_sha256_p1363_test", EllipticCurve.p256, HashAlgorithm.sha256),
        ("ecdsa_secp384r1_sha384_p1363_test", .p384, .sha384), ("ecdsa_secp521r1_sha512_p1363_test", .p521, .sha512),
    ])
    func ecdsa(file: String, curve: EllipticCurve, hash: HashAlgorithm) throws {
        var accepted = 0
        for group in try Fixture.wycheproof(file, EllipticGroup.self) {
            let point = group.publicKey.uncompressed.bytes
            try #require(point.count == 1 + 2 * curve.coordinateLength)
            let key = try PublicKey.elliptic(
                curve, x: Array(point[1...curve.coordinateLength]), y: Array(point.suffix(curve.coordinateLength)))
            accepted += try judge(group.tests, key, .ecdsa(curve, hash))
        }
        #expect(accepted > 50)
    }

    private struct EdwardsGroup: Decodable {
        struct Key: Decodable { let pk: Hex }
        let publicKey: Key
        let tests: [SignatureVector]
    }

    @Test func ed25519() throws {
        var accepted = 0
        for group in try Fixture.wycheproof("ed25519_test", EdwardsGroup.self) {
            accepted += try judge(group.tests, try .ed25519(group.publicKey.pk.bytes), .ed25519)
        }
        #expect(accepted > 50)
    }

    private struct RSAGroup: Decodable {
        struct Key: Decodable {
            let modulus: Hex
            let publicExponent: Hex
        }
        let publicKey: Key
        let tests: [SignatureVector]
    }

    @Test(arguments: [
        ("rsa_signature_2048_sha256_test", SignatureScheme.rsaPKCS1(.sha256)),
        ("rsa_signature_2048_sha384_test", .rsaPKCS1(.sha384)), ("rsa_signature_2048_sha512_test", .rsaPKCS1(.sha512)),
        ("rsa_pss_2048_sha256_mgf1_32_test", .rsaPSS(.sha256)), ("rsa_pss_2048_sha384_mgf1_48_test", .rsaPSS(.sha384)),
        ("rsa_pss_4096_sha512_mgf1_64_test", .rsaPSS(.sha512)),
    ])
    func rsa(file: String, scheme: SignatureScheme) throws {
        var accepted = 0
        for group in try Fixture.wycheproof(file, RSAGroup.self) {
            let key = try PublicKey.rsa(
                modulus: group.publicKey.modulus.bytes, exponent: group.publicKey.publicExponent.bytes)
            accepted += try judge(group.tests, key, scheme)
        }
        #expect(accepted > 5)
    }

    private func judge(_ vectors: [SignatureVector], _ key: PublicKey, _ scheme: SignatureScheme) throws -> Int {
        var accepted = 0
        for vector in vectors {
            let verdict = try key.isValid(vector.sig.bytes, over: vector.msg.bytes, scheme)
            #expect(verdict == (vector.result == .valid), "tcId \(vector.tcId) \(vector.comment) \(vector.flags)")
            accepted += verdict ? 1 : 0
        }
        return accepted
    }
}
