internal import COpenSSL
public import Essentials

/// The choices of RSAES-OAEP (RFC 8017 §7.1).
public struct OAEPParameters: Sendable, Hashable {
    /// The hash function of the label.
    public let digest: HashAlgorithm
    /// The hash function of the mask, MGF1 (RFC 8017 §B.2.1).
    public let mask: HashAlgorithm
    /// The label; nearly always empty.
    public let label: [UInt8]

    /// Takes the choices. SHA-1 is sound here, where no collision helps anybody.
    public init(digest: HashAlgorithm, mask: HashAlgorithm, label: [UInt8] = []) {
        self.digest = digest
        self.mask = mask
        self.label = label
    }
}

extension PublicKey {
    /// Encrypts a short secret for the holder of the private half.
    ///
    /// - Throws: `CryptographyError.unsuitableKey` unless it is RSA; `.wrongLength` where the secret is too long.
    public func encrypt(_ secret: Secret, _ parameters: OAEPParameters) throws(CryptographyError) -> [UInt8] {
        guard case .rsa(let bits) = kind else { throw .unsuitableKey("only RSA keys encrypt") }
        // RFC 8017 §7.1.1 step 1b.
        let longest = (bits + 7) / 8 - 2 * parameters.digest.byteCount - 2
        guard secret.count <= longest else {
            throw .wrongLength(of: "secret", found: secret.count, expected: "at most \(max(0, longest))")
        }
        return try OAEPOperation(handle, parameters, EVP_PKEY_encrypt_init_ex).run(secret.reveal(), EVP_PKEY_encrypt)
    }
}

extension PrivateKey {
    /// Decrypts a short secret.
    ///
    /// - Throws: `CryptographyError.authenticationFailed`, always the same, for whatever does not open: what was
    ///   wrong inside would help to open others (Manger, CRYPTO 2001). `.unsuitableKey` unless the key is RSA.
    public func decrypt(_ ciphertext: [UInt8], _ parameters: OAEPParameters) throws(CryptographyError) -> Secret {
        guard case .rsa(let bits) = kind else { throw .unsuitableKey("only RSA keys decrypt") }
        guard ciphertext.count == (bits + 7) / 8 else { throw .authenticationFailed }
        let operation = try OAEPOperation(handle, parameters, EVP_PKEY_decrypt_init_ex)
        do {
            return Secret(try operation.run(ciphertext, EVP_PKEY_decrypt))
        } catch {
            throw .authenticationFailed
        }
    }
}

/// Owns one EVP_PKEY_CTX set up for RSAES-OAEP in one direction.
private final class OAEPOperation {
    private let context: OpaquePointer
    private let longest: Int

    init(
        _ key: KeyHandle, _ parameters: OAEPParameters,
        _ start: (OpaquePointer, UnsafePointer<OSSL_PARAM>?) -> Int32
    ) throws(CryptographyError) {
        longest = Int(EVP_PKEY_get_size(key.pointer))
        guard longest > 0 else { throw Library.failure("EVP_PKEY_get_size") }
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, key.pointer, nil) else {
            throw Library.failure("EVP_PKEY_CTX_new_from_pkey")
        }
        self.context = context
        let list = ParameterList()
        list.add("pad-mode", text: "oaep")
        list.add("digest", text: parameters.digest.libraryName)
        list.add("mgf1-digest", text: parameters.mask.libraryName)
        if !parameters.label.isEmpty { list.add("oaep-label", octets: parameters.label) }
        guard start(context, UnsafePointer(list.pointer)) == 1 else {
            throw Library.failure("EVP_PKEY_CTX_set_params")
        }
    }

    deinit { EVP_PKEY_CTX_free(context) }

    func run(
        _ input: [UInt8],
        _ function: (OpaquePointer, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int>, UnsafePointer<UInt8>, Int)
            -> Int32
    ) throws(CryptographyError) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: longest)
        var length = out.count
        defer { OPENSSL_cleanse(&out, out.count) }
        // A buffer, since an empty array may have no address and the library asks for one.
        let answer = (input + [0]).withUnsafeBufferPointer { buffer -> Int32 in
            guard let start = buffer.baseAddress else { return 0 }
            return function(context, &out, &length, start, input.count)
        }
        guard answer == 1, length <= out.count else { throw Library.failure("EVP_PKEY_encrypt") }
        return Array(out.prefix(length))
    }
}
