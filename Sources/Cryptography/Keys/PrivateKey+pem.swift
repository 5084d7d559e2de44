internal import COpenSSL
public import Essentials

extension PrivateKey {
    /// Reads an unencrypted private key in PEM form: PKCS#8, or the older RSA and EC forms.
    ///
    /// - Throws: `CryptographyError.unreadableKey`, or `.unsuitableKey` where it was read but may not be used.
    public convenience init(pem: Secret) throws(CryptographyError) {
        // No key that may be used is longer than a few KiB.
        guard pem.count <= 65_536 else { throw .unreadableKey("more than 64 KiB") }
        let bytes = pem.reveal()
        guard let memory = BIO_new(BIO_s_secmem()) else { throw Library.failure("BIO_new") }
        defer { BIO_free(memory) }
        guard !bytes.isEmpty, BIO_write(memory, bytes, Int32(bytes.count)) == bytes.count else {
            Library.forgetErrors()
            throw .unreadableKey("it is empty")
        }
        // Without a callback of our own the library would ask the terminal for a pass phrase.
        guard let key = PEM_read_bio_PrivateKey(memory, nil, { _, _, _, _ in -1 }, nil) else {
            Library.forgetErrors()
            throw .unreadableKey("not an unencrypted private key in PEM form")
        }
        try self.init(handle: KeyHandle(owning: key))
    }

    /// The key as PKCS#8 in PEM form, unencrypted.
    public func pem() throws(CryptographyError) -> Secret {
        guard let memory = BIO_new(BIO_s_secmem()) else { throw Library.failure("BIO_new") }
        defer { BIO_free(memory) }
        try Library.check(
            PEM_write_bio_PKCS8PrivateKey(memory, handle.pointer, nil, nil, 0, nil, nil),
            "PEM_write_bio_PKCS8PrivateKey")
        var bytes: UnsafePointer<UInt8>?
        let count = copenssl_memory(memory, &bytes)
        guard count > 0, let bytes else { throw Library.failure("BIO_get_mem_data") }
        return Secret(Array(UnsafeBufferPointer(start: bytes, count: count)))
    }
}
