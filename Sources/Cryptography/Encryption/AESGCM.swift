internal import COpenSSL
public import Essentials

/// AES-256 in Galois/Counter Mode (NIST SP 800-38D): a key of 32 bytes, a nonce of 12, a tag of 16.
///
/// A pair of key and nonce must seal one text only; which pair that is, is the caller's affair.
public enum AESGCM {
    /// Length of a key in bytes.
    public static let keyLength = 32
    /// Length of a nonce in bytes.
    public static let nonceLength = 12
    /// Length of the tag at the end of a sealed text, in bytes.
    public static let tagLength = 16

    /// Encrypts and authenticates a text, and authenticates the associated data: ciphertext, then tag.
    public static func seal(_ plaintext: [UInt8], key: Secret, nonce: [UInt8], associatedData: [UInt8])
        throws(CryptographyError) -> [UInt8]
    {
        let context = try CipherContext(key: key, nonce: nonce, encrypts: true)
        try context.authenticate(associatedData)
        let ciphertext = try context.update(plaintext)
        return ciphertext + (try context.finishSealing())
    }

    /// The text that was sealed under this key and nonce with this associated data.
    ///
    /// - Throws: `CryptographyError.authenticationFailed`; nothing of the text is given out before the tag fits.
    public static func open(_ sealed: [UInt8], key: Secret, nonce: [UInt8], associatedData: [UInt8])
        throws(CryptographyError) -> [UInt8]
    {
        guard sealed.count >= tagLength else { throw .authenticationFailed }
        let context = try CipherContext(key: key, nonce: nonce, encrypts: false)
        try context.authenticate(associatedData)
        let plaintext = try context.update(Array(sealed.dropLast(tagLength)))
        try context.finishOpening(tag: Array(sealed.suffix(tagLength)))
        return plaintext
    }
}

/// Owns one EVP_CIPHER_CTX for one text.
private final class CipherContext {
    private let context: OpaquePointer

    init(key: Secret, nonce: [UInt8], encrypts: Bool) throws(CryptographyError) {
        guard key.count == AESGCM.keyLength else {
            throw .wrongLength(of: "key", found: key.count, expected: "32")
        }
        guard nonce.count == AESGCM.nonceLength else {
            throw .wrongLength(of: "nonce", found: nonce.count, expected: "12")
        }
        let cipher = try FetchedAlgorithm.aes256GCM.get()
        guard let context = EVP_CIPHER_CTX_new() else { throw Library.failure("EVP_CIPHER_CTX_new") }
        self.context = context
        // 12 bytes is the library's own length of a GCM nonce.
        try Library.check(
            EVP_CipherInit_ex2(context, cipher, key.reveal(), nonce, encrypts ? 1 : 0, nil), "EVP_CipherInit_ex2")
    }

    deinit { EVP_CIPHER_CTX_free(context) }

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

    func finishSealing() throws(CryptographyError) -> [UInt8] {
        var rest = [UInt8](repeating: 0, count: 16)
        var count: Int32 = 0
        guard EVP_CipherFinal_ex(context, &rest, &count) == 1, count == 0 else {
            throw Library.failure("EVP_CipherFinal_ex")
        }
        var tag = [UInt8](repeating: 0, count: AESGCM.tagLength)
        try Library.check(
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), &tag), "EVP_CIPHER_CTX_ctrl")
        return tag
    }

    func finishOpening(tag: [UInt8]) throws(CryptographyError) {
        var tag = tag
        try Library.check(
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag), "EVP_CIPHER_CTX_ctrl")
        var rest = [UInt8](repeating: 0, count: 16)
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
