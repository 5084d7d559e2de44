internal import COpenSSL
internal import Essentials

/// Owns one EVP_CIPHER_CTX for one text.
final class CipherContext {
    private let context: OpaquePointer

    /// - Throws: `CryptographyError.wrongLength` where key or initialisation vector do not fit: the library would read
    ///   past their end.
    init(_ algorithm: FetchedAlgorithm, key: Secret, vector: [UInt8], encrypts: Bool) throws(CryptographyError) {
        let cipher = try algorithm.get()
        let keyLength = Int(EVP_CIPHER_get_key_length(cipher))
        guard key.count == keyLength else {
            throw .wrongLength(of: "key", found: key.count, expected: String(keyLength))
        }
        guard vector.count == Int(EVP_CIPHER_get_iv_length(cipher)) else {
            throw .wrongLength(
                of: "initialisation vector", found: vector.count, expected: String(EVP_CIPHER_get_iv_length(cipher)))
        }
        guard let context = EVP_CIPHER_CTX_new() else { throw Library.failure("EVP_CIPHER_CTX_new") }
        self.context = context
        try Library.check(
            EVP_CipherInit_ex2(context, cipher, key.reveal(), vector, encrypts ? 1 : 0, nil), "EVP_CipherInit_ex2")
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    /// The text is whole blocks, and stays so.
    func usesNoPadding() throws(CryptographyError) {
        try Library.check(EVP_CIPHER_CTX_set_padding(context, 0), "EVP_CIPHER_CTX_set_padding")
    }

    func authenticate(_ associatedData: [UInt8]) throws(CryptographyError) {
        guard !associatedData.isEmpty else { return }
        var count: Int32 = 0
        try Library.check(
            EVP_CipherUpdate(context, nil, &count, associatedData, try CipherContext.length(associatedData)),
            "EVP_CipherUpdate")
    }

    func update(_ input: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard !input.isEmpty else { return [] }
        var out = [UInt8](repeating: 0, count: input.count)
        var count: Int32 = 0
        guard EVP_CipherUpdate(context, &out, &count, input, try CipherContext.length(input)) == 1,
            Int(count) == input.count
        else { throw Library.failure("EVP_CipherUpdate") }
        return out
    }

    /// Ends a text of whole blocks.
    func finish() throws(CryptographyError) {
        var rest = [UInt8](repeating: 0, count: 32)
        var count: Int32 = 0
        guard EVP_CipherFinal_ex(context, &rest, &count) == 1, count == 0 else {
            throw Library.failure("EVP_CipherFinal_ex")
        }
    }

    /// Ends an authenticated text; its tag.
    func finishSealing(tagLength: Int) throws(CryptographyError) -> [UInt8] {
        try finish()
        var tag = [UInt8](repeating: 0, count: tagLength)
        try Library.check(
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag), "EVP_CIPHER_CTX_ctrl")
        return tag
    }

    /// Ends an authenticated text that was opened.
    ///
    /// - Throws: `CryptographyError.authenticationFailed` where the tag does not fit.
    func finishOpening(tag: [UInt8]) throws(CryptographyError) {
        var tag = tag
        try Library.check(
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag), "EVP_CIPHER_CTX_ctrl")
        var rest = [UInt8](repeating: 0, count: 32)
        var count: Int32 = 0
        guard EVP_CipherFinal_ex(context, &rest, &count) == 1, count == 0 else {
            Library.forgetErrors()
            throw .authenticationFailed
        }
    }

    private static func length(_ bytes: [UInt8]) throws(CryptographyError) -> Int32 {
        guard let length = Int32(exactly: bytes.count) else {
            throw .wrongLength(of: "text", found: bytes.count, expected: "less than 2 GiB")
        }
        return length
    }
}
