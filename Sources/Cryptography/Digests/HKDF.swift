public import Essentials

/// Key derivation by HMAC-SHA-256 (RFC 5869).
public enum HKDF {
    /// A key of this many bytes, 1 to 8160, derived from another; `info` says for what use.
    ///
    /// - Throws: `CryptographyError.wrongLength` for an empty key or a length out of range.
    public static func derive(key: Secret, salt: [UInt8], info: [UInt8], length: Int) throws(CryptographyError)
        -> Secret
    {
        guard key.count > 0 else { throw .wrongLength(of: "key", found: 0, expected: "at least 1") }
        // RFC 5869 §2.3: L <= 255 * HashLen.
        guard (1...8160).contains(length) else {
            throw .wrongLength(of: "derived key", found: length, expected: "1 to 8160")
        }
        // From the library's HMAC: its own HKDF fetches digest and MAC by name each time, which costs three times the
        // work. No salt is a salt of zeros (§2.2), which is also what an empty key is to HMAC.
        let extracted = Secret(try HMAC.authenticate(key.reveal(), key: Secret(salt), .sha256))
        var out: [UInt8] = []
        var block: [UInt8] = []
        var number: UInt8 = 0
        while out.count < length {
            // At most 255 blocks, so that the number never wraps (§2.3).
            number &+= 1
            block = try HMAC.authenticate(block + info + [number], key: extracted, .sha256)
            out += block
        }
        return Secret(Array(out.prefix(length)))
    }
}
