import Cryptography
import Essentials
import Foundation
import Testing

/// The ciphers of XML encryption against published vectors: AES-CBC and RSA-OAEP.
@Suite struct EncryptionVectorTests {
    private struct ChainingGroup: Decodable {
        struct Vector: Decodable {
            let tcId: Int
            let comment: String
            let key: Hex
            let iv: Hex
            let msg: Hex
            let ct: Hex
            let result: Verdict
        }
        let keySize: Int
        let tests: [Vector]
    }

    /// Paddings that PKCS #5 refuses and XML-Enc 1.1 §5.2.2 takes: only the last byte counts.
    private static let looser = [
        "Using ANSI X.923 padding instead of PKCS #5 padding", "Using ISO 10126 padding instead of PKCS #5 padding",
        "Invalid PKCS #5 padding",
    ]

    @Test func cipherBlockChaining() throws {
        var opened = 0
        var refused = 0
        for group in try Fixture.wycheproof("aes_cbc_pkcs5_test", ChainingGroup.self) {
            for vector in group.tests {
                let key = Secret(vector.key.bytes)
                guard group.keySize != 192 else {
                    #expect(throws: CryptographyError.wrongLength(of: "key", found: 24, expected: "16 or 32")) {
                        try AESCBC.encrypt(vector.msg.bytes, key: key, vector: vector.iv.bytes)
                    }
                    continue
                }
                if vector.result == .valid {
                    let sealed = try AESCBC.encrypt(vector.msg.bytes, key: key, vector: vector.iv.bytes)
                    #expect(sealed == vector.ct.bytes, "tcId \(vector.tcId)")
                }
                if vector.result == .valid || EncryptionVectorTests.looser.contains(vector.comment) {
                    opened += 1
                    #expect(
                        try AESCBC.decrypt(vector.ct.bytes, key: key, vector: vector.iv.bytes) == vector.msg.bytes,
                        "tcId \(vector.tcId) \(vector.comment)")
                } else {
                    refused += 1
                    #expect(throws: CryptographyError.authenticationFailed, "tcId \(vector.tcId) \(vector.comment)") {
                        try AESCBC.decrypt(vector.ct.bytes, key: key, vector: vector.iv.bytes)
                    }
                }
            }
        }
        #expect(opened == 2 * 39)
        #expect(refused == 2 * 33)
    }

    @Test(arguments: [0, 12, 15, 17]) func chainingRefusesAVectorOfAnotherLength(count: Int) {
        #expect(
            throws: CryptographyError.wrongLength(of: "initialisation vector", found: count, expected: "16")
        ) {
            try AESCBC.encrypt(
                [1], key: Secret([UInt8](repeating: 1, count: 16)), vector: [UInt8](repeating: 0, count: count))
        }
    }

    private struct TransportGroup: Decodable {
        struct Vector: Decodable {
            let tcId: Int
            let comment: String
            let msg: Hex
            let ct: Hex
            let label: Hex
            let result: Verdict
        }
        let privateKeyPem: String
        let tests: [Vector]
    }

    @Test(arguments: [
        ("rsa_oaep_2048_sha1_mgf1sha1_test", HashAlgorithm.sha1),
        ("rsa_oaep_2048_sha256_mgf1sha256_test", HashAlgorithm.sha256),
    ])
    func keyTransport(file: String, hash: HashAlgorithm) throws {
        var opened = 0
        for group in try Fixture.wycheproof(file, TransportGroup.self) {
            let key = try PrivateKey(pem: Secret(group.privateKeyPem))
            for vector in group.tests {
                let parameters = OAEPParameters(digest: hash, mask: hash, label: vector.label.bytes)
                if vector.result == .valid {
                    opened += 1
                    #expect(
                        try key.decrypt(vector.ct.bytes, parameters).reveal() == vector.msg.bytes,
                        "tcId \(vector.tcId) \(vector.comment)")
                    let other = OAEPParameters(digest: hash, mask: hash, label: vector.label.bytes + [1])
                    #expect(throws: CryptographyError.authenticationFailed) {
                        try key.decrypt(vector.ct.bytes, other)
                    }
                } else {
                    #expect(throws: CryptographyError.authenticationFailed, "tcId \(vector.tcId) \(vector.comment)") {
                        try key.decrypt(vector.ct.bytes, parameters)
                    }
                }
            }
        }
        #expect(opened > 15)
    }

    /// Digest and mask of two kinds: no published vector here has that, so the ciphertext is OpenSSL's own
    /// (Tests/Fixtures/cryptography/README.md has the command).
    @Test(arguments: [
        ("oaep-sha256-mgf1-sha1", HashAlgorithm.sha256, HashAlgorithm.sha1),
        ("oaep-sha1-mgf1-sha256", .sha1, .sha256), ("oaep-sha512-mgf1-sha384", .sha512, .sha384),
    ])
    func keyTransportWithAMaskOfItsOwn(file: String, digest: HashAlgorithm, mask: HashAlgorithm) throws {
        let key = try PrivateKey(pem: Secret(Array(try Fixture.data("cryptography/oaep.key.pem"))))
        let text = try #require(String(strictUTF8: try Fixture.data("cryptography/\(file).hex")))
        let ciphertext = try #require(Hexadecimal.decode(text.filter { $0 != "\n" }))
        #expect(
            try key.decrypt(ciphertext, OAEPParameters(digest: digest, mask: mask)).reveal()
                == Array("sixteen byte key".utf8))
        #expect(throws: CryptographyError.authenticationFailed) {
            try key.decrypt(ciphertext, OAEPParameters(digest: mask, mask: digest))
        }
        let again = try key.publicKey.encrypt(Secret("another"), OAEPParameters(digest: digest, mask: mask))
        #expect(try key.decrypt(again, OAEPParameters(digest: digest, mask: mask)) == Secret("another"))
    }

    @Test func keyTransportRefusesKeysThatDoNotEncrypt() throws {
        let key = try PrivateKey.generate(.elliptic(.p256))
        let parameters = OAEPParameters(digest: .sha256, mask: .sha256)
        #expect(throws: CryptographyError.unsuitableKey("only RSA keys encrypt")) {
            try key.publicKey.encrypt(Secret([1]), parameters)
        }
        #expect(throws: CryptographyError.unsuitableKey("only RSA keys decrypt")) {
            try key.decrypt([UInt8](repeating: 1, count: 256), parameters)
        }
    }

    @Test func keyTransportRefusesALongSecret() throws {
        let key = try PrivateKey(pem: Secret(Array(try Fixture.data("cryptography/oaep.key.pem"))))
        let parameters = OAEPParameters(digest: .sha256, mask: .sha256)
        // RFC 8017 §7.1.1: at most k - 2 hLen - 2 bytes.
        #expect(
            try key.decrypt(
                key.publicKey.encrypt(Secret([UInt8](repeating: 7, count: 190)), parameters), parameters
            ).count == 190)
        #expect(throws: CryptographyError.wrongLength(of: "secret", found: 191, expected: "at most 190")) {
            try key.publicKey.encrypt(Secret([UInt8](repeating: 7, count: 191)), parameters)
        }
    }
}
