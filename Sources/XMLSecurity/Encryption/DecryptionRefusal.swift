public import Essentials

/// Why nothing was decrypted.
///
/// All that hangs on what is inside the ciphertexts is one case, `failed`. The others are read off what the sender
/// wrote in the open, so that they tell it nothing it does not know.
public enum DecryptionRefusal: Reportable, Equatable {
    /// The encrypted element is not built as SAML's profile has it.
    case malformed(String)
    /// An element stands where SAML's profile does not have it.
    case elementRefused(String)
    /// The content is encrypted by an algorithm that is not known.
    case algorithmRefused(String)
    /// The content's key is encrypted by algorithms that are not known.
    case keyTransportRefused(String)
    /// AES-CBC, where no signature covers the ciphertext.
    case cbcRefused(String)
    /// No encrypted key comes with the content.
    case withoutKey
    /// There are more encrypted keys than are tried.
    case tooManyKeys(Int)
    /// There is no RSA key to decrypt with.
    case noDecryptionKey
    /// It does not open: another key, an altered ciphertext, or content that is not one element. Which, is not told.
    case failed

    /// A stable code.
    public var reason: String {
        switch self {
        case .malformed: "encryption-malformed"
        case .elementRefused: "encryption-element-refused"
        case .algorithmRefused: "encryption-algorithm-refused"
        case .keyTransportRefused: "encryption-key-transport-refused"
        case .cbcRefused: "encryption-cbc-refused"
        case .withoutKey: "encryption-without-key"
        case .tooManyKeys: "encryption-too-many-keys"
        case .noDecryptionKey: "encryption-no-decryption-key"
        case .failed: "decryption-failed"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .malformed(let what): "the encrypted element is not built as SAML has it: \(what)"
        case .elementRefused(let name):
            "the encrypted element holds \(quoted(name)), which SAML's profile does not have there"
        case .algorithmRefused(let uri): "the content is encrypted by \(quoted(uri)), which is not taken"
        case .keyTransportRefused(let uri): "the content's key is encrypted by \(quoted(uri)), which is not taken"
        case .cbcRefused(let uri):
            "the content is encrypted by \(quoted(uri)), and no signature covers it, so that it may have been altered"
        case .withoutKey: "no encrypted key comes with the encrypted element"
        case .tooManyKeys(let count):
            "\(count) encrypted keys come with the encrypted element; at most \(XMLDecryptor.maximumEncryptedKeys)"
                + " are taken"
        case .noDecryptionKey: "an element is encrypted, and no RSA key to decrypt with is configured"
        case .failed: "the encrypted element does not open with the configured keys"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .algorithmRefused: "have the peer encrypt by AES-GCM"
        case .keyTransportRefused: "have the peer encrypt the key by RSA-OAEP"
        case .cbcRefused:
            "have the peer encrypt by AES-GCM or sign the whole response, or set `allow_cbc_inside_unsigned_response`"
                + " for it"
        case .withoutKey: "have the peer send `EncryptedKey` inside or beside `EncryptedData`"
        case .noDecryptionKey: "configure a decryption key"
        case .failed: "give the peer the current metadata, so that it encrypts for a key that is configured"
        case .malformed, .elementRefused, .tooManyKeys: nil
        }
    }

    /// The clause.
    public var clause: String? {
        switch self {
        case .malformed, .elementRefused, .withoutKey, .tooManyKeys, .noDecryptionKey, .failed: "SAML core §6"
        case .algorithmRefused, .cbcRefused: "XML-Enc §5.2"
        case .keyTransportRefused: "XML-Enc §5.5"
        }
    }
}
