public import Essentials

/// AES in Galois/Counter Mode (NIST SP 800-38D): a key of 32 bytes, or of 16 where a foreign format has it so; a
/// nonce of 12, a tag of 16.
///
/// A pair of key and nonce must seal one text only; which pair that is, is the caller's affair.
public enum AESGCM {
    /// Length of a key of ours in bytes: AES-256.
    public static let keyLength = 32
    /// Length of a nonce in bytes; the library's own length of a GCM nonce.
    public static let nonceLength = 12
    /// Length of the tag at the end of a sealed text, in bytes.
    public static let tagLength = 16

    /// Encrypts and authenticates a text, and authenticates the associated data: ciphertext, then tag.
    public static func seal(_ plaintext: [UInt8], key: Secret, nonce: [UInt8], associatedData: [UInt8])
        throws(CryptographyError) -> [UInt8]
    {
        let context = try context(key: key, nonce: nonce, encrypts: true)
        try context.authenticate(associatedData)
        let ciphertext = try context.update(plaintext)
        return ciphertext + (try context.finishSealing(tagLength: tagLength))
    }

    /// The text that was sealed under this key and nonce with this associated data.
    ///
    /// - Throws: `CryptographyError.authenticationFailed`; nothing of the text is given out before the tag fits.
    public static func open(_ sealed: [UInt8], key: Secret, nonce: [UInt8], associatedData: [UInt8])
        throws(CryptographyError) -> [UInt8]
    {
        guard sealed.count >= tagLength else { throw .authenticationFailed }
        let context = try context(key: key, nonce: nonce, encrypts: false)
        try context.authenticate(associatedData)
        let plaintext = try context.update(Array(sealed.dropLast(tagLength)))
        try context.finishOpening(tag: Array(sealed.suffix(tagLength)))
        return plaintext
    }

    private static func context(key: Secret, nonce: [UInt8], encrypts: Bool) throws(CryptographyError)
        -> CipherContext
    {
        let algorithm: FetchedAlgorithm
        switch key.count {
        case 16: algorithm = .aes128GCM
        case 32: algorithm = .aes256GCM
        default: throw .wrongLength(of: "key", found: key.count, expected: "16 or 32")
        }
        guard nonce.count == nonceLength else {
            throw .wrongLength(of: "nonce", found: nonce.count, expected: "12")
        }
        return try CipherContext(algorithm, key: key, vector: nonce, encrypts: encrypts)
    }
}
