internal import COpenSSL

/// Ed25519 reads its message twice, so the library takes it whole; the set-up each time is small beside
/// the arithmetic.
enum OneShotSignature {
    static func isValid(_ signature: [UInt8], over message: [UInt8], key: KeyHandle) throws(CryptographyError) -> Bool {
        guard let context = EVP_MD_CTX_new() else { throw Library.failure("EVP_MD_CTX_new") }
        defer { EVP_MD_CTX_free(context) }
        try Library.check(
            EVP_DigestVerifyInit_ex(context, nil, nil, nil, nil, key.pointer, nil), "EVP_DigestVerifyInit_ex")
        // Whatever is not 1 does not verify, as in `PreparedOperation.verify`.
        guard EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1 else {
            Library.forgetErrors()
            return false
        }
        return true
    }

    static func sign(_ message: [UInt8], key: KeyHandle) throws(CryptographyError) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { throw Library.failure("EVP_MD_CTX_new") }
        defer { EVP_MD_CTX_free(context) }
        try Library.check(
            EVP_DigestSignInit_ex(context, nil, nil, nil, nil, key.pointer, nil), "EVP_DigestSignInit_ex")
        var signature = [UInt8](repeating: 0, count: 64)
        var length = signature.count
        guard EVP_DigestSign(context, &signature, &length, message, message.count) == 1, length == 64 else {
            throw Library.failure("EVP_DigestSign")
        }
        return signature
    }
}
