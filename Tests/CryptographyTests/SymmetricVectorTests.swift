import Cryptography
import Essentials
import Testing

/// Digests, MACs, key derivation and AES-GCM against published vectors.
@Suite struct SymmetricVectorTests {
    // FIPS 180-4 examples, «abc» and the empty text.
    @Test(arguments: [
        (HashAlgorithm.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (
            .sha384, "abc",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        ),
        (
            .sha512, "abc",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func digest(algorithm: HashAlgorithm, text: String, expected: String) throws {
        let digest = try Digest.hash(Array(text.utf8), algorithm)
        #expect(digest == (try Hex(expected)).bytes)
        #expect(digest.count == algorithm.byteCount)
    }

    private struct MACGroup: Decodable {
        struct Vector: Decodable {
            let tcId: Int
            let comment: String
            let key: Hex
            let msg: Hex
            let tag: Hex
            let result: Verdict
        }
        let tagSize: Int
        let tests: [Vector]
    }

    @Test(arguments: [
        ("hmac_sha256_test", HashAlgorithm.sha256), ("hmac_sha384_test", .sha384), ("hmac_sha512_test", .sha512),
    ])
    func hmac(file: String, hash: HashAlgorithm) throws {
        for group in try Fixture.wycheproof(file, MACGroup.self) {
            for vector in group.tests {
                let key = Secret(vector.key.bytes)
                let code = try HMAC.authenticate(vector.msg.bytes, key: key, hash)
                // Some groups cut the code short; a whole one is all that `isValid` takes.
                let fits = Array(code.prefix(group.tagSize / 8)) == vector.tag.bytes
                #expect(fits == (vector.result == .valid), "tcId \(vector.tcId) \(vector.comment)")
                let isWhole = group.tagSize / 8 == hash.byteCount
                #expect(
                    try HMAC.isValid(vector.tag.bytes, over: vector.msg.bytes, key: key, hash)
                        == (isWhole && vector.result == .valid), "tcId \(vector.tcId)")
            }
        }
    }

    // Computed by Python's hmac module.
    @Test func hmacOfAnEmptyKey() throws {
        let code = try HMAC.authenticate(Array("abc".utf8), key: Secret([]), .sha256)
        #expect(code == (try Hex("fd7adb152c05ef80dccf50a1fa4c05d5a3ec6da95575fc312ae7c5d091836351")).bytes)
    }

    // RFC 5869 appendix A.1 to A.3.
    @Test(arguments: [
        (
            String(repeating: "0b", count: 22), "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9", 42,
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        ),
        (
            (0x00...0x4f).map { hex(UInt8($0)) }.joined(), (0x60...0xaf).map { hex(UInt8($0)) }.joined(),
            (0xb0...0xff).map { hex(UInt8($0)) }.joined(), 82,
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        ),
        (
            String(repeating: "0b", count: 22), "", "", 42,
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        ),
    ])
    func hkdf(key: String, salt: String, info: String, length: Int, expected: String) throws {
        let derived = try HKDF.derive(
            key: Secret(try Hex(key).bytes), salt: try Hex(salt).bytes, info: try Hex(info).bytes, length: length)
        #expect(derived.reveal() == (try Hex(expected)).bytes)
    }

    @Test(arguments: [0, -1, 8161]) func hkdfRefusesLength(length: Int) {
        #expect(throws: CryptographyError.self) {
            try HKDF.derive(key: Secret([1]), salt: [], info: [], length: length)
        }
    }

    @Test func hkdfRefusesAnEmptyKey() {
        #expect(throws: CryptographyError.wrongLength(of: "key", found: 0, expected: "at least 1")) {
            try HKDF.derive(key: Secret([]), salt: [1], info: [], length: 32)
        }
    }

    private struct AEADGroup: Decodable {
        struct Vector: Decodable {
            let tcId: Int
            let comment: String
            let key: Hex
            let iv: Hex
            let aad: Hex
            let msg: Hex
            let ct: Hex
            let tag: Hex
            let result: Verdict
        }
        let ivSize: Int
        let keySize: Int
        let tagSize: Int
        let tests: [Vector]
    }

    /// Of the file's groups ours are those of AES-128 and AES-256 with a nonce of 96 and a tag of 128 bits; another
    /// key or nonce length is refused by name, which the same loop sees.
    @Test func aesGCM() throws {
        var opened = 0
        for group in try Fixture.wycheproof("aes_gcm_test", AEADGroup.self) {
            try #require(group.tagSize == 128)
            for vector in group.tests {
                let key = Secret(vector.key.bytes)
                let sealed = vector.ct.bytes + vector.tag.bytes
                guard group.keySize != 192, group.ivSize == 96 else {
                    #expect {
                        try AESGCM.open(sealed, key: key, nonce: vector.iv.bytes, associatedData: vector.aad.bytes)
                    } throws: { error in
                        guard case CryptographyError.wrongLength = error else { return false }
                        return true
                    }
                    continue
                }
                if vector.result == .valid {
                    opened += 1
                    #expect(
                        try AESGCM.open(sealed, key: key, nonce: vector.iv.bytes, associatedData: vector.aad.bytes)
                            == vector.msg.bytes, "tcId \(vector.tcId)")
                    #expect(
                        try AESGCM.seal(
                            vector.msg.bytes, key: key, nonce: vector.iv.bytes, associatedData: vector.aad.bytes)
                            == sealed, "tcId \(vector.tcId)")
                } else {
                    #expect(throws: CryptographyError.authenticationFailed, "tcId \(vector.tcId)") {
                        try AESGCM.open(sealed, key: key, nonce: vector.iv.bytes, associatedData: vector.aad.bytes)
                    }
                }
            }
        }
        #expect(opened > 60)
    }

    @Test(arguments: [0, 15]) func aesGCMRefusesWhatIsShorterThanATag(count: Int) {
        #expect(throws: CryptographyError.authenticationFailed) {
            try AESGCM.open(
                [UInt8](repeating: 0, count: count), key: Secret([UInt8](repeating: 1, count: 32)),
                nonce: [UInt8](repeating: 0, count: 12), associatedData: [])
        }
    }

    @Test func randomnessGivesWhatWasAskedFor() {
        let randomness = SystemRandomness()
        #expect(randomness.bytes(0).isEmpty)
        #expect(randomness.bytes(32).count == 32)
        #expect(randomness.bytes(32) != randomness.bytes(32))
    }
}

private func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
