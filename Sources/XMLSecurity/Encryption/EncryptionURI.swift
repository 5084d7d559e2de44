public import Cryptography
internal import Essentials

/// How content is encrypted, by its identifier in `xenc:EncryptionMethod` (XML-Enc 1.1 §5.2).
public enum ContentEncryption: Sendable, Hashable, CaseIterable {
    case aes128GCM
    case aes256GCM
    /// Opened only where the caller says so: nothing in it keeps the ciphertext from being altered.
    case aes128CBC
    /// Opened only where the caller says so: nothing in it keeps the ciphertext from being altered.
    case aes256CBC

    /// The algorithm of an identifier; `nil` for one that is not known. Byte-wise.
    public init?(_ uri: String) {
        guard let found = ContentEncryption.allCases.first(where: { $0.uri.isExactly(uri) }) else { return nil }
        self = found
    }

    /// The identifier.
    public var uri: String {
        switch self {
        case .aes128GCM: "http://www.w3.org/2009/xmlenc11#aes128-gcm"
        case .aes256GCM: "http://www.w3.org/2009/xmlenc11#aes256-gcm"
        case .aes128CBC: "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
        case .aes256CBC: "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
        }
    }

    /// Length of its key in bytes.
    public var keyLength: Int {
        switch self {
        case .aes128GCM, .aes128CBC: 16
        case .aes256GCM, .aes256CBC: 32
        }
    }

    /// Whether an altered ciphertext is noticed.
    public var isAuthenticated: Bool { self == .aes128GCM || self == .aes256GCM }
}

/// How the content's key is brought to the recipient (XML-Enc 1.1 §5.5.2). Only RSA-OAEP; version 1.5 of PKCS #1
/// cannot be opened without telling an attacker something.
public enum KeyTransport: Sendable, Hashable {
    /// `rsa-oaep-mgf1p` of XML-Enc 1.0: the mask by SHA-1.
    case oaepMGF1P(digest: HashAlgorithm)
    /// `rsa-oaep` of XML-Enc 1.1: the mask is named.
    case oaep(digest: HashAlgorithm, mask: HashAlgorithm)

    /// The identifier.
    public var uri: String {
        switch self {
        case .oaepMGF1P: KeyTransport.mgf1pURI
        case .oaep: KeyTransport.oaepURI
        }
    }

    /// The choices, with a label.
    func parameters(label: [UInt8]) -> OAEPParameters {
        switch self {
        case .oaepMGF1P(let digest): OAEPParameters(digest: digest, mask: .sha1, label: label)
        case .oaep(let digest, let mask): OAEPParameters(digest: digest, mask: mask, label: label)
        }
    }

    static let mgf1pURI = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"
    static let oaepURI = "http://www.w3.org/2009/xmlenc11#rsa-oaep"
}

extension HashAlgorithm {
    /// The identifier in `xenc11:MGF` (XML-Enc 1.1 §5.5.2).
    var maskURI: String {
        switch self {
        case .sha1: "http://www.w3.org/2009/xmlenc11#mgf1sha1"
        case .sha256: "http://www.w3.org/2009/xmlenc11#mgf1sha256"
        case .sha384: "http://www.w3.org/2009/xmlenc11#mgf1sha384"
        case .sha512: "http://www.w3.org/2009/xmlenc11#mgf1sha512"
        }
    }

    /// The hash function of an identifier; byte-wise.
    init?(maskURI uri: String) {
        guard let found = HashAlgorithm.allCases.first(where: { $0.maskURI.isExactly(uri) }) else { return nil }
        self = found
    }
}
