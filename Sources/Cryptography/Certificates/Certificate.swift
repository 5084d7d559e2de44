internal import COpenSSL
public import Essentials

#if canImport(Glibc)
    import Glibc
#endif

/// An X.509 certificate (RFC 5280 §4) that was read, and not judged: anybody may have made it.
public final class Certificate: @unchecked Sendable {
    // Unchecked: nothing is changed after `init`, where the library fills what it caches in the object.
    let pointer: OpaquePointer
    /// The bytes it was read from.
    public let der: [UInt8]
    /// The subject as in RFC 2253, in ASCII; empty where it has none.
    public let subject: String
    /// The alternative names.
    public let names: AlternativeNames
    /// From when it is valid.
    public let validFrom: Instant
    /// Until when it is valid.
    public let validTo: Instant
    /// The key it speaks of.
    public let publicKey: PublicKey

    /// The subject's alternative names (RFC 5280 §4.2.1.6), as they stand there: visible ASCII.
    public struct AlternativeNames: Sendable, Equatable {
        /// Host names.
        public var dns: [String] = []
        /// URIs.
        public var uris: [String] = []
        /// Mail addresses.
        public var mail: [String] = []
    }

    /// Bytes of one certificate.
    public static let maximumBytes = 16_384
    /// Alternative names of one certificate.
    public static let maximumNames = 100

    /// Reads one certificate in DER.
    ///
    /// - Throws: `CertificateRefusal.malformed` for anything behind it, another spelling than DER in its outer
    ///   parts, a version below 3, extensions that cannot be read or stand twice, and names with characters that
    ///   do not belong in them; `.weakKey` for a key that may not be used; `.tooLarge`.
    public convenience init(der: [UInt8]) throws(CertificateRefusal) { try self.init(der, isJudged: true) }

    /// Reads a certificate for the sake of its key alone, which is believed for the place it stands in (SAML V2.0
    /// Metadata Interoperability Profile §2.5.1). Of version 1 it may be, as Keycloak makes them, and of any
    /// spelling of BER; extensions are not read, and `names` is empty.
    ///
    /// - Throws: `CertificateRefusal.malformed` for anything behind it; `.weakKey` for a key that may not be used;
    ///   `.tooLarge`.
    public convenience init(keyHolder der: [UInt8]) throws(CertificateRefusal) { try self.init(der, isJudged: false) }

    private init(_ der: [UInt8], isJudged: Bool) throws(CertificateRefusal) {
        guard der.count <= Certificate.maximumBytes else {
            throw .tooLarge(limit: "\(Certificate.maximumBytes) bytes of one certificate")
        }
        let read: (OpaquePointer?, Int) = der.withUnsafeBufferPointer { buffer in
            var next = buffer.baseAddress
            let read = d2i_X509(nil, &next, buffer.count)
            return (read, next.flatMap { next in buffer.baseAddress.map { next - $0 } } ?? 0)
        }
        guard let pointer = read.0 else {
            throw .malformed(Library.drain() ?? "it is empty")
        }
        do {
            guard read.1 == der.count else { throw CertificateRefusal.malformed("there is something behind it") }
            let reader = CertificateReader(pointer)
            if isJudged { try reader.requireForm(der) }
            subject = try reader.subject()
            names = isJudged ? try reader.names() : AlternativeNames()
            (validFrom, validTo) = try reader.validity()
            publicKey = try reader.publicKey(of: subject)
        } catch let refusal as CertificateRefusal {
            X509_free(pointer)
            throw refusal
        } catch {
            X509_free(pointer)
            throw .malformed("\(error)")
        }
        self.pointer = pointer
        self.der = der
    }

    deinit { X509_free(pointer) }

    /// The SHA-256 digest of the whole certificate.
    public func fingerprint() throws(CryptographyError) -> [UInt8] { try Digest.hash(der, .sha256) }
}
