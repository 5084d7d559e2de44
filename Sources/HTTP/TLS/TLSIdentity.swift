import CGnuTLS
import Essentials

/// A certificate with its chain and its private key, as the library holds them.
///
/// Manual: gnutls_pcert_list_import_x509_raw, gnutls_privkey_import_x509_raw, gnutls_pubkey_get_key_id.
final class TLSIdentity: @unchecked Sendable {
    // Unchecked: written here only, and the library reads certificates and keys from many threads at once.
    private let pair: UnsafeMutablePointer<sp_tls_pair>
    /// From when the certificate is valid.
    let validFrom: Instant
    /// Until when.
    let validTo: Instant

    /// Certificates of a chain.
    static let maximumChain = 10

    /// Reads both, and makes sure that they belong together.
    init(_ files: TLSPairFiles.Contents) throws(TLSPairError) {
        let chain = try Chain(files.certificates, path: files.certificateFile)
        let key = try Key(files.key, path: files.keyFile)
        guard try key.id() == chain.id() else {
            throw .keyDoesNotFit(certificate: files.certificateFile, key: files.keyFile)
        }
        (validFrom, validTo) = try chain.validity()
        pair = .allocate(capacity: 1)
        pair.initialize(to: sp_tls_pair(certificates: chain.first, count: chain.count, key: key.handle))
        chain.isOwned = false
        key.isOwned = false
    }

    deinit {
        Chain.free(pair.pointee.certificates, count: pair.pointee.count)
        gnutls_privkey_deinit(pair.pointee.key)
        pair.deallocate()
    }

    /// For a session's preparation; the session must not outlive this object.
    func prepare(_ session: UnsafeMutableRawPointer, _ request: TLSSettings.ClientCertificates) -> Bool {
        let code: Int32 =
            switch request {
            case .none: 0
            case .asked: 1
            case .required: 2
            }
        return sp_tls_prepare(session, pair, code) == GNUTLS_E_SUCCESS
    }

    func isValid(at now: Instant) -> Bool { validFrom <= now && now <= validTo }

    fileprivate static func words(_ code: Int32) -> String {
        gnutls_strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}

/// Certificates while they are read; given back unless they are taken over.
private final class Chain {
    let first: UnsafeMutablePointer<gnutls_pcert_st>
    private(set) var count = UInt32(TLSIdentity.maximumChain)
    var isOwned = true
    private let path: String

    init(_ bytes: [UInt8], path: String) throws(TLSPairError) {
        self.path = path
        first = .allocate(capacity: TLSIdentity.maximumChain)
        var found = count
        let code = bytes.withUnsafeBytes { sp_tls_read_chain(first, &found, $0.baseAddress, UInt32($0.count)) }
        // Where reading failed the library has given back what it had made.
        count = code == GNUTLS_E_SUCCESS ? found : 0
        guard code == GNUTLS_E_SUCCESS else {
            throw .malformedCertificates(path: path, why: TLSIdentity.words(code))
        }
        guard count > 0 else { throw .malformedCertificates(path: path, why: "there is none") }
    }

    deinit { if isOwned { Chain.free(first, count: count) } }

    static func free(_ first: UnsafeMutablePointer<gnutls_pcert_st>, count: UInt32) {
        for index in 0..<Int(count) { gnutls_pcert_deinit(first + index) }
        first.deallocate()
    }

    /// The first certificate's public key.
    func id() throws(TLSPairError) -> [UInt8] {
        var id = [UInt8](repeating: 0, count: 32)
        let code = sp_tls_key_id(first.pointee.pubkey, &id)
        guard code == GNUTLS_E_SUCCESS else {
            throw .malformedCertificates(path: path, why: TLSIdentity.words(code))
        }
        return id
    }

    func validity() throws(TLSPairError) -> (Instant, Instant) {
        var from: Int64 = 0
        var to: Int64 = 0
        let code = sp_tls_validity(first, &from, &to)
        guard code == GNUTLS_E_SUCCESS else {
            throw .malformedCertificates(path: path, why: TLSIdentity.words(code))
        }
        return (Instant(seconds: from), Instant(seconds: to))
    }
}

/// A private key while it is read; given back unless it is taken over.
private final class Key {
    let handle: gnutls_privkey_t
    var isOwned = true
    private let path: String

    init(_ secret: Secret, path: String) throws(TLSPairError) {
        self.path = path
        var made: gnutls_privkey_t?
        let code = gnutls_privkey_init(&made)
        guard code == GNUTLS_E_SUCCESS, let made else {
            throw .malformedKey(path: path, why: TLSIdentity.words(code))
        }
        handle = made
        try Key.check(
            secret.reveal().withUnsafeBytes { sp_tls_read_key(made, $0.baseAddress, UInt32($0.count)) }, path)
        try Key.check(gnutls_privkey_verify_params(made), path)
    }

    deinit { if isOwned { gnutls_privkey_deinit(handle) } }

    /// Its public half.
    func id() throws(TLSPairError) -> [UInt8] {
        var half: gnutls_pubkey_t?
        try Key.check(gnutls_pubkey_init(&half), path)
        defer { gnutls_pubkey_deinit(half) }
        try Key.check(sp_tls_public_half(half, handle), path)
        var id = [UInt8](repeating: 0, count: 32)
        try Key.check(sp_tls_key_id(half, &id), path)
        return id
    }

    private static func check(_ code: Int32, _ path: String) throws(TLSPairError) {
        guard code >= 0 else { throw .malformedKey(path: path, why: TLSIdentity.words(code)) }
    }
}
