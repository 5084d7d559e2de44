internal import COpenSSL
public import Essentials

/// Message authentication codes of a hash function (RFC 2104).
public enum HMAC {
    /// The code of a message, as long as the hash's digest.
    public static func authenticate(_ message: [UInt8], key: Secret, _ hash: HashAlgorithm) throws(CryptographyError)
        -> [UInt8]
    {
        guard let context = EVP_MAC_CTX_dup(try hash.fetchedMAC.get()) else {
            throw Library.failure("EVP_MAC_CTX_dup")
        }
        defer { EVP_MAC_CTX_free(context) }
        // RFC 2104 §2 fills a short key with zeros, so one zero byte is the empty key; given no bytes, the
        // library would keep the key it has.
        let bytes = key.count == 0 ? [0] : key.reveal()
        try Library.check(EVP_MAC_init(context, bytes, bytes.count, nil), "EVP_MAC_init")
        try Library.check(EVP_MAC_update(context, message, message.count), "EVP_MAC_update")
        var out = [UInt8](repeating: 0, count: hash.byteCount)
        var length = 0
        guard EVP_MAC_final(context, &out, &length, out.count) == 1, length == out.count else {
            throw Library.failure("EVP_MAC_final")
        }
        return out
    }

    /// Whether a whole code belongs to a message; the comparison tells nothing by its duration.
    public static func isValid(_ code: [UInt8], over message: [UInt8], key: Secret, _ hash: HashAlgorithm)
        throws(CryptographyError) -> Bool
    {
        ConstantTime.equal(code, try authenticate(message, key: key, hash))
    }
}
