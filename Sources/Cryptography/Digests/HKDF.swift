internal import COpenSSL
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
        guard let context = EVP_KDF_CTX_new(try FetchedAlgorithm.hkdf.get()) else {
            throw Library.failure("EVP_KDF_CTX_new")
        }
        defer { EVP_KDF_CTX_free(context) }
        let parameters = ParameterList()
        parameters.add("digest", text: "SHA2-256")
        parameters.add("key", octets: key.reveal())
        // No salt is a salt of zeros (§2.2), which is also what the library takes for an absent one.
        if !salt.isEmpty { parameters.add("salt", octets: salt) }
        if !info.isEmpty { parameters.add("info", octets: info) }
        var out = [UInt8](repeating: 0, count: length)
        try Library.check(EVP_KDF_derive(context, &out, out.count, parameters.pointer), "EVP_KDF_derive")
        return Secret(out)
    }
}
