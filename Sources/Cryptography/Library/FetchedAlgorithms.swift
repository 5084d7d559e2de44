internal import COpenSSL

/// An algorithm of OpenSSL's providers, fetched once for the life of the process and never freed: a fetch
/// takes locks and string comparisons that a signature check should not pay for each time.
///
/// The pointee is immutable and reference-counted by the library, so any thread may use it.
struct FetchedAlgorithm: @unchecked Sendable {
    private let pointer: OpaquePointer?
    private let name: String

    private init(_ pointer: OpaquePointer?, _ name: String) {
        self.pointer = pointer
        self.name = name
        if pointer == nil { Library.forgetErrors() }
    }

    /// The library's pointer.
    func get() throws(CryptographyError) -> OpaquePointer {
        guard let pointer else { throw .libraryFailure(function: "fetch", message: "no provider offers `\(name)`") }
        return pointer
    }

    static let sha1 = FetchedAlgorithm(EVP_MD_fetch(nil, "SHA1", nil), "SHA1")
    static let sha256 = FetchedAlgorithm(EVP_MD_fetch(nil, "SHA2-256", nil), "SHA2-256")
    static let sha384 = FetchedAlgorithm(EVP_MD_fetch(nil, "SHA2-384", nil), "SHA2-384")
    static let sha512 = FetchedAlgorithm(EVP_MD_fetch(nil, "SHA2-512", nil), "SHA2-512")
    static let aes128GCM = FetchedAlgorithm(EVP_CIPHER_fetch(nil, "AES-128-GCM", nil), "AES-128-GCM")
    static let aes128CBC = FetchedAlgorithm(EVP_CIPHER_fetch(nil, "AES-128-CBC", nil), "AES-128-CBC")
    static let aes256CBC = FetchedAlgorithm(EVP_CIPHER_fetch(nil, "AES-256-CBC", nil), "AES-256-CBC")
    static let aes256GCM = FetchedAlgorithm(EVP_CIPHER_fetch(nil, "AES-256-GCM", nil), "AES-256-GCM")

    static let hmacSHA1 = FetchedAlgorithm(macTemplate("SHA1"), "HMAC-SHA1")
    static let hmacSHA256 = FetchedAlgorithm(macTemplate("SHA2-256"), "HMAC-SHA2-256")
    static let hmacSHA384 = FetchedAlgorithm(macTemplate("SHA2-384"), "HMAC-SHA2-384")
    static let hmacSHA512 = FetchedAlgorithm(macTemplate("SHA2-512"), "HMAC-SHA2-512")

    /// A MAC context that knows its digest and is only ever copied. It holds a key of one zero byte,
    /// without which the library does not copy it; every copy is given its own key before use.
    private static func macTemplate(_ digest: String) -> OpaquePointer? {
        guard let mac = EVP_MAC_fetch(nil, "HMAC", nil) else { return nil }
        defer { EVP_MAC_free(mac) }
        guard let context = EVP_MAC_CTX_new(mac) else { return nil }
        let parameters = ParameterList()
        parameters.add("digest", text: digest)
        guard EVP_MAC_init(context, [0], 1, parameters.pointer) == 1 else {
            EVP_MAC_CTX_free(context)
            return nil
        }
        return context
    }
}
