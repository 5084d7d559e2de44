internal import COpenSSL
internal import Synchronization

/// Contexts for one key, one scheme and one direction, set up once: setting them up costs several
/// microseconds beside RSA's seventeen.
///
/// Used by one thread at a time; `PreparedOperations` sees to that.
final class PreparedOperation: @unchecked Sendable {
    enum Direction: Sendable {
        case sign
        case verify
    }

    private let key: KeyHandle
    private let keyContext: OpaquePointer
    private let digestContext: OpaquePointer
    private let function: OpaquePointer
    private var digest: [UInt8]

    init(_ key: KeyHandle, _ scheme: SignatureScheme, _ direction: Direction) throws(CryptographyError) {
        guard let hash = scheme.hash else {
            throw .schemeDoesNotFit(scheme: scheme.description, key: "prepared")
        }
        self.key = key
        function = try hash.fetched.get()
        digest = [UInt8](repeating: 0, count: hash.byteCount)
        guard let keyContext = EVP_PKEY_CTX_new_from_pkey(nil, key.pointer, nil) else {
            throw Library.failure("EVP_PKEY_CTX_new_from_pkey")
        }
        guard let digestContext = EVP_MD_CTX_new() else {
            EVP_PKEY_CTX_free(keyContext)
            throw Library.failure("EVP_MD_CTX_new")
        }
        self.keyContext = keyContext
        self.digestContext = digestContext
        switch direction {
        case .sign: try Library.check(EVP_PKEY_sign_init(keyContext), "EVP_PKEY_sign_init")
        case .verify: try Library.check(EVP_PKEY_verify_init(keyContext), "EVP_PKEY_verify_init")
        }
        try configure(scheme)
    }

    deinit {
        EVP_PKEY_CTX_free(keyContext)
        EVP_MD_CTX_free(digestContext)
    }

    private func configure(_ scheme: SignatureScheme) throws(CryptographyError) {
        switch scheme {
        case .rsaPKCS1:
            try Library.check(
                EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PADDING), "EVP_PKEY_CTX_set_rsa_padding")
        case .rsaPSS:
            try Library.check(
                EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PSS_PADDING), "EVP_PKEY_CTX_set_rsa_padding")
            // Also when verifying: RFC 7518 §3.5 fixes the length, so the signature has no say in it.
            try Library.check(
                EVP_PKEY_CTX_set_rsa_pss_saltlen(keyContext, Int32(digest.count)), "EVP_PKEY_CTX_set_rsa_pss_saltlen")
            try Library.check(
                EVP_PKEY_CTX_set_rsa_mgf1_md(keyContext, function), "EVP_PKEY_CTX_set_rsa_mgf1_md")
        case .ecdsa, .ed25519: break
        }
        try Library.check(EVP_PKEY_CTX_set_signature_md(keyContext, function), "EVP_PKEY_CTX_set_signature_md")
    }

    /// Whether a signature, in the library's own form, belongs to a message.
    func verify(_ signature: [UInt8], over message: [UInt8]) throws(CryptographyError) -> Bool {
        try hash(message)
        // The library answers with a negative number, as for a failure, also to signatures made to annoy (an
        // ECDSA pair that leads to the point at infinity). Whatever is not 1 does not verify.
        guard EVP_PKEY_verify(keyContext, signature, signature.count, digest, digest.count) == 1 else {
            Library.forgetErrors()
            return false
        }
        return true
    }

    /// A signature over a message, in the library's own form.
    func sign(_ message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        try hash(message)
        let longest = EVP_PKEY_get_size(key.pointer)
        guard longest > 0 else { throw Library.failure("EVP_PKEY_get_size") }
        var signature = [UInt8](repeating: 0, count: Int(longest))
        var length = signature.count
        try Library.check(
            EVP_PKEY_sign(keyContext, &signature, &length, digest, digest.count), "EVP_PKEY_sign")
        return Array(signature.prefix(length))
    }

    private func hash(_ message: [UInt8]) throws(CryptographyError) {
        var length: UInt32 = 0
        guard EVP_DigestInit_ex2(digestContext, function, nil) == 1,
            EVP_DigestUpdate(digestContext, message, message.count) == 1,
            EVP_DigestFinal_ex(digestContext, &digest, &length) == 1, Int(length) == digest.count
        else { throw Library.failure("EVP_DigestFinal_ex") }
    }
}

/// The idle prepared operations of one key. A thread takes one out, uses it, and puts it back.
final class PreparedOperations: Sendable {
    private struct Shelf: Sendable {
        let scheme: SignatureScheme
        var idle: [PreparedOperation] = []
    }

    private let key: KeyHandle
    private let direction: PreparedOperation.Direction
    // A key sees one scheme, seldom two: a list is quicker than a dictionary.
    private let shelves = Mutex<[Shelf]>([])
    /// More than this many at once are made anew each time.
    private static let largestShelf = 32

    init(_ key: KeyHandle, _ direction: PreparedOperation.Direction) {
        self.key = key
        self.direction = direction
    }

    /// An idle one, or a new one.
    func take(_ scheme: SignatureScheme) throws(CryptographyError) -> PreparedOperation {
        let idle = shelves.withLock { shelves -> PreparedOperation? in
            guard let index = shelves.firstIndex(where: { $0.scheme == scheme }) else { return nil }
            return shelves[index].idle.popLast()
        }
        if let idle { return idle }
        return try PreparedOperation(key, scheme, direction)
    }

    /// Gives one back that did its work.
    func putBack(_ operation: PreparedOperation, _ scheme: SignatureScheme) {
        shelves.withLock { shelves in
            guard let index = shelves.firstIndex(where: { $0.scheme == scheme }) else {
                shelves.append(Shelf(scheme: scheme, idle: [operation]))
                return
            }
            guard shelves[index].idle.count < PreparedOperations.largestShelf else { return }
            shelves[index].idle.append(operation)
        }
    }
}
