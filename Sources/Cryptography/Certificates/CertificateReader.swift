internal import COpenSSL
import Essentials

#if canImport(Glibc)
    import Glibc
#endif

/// Reads the parts of a certificate that the library has parsed. Borrows it.
struct CertificateReader {
    private let certificate: OpaquePointer

    init(_ certificate: OpaquePointer) { self.certificate = certificate }

    /// The spelling is the one that DER allows, the version is 3, and no extension is broken or repeated.
    func requireForm(_ der: [UInt8]) throws(CertificateRefusal) {
        var written: UnsafeMutablePointer<UInt8>?
        let count = i2d_X509(certificate, &written)
        defer { CRYPTO_free(written, nil, 0) }
        guard count > 0, let written, der.elementsEqual(UnsafeBufferPointer(start: written, count: Int(count))) else {
            throw malformed("it is not in DER")
        }
        guard X509_get_version(certificate) == 2 else { throw malformed("it is not of version 3") }
        // Fills what the library caches, so that later readers on other threads only read.
        guard X509_check_purpose(certificate, -1, 0) == 1, copenssl_is_malformed(certificate) == 0 else {
            throw malformed("an extension cannot be read or stands twice")
        }
    }

    func subject() throws(CertificateRefusal) -> String {
        guard let name = X509_get_subject_name(certificate), let memory = BIO_new(BIO_s_mem()) else {
            throw malformed("its subject cannot be read")
        }
        defer { BIO_free(memory) }
        guard copenssl_print_name(memory, name) >= 0 else { throw malformed("its subject cannot be read") }
        var bytes: UnsafePointer<UInt8>?
        let count = copenssl_memory(memory, &bytes)
        guard count > 0, let bytes else { return "" }
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    func names() throws(CertificateRefusal) -> Certificate.AlternativeNames {
        var found: Int32 = 0
        guard let list = copenssl_alternative_names(certificate, &found) else {
            guard found == -1 else { throw malformed("its alternative names cannot be read or stand twice") }
            return .init()
        }
        defer { copenssl_names_free(list) }
        let count = copenssl_names_count(list)
        guard count <= Certificate.maximumNames else {
            throw .tooLarge(limit: "\(Certificate.maximumNames) alternative names")
        }
        var names = Certificate.AlternativeNames()
        for index in 0..<count {
            var bytes: UnsafePointer<UInt8>?
            var length: Int32 = 0
            let kind = copenssl_name_at(list, index, &bytes, &length)
            guard kind != 0 else { continue }
            let text = UnsafeBufferPointer(start: bytes, count: Int(max(0, length)))
            // A NUL or a line end in a name is there to make two readers see two names.
            guard !text.isEmpty, text.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw malformed("an alternative name holds other than visible ASCII")
            }
            let name = String(decoding: text, as: UTF8.self)
            switch kind {
            case 1: names.dns.append(name)
            case 2: names.uris.append(name)
            default: names.mail.append(name)
            }
        }
        return names
    }

    func validity() throws(CertificateRefusal) -> (Instant, Instant) {
        (try instant(X509_get0_notBefore(certificate)), try instant(X509_get0_notAfter(certificate)))
    }

    /// Made anew from the numbers of the key, with every check that keys go through.
    func publicKey(of subject: String) throws(CertificateRefusal) -> PublicKey {
        guard let key = X509_get0_pubkey(certificate), EVP_PKEY_up_ref(key) == 1 else {
            throw .weakKey(subject: subject, why: Library.drain() ?? "its kind is not known")
        }
        do {
            return try PublicKey.checked(KeyHandle(owning: key))
        } catch {
            Library.forgetErrors()
            throw .weakKey(subject: subject, why: error.detail)
        }
    }

    private func instant(_ time: UnsafePointer<ASN1_TIME>?) throws(CertificateRefusal) -> Instant {
        var parts = tm()
        guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { throw malformed("a time cannot be read") }
        return Instant(seconds: Int64(timegm(&parts)))
    }

    private func malformed(_ why: String) -> CertificateRefusal {
        Library.forgetErrors()
        return .malformed(why)
    }
}
