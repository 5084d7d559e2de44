internal import COpenSSL
public import Essentials

#if canImport(Glibc)
    import Glibc
#endif

extension Certificate {
    /// A certificate of a key that vouches for itself: the form in which SAML's metadata carries a key. Whoever
    /// takes it takes the key; name, dates and signature say nothing to SAML.
    ///
    /// - Parameters:
    ///   - name: the common name of subject and issuer, at most 64 characters (RFC 5280, ub-common-name).
    ///   - serial: positive, at most 20 bytes (RFC 5280 §4.1.2.2).
    /// - Throws: `CryptographyError`; `.unsuitableKey` for a name or serial that does not fit.
    public static func selfSigned(
        _ key: PrivateKey, name: String, serial: [UInt8], validFrom: Instant, validTo: Instant
    ) throws(CryptographyError) -> Certificate {
        guard let certificate = X509_new() else { throw Library.failure("X509_new") }
        defer { X509_free(certificate) }
        try Library.check(X509_set_version(certificate, 2), "X509_set_version")
        try setSerial(serial, certificate)
        try setTime(X509_getm_notBefore(certificate), validFrom)
        try setTime(X509_getm_notAfter(certificate), validTo)
        try setName(name, certificate)
        try Library.check(X509_set_pubkey(certificate, key.handle.pointer), "X509_set_pubkey")
        // An Edwards key has its hash function built in.
        let digest = key.kind == .ed25519 ? nil : EVP_sha256()
        guard X509_sign(certificate, key.handle.pointer, digest) > 0 else { throw Library.failure("X509_sign") }
        do {
            return try Certificate(der: try der(certificate))
        } catch let error as CryptographyError {
            throw error
        } catch {
            throw .unsuitableKey("its certificate cannot be read back")
        }
    }

    private static func setSerial(_ serial: [UInt8], _ certificate: OpaquePointer) throws(CryptographyError) {
        guard (1...20).contains(serial.count), serial.contains(where: { $0 != 0 }),
            serial.first.map({ $0 < 128 }) == true
        else { throw .unsuitableKey("a serial that is not a positive number of at most 20 bytes") }
        guard let number = BN_bin2bn(serial, Int32(serial.count), nil) else { throw Library.failure("BN_bin2bn") }
        defer { BN_free(number) }
        guard BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil else {
            throw Library.failure("BN_to_ASN1_INTEGER")
        }
    }

    private static func setTime(_ place: UnsafeMutablePointer<ASN1_TIME>?, _ instant: Instant) throws(CryptographyError)
    {
        guard ASN1_TIME_set(place, time_t(instant.seconds)) != nil else { throw Library.failure("ASN1_TIME_set") }
    }

    private static func setName(_ name: String, _ certificate: OpaquePointer) throws(CryptographyError) {
        let bytes = Array(name.utf8)
        guard !bytes.isEmpty, name.unicodeScalars.count <= 64 else {
            throw .unsuitableKey("a name that is empty or longer than 64 characters")
        }
        guard let subject = X509_get_subject_name(certificate) else { throw Library.failure("X509_get_subject_name") }
        try Library.check(
            X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytes, Int32(bytes.count), -1, 0),
            "X509_NAME_add_entry_by_txt")
        try Library.check(X509_set_issuer_name(certificate, subject), "X509_set_issuer_name")
    }

    private static func der(_ certificate: OpaquePointer) throws(CryptographyError) -> [UInt8] {
        var written: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509(certificate, &written)
        defer { CRYPTO_free(written, nil, 0) }
        guard count > 0, let written else { throw Library.failure("i2d_X509") }
        return Array(UnsafeBufferPointer(start: written, count: Int(count)))
    }
}
