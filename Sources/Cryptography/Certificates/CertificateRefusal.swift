public import Essentials

/// Why a certificate is not read or not believed. Names no key.
public enum CertificateRefusal: Reportable, Equatable {
    /// It is not one certificate in DER, or says what no certificate may say.
    case malformed(String)
    /// There are more bytes or certificates than are read.
    case tooLarge(limit: String)
    /// Its key, or one above it, may not be used.
    case weakKey(subject: String, why: String)
    /// It, or one above it, is signed in a way that proves nothing.
    case weakSignature(subject: String, algorithm: String)
    /// It, or one above it, is not valid yet.
    case notYetValid(subject: String, from: Instant, at: Instant)
    /// It, or one above it, is valid no more.
    case expired(subject: String, since: Instant, at: Instant)
    /// None of the authorities stands at the end of its chain.
    case unknownAuthority(subject: String)
    /// It was not made for clients.
    case wrongPurpose(subject: String)
    /// Too many stand between it and the authority.
    case chainTooLong(limit: Int)
    /// A signature does not fit.
    case forged(subject: String)
    /// The chain breaks another rule; the library's words.
    case chainInvalid(subject: String, why: String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .malformed: "certificate-malformed"
        case .tooLarge: "certificate-too-large"
        case .weakKey: "certificate-key-weak"
        case .weakSignature: "certificate-signature-weak"
        case .notYetValid: "certificate-not-yet-valid"
        case .expired: "certificate-expired"
        case .unknownAuthority: "certificate-authority-unknown"
        case .wrongPurpose: "certificate-purpose-wrong"
        case .chainTooLong: "certificate-chain-too-long"
        case .forged: "certificate-signature-wrong"
        case .chainInvalid: "certificate-chain-invalid"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .malformed(let why): "the certificate cannot be read: \(why)"
        case .tooLarge(let limit): "there is more than \(limit)"
        case .weakKey(let subject, let why): "the key of `\(subject)` may not be used: \(why)"
        case .weakSignature(let subject, let algorithm):
            "the certificate of `\(subject)` is signed with `\(algorithm)`, which proves too little"
        case .notYetValid(let subject, let from, let at):
            "the certificate of `\(subject)` is valid from \(from) on; it is \(at)"
        case .expired(let subject, let since, let at):
            "the certificate of `\(subject)` was valid until \(since); it is \(at)"
        case .unknownAuthority(let subject): "no configured authority vouches for `\(subject)`"
        case .wrongPurpose(let subject): "the certificate of `\(subject)` was not made for clients"
        case .chainTooLong(let limit): "more than \(limit) certificates stand between the client's and the authority's"
        case .forged(let subject): "the signature of the certificate of `\(subject)` does not fit"
        case .chainInvalid(let subject, let why): "the certificate of `\(subject)` does not hold: \(why)"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .weakKey: "use RSA of 2048 to 8192 bits, P-256, P-384, P-521 or Ed25519"
        case .weakSignature: "have it signed with RSA, ECDSA or Ed25519 over SHA-256 or longer"
        case .notYetValid, .expired: "renew it, or set the clocks"
        case .unknownAuthority: "send the certificates between it and the authority, or configure the authority"
        case .wrongPurpose: "have it made with the extended key usage `clientAuth`"
        default: nil
        }
    }

    /// The clause.
    public var clause: String? {
        switch self {
        case .malformed: "RFC 5280 §4.1"
        case .notYetValid, .expired, .unknownAuthority, .forged, .chainInvalid, .chainTooLong: "RFC 5280 §6.1"
        case .wrongPurpose: "RFC 5280 §4.2.1.12"
        case .tooLarge, .weakKey, .weakSignature: nil
        }
    }
}
