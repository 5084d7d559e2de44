public import Essentials

/// Why nothing was signed.
public enum SigningFailure: Reportable, Equatable {
    /// What was to be signed is not XML as this house reads it.
    case notXML(String)
    /// No element has the `ID`.
    case elementNotFound(String)
    /// The `ID` is not a plain name: ASCII letters, digits, `_`, `-` and `.`, no digit first.
    case identifierNotPlain(String)
    /// The element has a signature already.
    case alreadySigned(String)
    /// The certificate is for another key.
    case certificateOfAnotherKey
    /// The scheme is not one that is made, or not one for the key.
    case schemeNotMade(String)
    /// The library failed.
    case libraryFailure(String)
    /// What was signed does not verify.
    case doesNotVerify(String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .notXML: "signing-not-xml"
        case .elementNotFound: "signing-element-not-found"
        case .identifierNotPlain: "signing-identifier-not-plain"
        case .alreadySigned: "signing-already-signed"
        case .certificateOfAnotherKey: "signing-certificate-of-another-key"
        case .schemeNotMade: "signing-scheme-not-made"
        case .libraryFailure: "signing-library-failure"
        case .doesNotVerify: "signing-does-not-verify"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .notXML(let why): "what was to be signed cannot be read: \(why)"
        case .elementNotFound(let id): "no element has the `ID` \(quoted(id))"
        case .identifierNotPlain(let id): "the `ID` \(quoted(id)) is not a plain name"
        case .alreadySigned(let name): "\(quoted(name)) has a signature already"
        case .certificateOfAnotherKey: "the certificate is for another key than the one that signs"
        case .schemeNotMade(let scheme): "no signature is made by \(quoted(scheme)) with this key"
        case .libraryFailure(let why): "the signature could not be made: \(why)"
        case .doesNotVerify(let why): "the signature that was made does not verify: \(why)"
        }
    }
}
