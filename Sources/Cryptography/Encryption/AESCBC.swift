public import Essentials

/// AES in Cipher Block Chaining mode (NIST SP 800-38A §6.2) with the padding of XML encryption (XML-Enc 1.1 §5.2.2):
/// a key of 16 or 32 bytes.
///
/// Nothing here authenticates the text: who can send ciphertexts and see which of them open can read any other one.
/// A caller opens only what a signature already covers, or what it was told to.
public enum AESCBC {
    /// Length of a block, and of an initialisation vector, in bytes.
    public static let blockLength = 16

    /// Encrypts a text. Every byte of the padding tells its length, which is one of the ways XML-Enc allows.
    public static func encrypt(_ plaintext: [UInt8], key: Secret, vector: [UInt8]) throws(CryptographyError)
        -> [UInt8]
    {
        let length = blockLength - plaintext.count % blockLength
        return try run(
            plaintext + [UInt8](repeating: UInt8(length), count: length), key: key, vector: vector, encrypts: true)
    }

    /// Decrypts a text. The last byte tells the length of the padding, one block at most; the others may be any.
    ///
    /// - Throws: `CryptographyError.authenticationFailed`, always the same, for a text that is not whole blocks and
    ///   for a padding that cannot be.
    public static func decrypt(_ ciphertext: [UInt8], key: Secret, vector: [UInt8]) throws(CryptographyError)
        -> [UInt8]
    {
        guard !ciphertext.isEmpty, ciphertext.count.isMultiple(of: blockLength) else { throw .authenticationFailed }
        let padded = try run(ciphertext, key: key, vector: vector, encrypts: false)
        guard let last = padded.last, (1...blockLength).contains(Int(last)) else { throw .authenticationFailed }
        return Array(padded.dropLast(Int(last)))
    }

    private static func run(_ text: [UInt8], key: Secret, vector: [UInt8], encrypts: Bool) throws(CryptographyError)
        -> [UInt8]
    {
        let algorithm: FetchedAlgorithm
        switch key.count {
        case 16: algorithm = .aes128CBC
        case 32: algorithm = .aes256CBC
        default: throw .wrongLength(of: "key", found: key.count, expected: "16 or 32")
        }
        guard vector.count == blockLength else {
            throw .wrongLength(of: "initialisation vector", found: vector.count, expected: "16")
        }
        let context = try CipherContext(algorithm, key: key, vector: vector, encrypts: encrypts)
        try context.usesNoPadding()
        let out = try context.update(text)
        try context.finish()
        return out
    }
}
