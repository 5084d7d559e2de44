internal import COpenSSL

extension Certificate {
    /// Reads every certificate of a PEM file; text around them is passed over.
    ///
    /// - Throws: `CertificateRefusal`, also where there is none, or more than 100.
    public static func all(pem: [UInt8]) throws(CertificateRefusal) -> [Certificate] {
        guard let memory = BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else {
            throw .malformed(Library.drain() ?? "there is no memory")
        }
        defer { BIO_free(memory) }
        var all: [Certificate] = []
        while let read = PEM_read_bio_X509(memory, nil, { _, _, _, _ in -1 }, nil) {
            defer { X509_free(read) }
            guard all.count < 100 else { throw .tooLarge(limit: "100 certificates in one file") }
            var written: UnsafeMutablePointer<UInt8>?
            let count = i2d_X509(read, &written)
            defer { CRYPTO_free(written, nil, 0) }
            guard count > 0, let written else { throw .malformed(Library.drain() ?? "it cannot be written") }
            all.append(try Certificate(der: Array(UnsafeBufferPointer(start: written, count: Int(count)))))
        }
        // The end of the text is the one good reason to end.
        let isAtEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE
        let why = Library.drain()
        guard isAtEnd else { throw .malformed(why ?? "a block cannot be read") }
        guard !all.isEmpty else { throw .malformed("there is no certificate in PEM form") }
        return all
    }
}
