public import Essentials

/// Why a certificate and its key do not serve.
public enum TLSPairError: Reportable, Equatable {
    case unreadableFile(path: String, why: String)
    case malformedCertificates(path: String, why: String)
    case malformedKey(path: String, why: String)
    case keyDoesNotFit(certificate: String, key: String)
    case notValidNow(path: String, from: Instant, to: Instant)

    /// A stable code.
    public var reason: String {
        switch self {
        case .unreadableFile: "tls-file-unreadable"
        case .malformedCertificates: "tls-certificate-malformed"
        case .malformedKey: "tls-key-malformed"
        case .keyDoesNotFit: "tls-key-does-not-fit"
        case .notValidNow: "tls-certificate-not-valid-now"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .unreadableFile(let path, let why): "the file `\(path)` cannot be read: \(why)"
        case .malformedCertificates(let path, let why): "the certificates in `\(path)` cannot be used: \(why)"
        case .malformedKey(let path, let why): "the private key in `\(path)` cannot be used: \(why)"
        case .keyDoesNotFit(let certificate, let key):
            "the private key in `\(key)` does not belong to the first certificate in `\(certificate)`"
        case .notValidNow(let path, let from, let to):
            "the first certificate in `\(path)` is valid from \(from) to \(to), which is not now"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .unreadableFile: "name a file that this user may read"
        case .malformedCertificates: "write the server's certificate first, then each one's issuer, in PEM form"
        case .malformedKey: "give an unencrypted private key in PEM form"
        case .keyDoesNotFit: "put certificate and key of one pair in place"
        case .notValidNow: "renew the certificate, or set this machine's clock"
        }
    }
}
