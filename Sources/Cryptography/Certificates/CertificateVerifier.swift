internal import COpenSSL
public import Essentials

/// A client's certificate that a configured authority vouches for, at an instant. Made by the verifier only.
public struct VerifiedCertificate: Sendable {
    /// The client's own certificate.
    public let certificate: Certificate
    /// The subject of the authority at the end of the chain.
    public let authority: String
    /// The instant it was judged at.
    public let at: Instant

    fileprivate init(_ certificate: Certificate, authority: String, at: Instant) {
        self.certificate = certificate
        self.authority = authority
        self.at = at
    }
}

/// Judges clients' certificates against given authorities (RFC 5280 §6), and nothing else: neither the system's
/// authorities nor a certificate that the client sent is believed for its own sake. Revocation lists are not read:
/// certificates of workloads are meant to be short-lived.
public final class CertificateVerifier: @unchecked Sendable {
    // Unchecked: filled at `init`; the library takes its own locks in a store that many threads use.
    private let store: OpaquePointer
    private let maximumDepth: Int

    /// Certificates that a client may send beside its own.
    public static let maximumIntermediates = 8

    /// - Parameter maximumDepth: certificates between the client's and the authority's.
    /// - Throws: `CertificateRefusal.weakKey` and the like are thrown when the roots are read; here
    ///   `.malformed` where there is none, or the library does not take one.
    public init(roots: [Certificate], maximumDepth: Int = 3) throws(CertificateRefusal) {
        guard !roots.isEmpty else { throw .malformed("there is no authority") }
        guard let store = X509_STORE_new() else { throw .malformed(Library.drain() ?? "there is no memory") }
        for root in roots where X509_STORE_add_cert(store, root.pointer) != 1 {
            X509_STORE_free(store)
            throw .malformed(Library.drain() ?? "the library does not take it")
        }
        self.store = store
        self.maximumDepth = maximumDepth
    }

    deinit { X509_STORE_free(store) }

    /// Judges a client's certificate.
    ///
    /// - Parameters:
    ///   - intermediates: what the client sent besides; only ever a way to an authority.
    ///   - now: the instant that validity is held against.
    public func verify(_ leaf: Certificate, intermediates: [Certificate], at now: Instant)
        throws(CertificateRefusal) -> VerifiedCertificate
    {
        guard intermediates.count <= CertificateVerifier.maximumIntermediates else {
            throw .tooLarge(limit: "\(CertificateVerifier.maximumIntermediates) certificates beside the client's")
        }
        let judgement = try Judgement(store: store, leaf: leaf, intermediates: intermediates)
        try judgement.judge(at: now, maximumDepth: maximumDepth)
        let authority = try judgement.requireStrength()
        return VerifiedCertificate(leaf, authority: authority, at: now)
    }
}

/// One run of the library's verification.
private final class Judgement {
    private let context: OpaquePointer
    private let sent: OpaquePointer
    private let leaf: Certificate

    init(store: OpaquePointer, leaf: Certificate, intermediates: [Certificate]) throws(CertificateRefusal) {
        guard let context = X509_STORE_CTX_new() else { throw .malformed(Library.drain() ?? "there is no memory") }
        guard let sent = copenssl_chain_new() else {
            X509_STORE_CTX_free(context)
            throw .malformed(Library.drain() ?? "there is no memory")
        }
        self.context = context
        self.sent = sent
        self.leaf = leaf
        for certificate in intermediates where copenssl_chain_add(sent, certificate.pointer) != 1 {
            throw .malformed(Library.drain() ?? "there is no memory")
        }
        guard X509_STORE_CTX_init(context, store, leaf.pointer, sent) == 1 else {
            throw .malformed(Library.drain() ?? "the library does not take it")
        }
    }

    deinit {
        X509_STORE_CTX_free(context)
        copenssl_chain_free(sent)
    }

    func judge(at now: Instant, maximumDepth: Int) throws(CertificateRefusal) {
        guard let rules = X509_STORE_CTX_get0_param(context),
            copenssl_require_client(rules, now.seconds, Int32(clamping: maximumDepth)) == 1
        else { throw .malformed(Library.drain() ?? "the rules are not taken") }
        let verdict = X509_verify_cert(context)
        let code = X509_STORE_CTX_get_error(context)
        Library.forgetErrors()
        guard verdict == 1, code == X509_V_OK else {
            throw refusal(code, at: now, limit: maximumDepth)
        }
    }

    /// Every certificate below the authority is signed with an algorithm from the list, and every key of the
    /// chain is one that may be used; returns the authority's subject.
    func requireStrength() throws(CertificateRefusal) -> String {
        guard let chain = X509_STORE_CTX_get0_chain(context) else { throw .unknownAuthority(subject: leaf.subject) }
        let count = copenssl_chain_count(chain)
        var authority = ""
        for index in 0..<count {
            guard let certificate = copenssl_chain_at(chain, index) else {
                throw .unknownAuthority(subject: leaf.subject)
            }
            let reader = CertificateReader(certificate)
            authority = try reader.subject()
            _ = try reader.publicKey(of: authority)
            let algorithm = X509_get_signature_nid(certificate)
            // The authority is believed for being configured; what it says of itself proves nothing either way.
            guard index == count - 1 || Judgement.strong.contains(algorithm) else {
                throw .weakSignature(subject: authority, algorithm: Judgement.name(algorithm))
            }
        }
        return authority
    }

    private static let strong: Set<Int32> = [
        NID_sha256WithRSAEncryption, NID_sha384WithRSAEncryption, NID_sha512WithRSAEncryption, NID_rsassaPss,
        NID_ecdsa_with_SHA256, NID_ecdsa_with_SHA384, NID_ecdsa_with_SHA512, NID_ED25519,
    ]

    private static func name(_ algorithm: Int32) -> String {
        OBJ_nid2sn(algorithm).map { String(cString: $0) } ?? "unknown"
    }

    private func refusal(_ code: Int32, at now: Instant, limit: Int) -> CertificateRefusal {
        let culprit = X509_STORE_CTX_get_current_cert(context) ?? leaf.pointer
        let reader = CertificateReader(culprit)
        let subject = (try? reader.subject()) ?? ""
        switch code {
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return .notYetValid(subject: subject, from: (try? reader.validity().0) ?? .epoch, at: now)
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return .expired(subject: subject, since: (try? reader.validity().1) ?? .epoch, at: now)
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
            X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            return .unknownAuthority(subject: subject)
        case X509_V_ERR_INVALID_PURPOSE: return .wrongPurpose(subject: subject)
        case X509_V_ERR_CERT_CHAIN_TOO_LONG: return .chainTooLong(limit: limit)
        case X509_V_ERR_CERT_SIGNATURE_FAILURE: return .forged(subject: subject)
        case X509_V_ERR_CA_MD_TOO_WEAK:
            return .weakSignature(
                subject: subject, algorithm: Judgement.name(X509_get_signature_nid(culprit)))
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL:
            return .weakKey(subject: subject, why: "it is too short")
        default:
            let why = X509_verify_cert_error_string(Int(code)).map { String(cString: $0) } ?? "error \(code)"
            return .chainInvalid(subject: subject, why: why)
        }
    }
}
