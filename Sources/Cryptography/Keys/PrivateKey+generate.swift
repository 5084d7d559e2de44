internal import COpenSSL

extension PrivateKey {
    /// A fresh key. RSA takes 2048 to 8192 bits and some time: never on a thread that serves requests.
    public static func generate(_ kind: KeyKind) throws(CryptographyError) -> PrivateKey {
        switch kind {
        case .rsa(let bits):
            guard (2048...8192).contains(bits) else {
                throw .unsuitableKey("an RSA modulus of \(bits) bits; 2048 to 8192 are made")
            }
            return try generate("RSA") { EVP_PKEY_CTX_set_rsa_keygen_bits($0, Int32(bits)) }
        case .elliptic(let curve):
            return try generate("EC") { EVP_PKEY_CTX_set_group_name($0, curve.groupName) }
        case .ed25519: return try generate("ED25519") { _ in 1 }
        }
    }

    private static func generate(_ type: String, _ configure: (OpaquePointer) -> Int32) throws(CryptographyError)
        -> PrivateKey
    {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, type, nil) else {
            throw Library.failure("EVP_PKEY_CTX_new_from_name")
        }
        defer { EVP_PKEY_CTX_free(context) }
        try Library.check(EVP_PKEY_keygen_init(context), "EVP_PKEY_keygen_init")
        try Library.check(configure(context), "EVP_PKEY_CTX_set_params")
        var key: OpaquePointer?
        guard EVP_PKEY_generate(context, &key) == 1, let key else { throw Library.failure("EVP_PKEY_generate") }
        return try PrivateKey(handle: KeyHandle(owning: key))
    }
}
