import Cryptography
import Essentials

/// AES-256-GCM under a key that is used once: HKDF-SHA-256 of a longer-lived key with 32 random bytes.
///
/// One AES-GCM key with random nonces would be spent after 2³² texts (NIST SP 800-38D §8.3); a key for
/// each text needs no nonce, so it is zero.
enum Envelope {
    /// Random bytes in front of the ciphertext.
    static let saltLength = 32
    private static let nonce = [UInt8](repeating: 0, count: AESGCM.nonceLength)

    /// `salt | ciphertext | tag`.
    static func seal(
        _ plaintext: [UInt8], under key: Secret, salt: [UInt8], info: String, associatedData: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        guard salt.count == saltLength else {
            throw .wrongLength(of: "salt of a sealed text", found: salt.count, expected: "\(saltLength)")
        }
        let once = try HKDF.derive(key: key, salt: salt, info: info.bytes, length: AESGCM.keyLength)
        return try salt + AESGCM.seal(plaintext, key: once, nonce: nonce, associatedData: associatedData)
    }

    /// The plaintext; throws `CryptographyError.authenticationFailed` where it is not ours.
    static func open(
        _ sealed: [UInt8], under key: Secret, info: String, associatedData: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        var reader = ByteReader(sealed)
        guard let salt = reader.take(saltLength), reader.remaining >= AESGCM.tagLength else {
            throw .authenticationFailed
        }
        let once = try HKDF.derive(key: key, salt: salt, info: info.bytes, length: AESGCM.keyLength)
        return try AESGCM.open(reader.takeRest(), key: once, nonce: nonce, associatedData: associatedData)
    }
}

extension UInt32 {
    /// Four bytes, the highest first.
    var bigEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (24 - 8 * $0)) } }
}
