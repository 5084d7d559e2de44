internal import COpenSSL

/// Digests of whole texts.
public enum Digest {
    /// The digest of these bytes.
    public static func hash(_ bytes: [UInt8], _ algorithm: HashAlgorithm) throws(CryptographyError) -> [UInt8] {
        let function = try algorithm.fetched.get()
        var out = [UInt8](repeating: 0, count: algorithm.byteCount)
        var length: UInt32 = 0
        guard EVP_Digest(bytes, bytes.count, &out, &length, function, nil) == 1, Int(length) == out.count else {
            throw Library.failure("EVP_Digest")
        }
        return out
    }
}
