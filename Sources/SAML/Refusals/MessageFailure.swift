public import Cryptography
public import Essentials
public import XMLSecurity

/// Why a message of our own could not be made.
public enum MessageFailure: Reportable, Equatable {
    case binding(BindingRefusal)
    case cryptography(CryptographyError)
    case signing(SigningFailure)
    /// The signature scheme has no identifier in XML signatures.
    case schemeHasNoName
    case noSigningKey
    case noEncryptionKey

    /// A stable code.
    public var reason: String {
        switch self {
        case .binding(let refusal): refusal.reason
        case .cryptography(let error): error.reason
        case .signing(let refusal): refusal.reason
        case .schemeHasNoName: "saml-signature-scheme-unnamed"
        case .noSigningKey: "saml-signing-key-missing"
        case .noEncryptionKey: "saml-encryption-key-missing"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .binding(let refusal): refusal.detail
        case .cryptography(let error): error.detail
        case .signing(let refusal): refusal.detail
        case .schemeHasNoName: "the signing key is of a kind that XML signatures have no name for"
        case .noSigningKey: "there is no key to sign the message with"
        case .noEncryptionKey: "there is no key of the receiver to encrypt to"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .binding(let refusal): refusal.remedy
        case .cryptography(let error): error.remedy
        case .signing(let refusal): refusal.remedy
        case .schemeHasNoName, .noSigningKey: "configure an RSA or ECDSA signing key"
        case .noEncryptionKey: "let the receiver's metadata name an encryption certificate"
        }
    }

    /// The clause.
    public var clause: String? {
        switch self {
        case .binding(let refusal): refusal.clause
        case .cryptography(let error): error.clause
        case .signing(let refusal): refusal.clause
        case .schemeHasNoName, .noSigningKey: "SAML Core §5.4"
        case .noEncryptionKey: "SAML Core §6.2"
        }
    }
}
