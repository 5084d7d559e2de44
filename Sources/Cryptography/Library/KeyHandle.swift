internal import COpenSSL

/// Owns one EVP_PKEY. The key is never changed after it is made, and the library takes its own locks for
/// what it caches inside, so many threads may use it at once.
final class KeyHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes over a key that the caller owns.
    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { EVP_PKEY_free(pointer) }

    /// Makes a public key of this type from its parts.
    static func publicKey(type: String, _ parameters: ParameterList) throws(CryptographyError) -> KeyHandle {
        guard let context = EVP_PKEY_CTX_new_from_name(nil, type, nil) else {
            throw Library.failure("EVP_PKEY_CTX_new_from_name")
        }
        defer { EVP_PKEY_CTX_free(context) }
        try Library.check(EVP_PKEY_fromdata_init(context), "EVP_PKEY_fromdata_init")
        var key: OpaquePointer?
        let made = EVP_PKEY_fromdata(context, &key, copenssl_public_key_selection(), parameters.pointer)
        guard made == 1, let key else {
            EVP_PKEY_free(key)
            throw .unsuitableKey(Library.drain() ?? "the library does not take it")
        }
        return KeyHandle(owning: key)
    }

    /// True when the library calls it a key of this type.
    func isA(_ type: String) -> Bool { EVP_PKEY_is_a(pointer, type) == 1 }

    /// One number of the key, in big-endian bytes without leading zeros.
    func number(_ name: String) throws(CryptographyError) -> [UInt8] {
        var number: OpaquePointer?
        try Library.check(EVP_PKEY_get_bn_param(pointer, name, &number), "EVP_PKEY_get_bn_param")
        defer { BN_clear_free(number) }
        var bytes = [UInt8](repeating: 0, count: Int(BN_num_bits(number) + 7) / 8)
        guard BN_bn2bin(number, &bytes) == bytes.count else { throw Library.failure("BN_bn2bin") }
        return bytes
    }

    /// The name of an elliptic key's group.
    func groupName() throws(CryptographyError) -> String {
        var name = [CChar](repeating: 0, count: 64)
        var length = 0
        try Library.check(
            EVP_PKEY_get_group_name(pointer, &name, name.count, &length), "EVP_PKEY_get_group_name")
        return String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The bytes of an Edwards-curve public key.
    func rawPublicKey() throws(CryptographyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64)
        var length = bytes.count
        try Library.check(
            EVP_PKEY_get_raw_public_key(pointer, &bytes, &length), "EVP_PKEY_get_raw_public_key")
        return Array(bytes.prefix(length))
    }
}
