public import Essentials

/// Why a cryptographic operation gave no result. Holds no secret.
public enum CryptographyError: Reportable, Equatable {
    /// OpenSSL failed where it should not; its own words where it has any.
    case libraryFailure(function: String, message: String)
    /// A key, nonce or text has a length that the operation does not take, in bytes.
    case wrongLength(of: String, found: Int, expected: String)
    /// A key is not one that may be used.
    case unsuitableKey(String)
    /// A private key could not be read.
    case unreadableKey(String)
    /// A signature scheme does not belong to the kind of key.
    case schemeDoesNotFit(scheme: String, key: String)
    /// An authenticated text was altered, or was sealed under another key, nonce or associated data.
    case authenticationFailed

    /// A stable code.
    public var reason: String {
        switch self {
        case .libraryFailure: "cryptographic-library-failure"
        case .wrongLength: "cryptographic-length-wrong"
        case .unsuitableKey: "key-unsuitable"
        case .unreadableKey: "key-unreadable"
        case .schemeDoesNotFit: "signature-scheme-does-not-fit-key"
        case .authenticationFailed: "authentication-failed"
        }
    }

    /// What was wrong and where.
    public var detail: String {
        switch self {
        case .libraryFailure(let function, let message): "the cryptographic library failed in `\(function)`: \(message)"
        case .wrongLength(let what, let found, let expected): "the \(what) has \(found) bytes; \(expected) expected"
        case .unsuitableKey(let why): "the key may not be used: \(why)"
        case .unreadableKey(let why): "the private key cannot be read: \(why)"
        case .schemeDoesNotFit(let scheme, let key): "the scheme `\(scheme)` does not work with a key of kind `\(key)`"
        case .authenticationFailed: "the sealed text does not open: it was altered or sealed for another use"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .unsuitableKey: "use RSA of 2048 to 8192 bits, P-256, P-384, P-521 or Ed25519"
        case .unreadableKey: "give an unencrypted PKCS#8 private key in PEM form"
        case .libraryFailure, .wrongLength, .schemeDoesNotFit, .authenticationFailed: nil
        }
    }
}
