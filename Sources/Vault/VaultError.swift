public import Cryptography
public import Essentials
public import Storage

/// Why the vault cannot be opened, or does not open a sealed text. Never holds a key or a text.
public enum VaultError: Reportable, Equatable {
    /// The root key file is missing, though the store holds keys wrapped under it.
    case rootKeyMissing(path: String)
    /// The root key file may be read or written by others, or is not ours.
    case rootKeyUnsafe(path: String, String)
    /// The root key file is not 32 bytes long.
    case rootKeyWrongLength(path: String, bytes: Int)
    /// The root key file cannot be read or made.
    case rootKeyUnusable(path: String, String)
    /// A key in the store is not wrapped under this root key, or was altered.
    case keyDoesNotUnwrap(name: String, path: String)
    /// What the store holds as a key is none.
    case keyUnreadable(name: String)
    /// More bytes than are sealed.
    case tooLarge(bytes: Int, limit: Int)
    /// Not the form of a sealed text.
    case malformed
    /// Sealed under a key that is not here.
    case unknownKey(id: UInt32)
    /// The text was sealed under a key that stopped sealing too long ago.
    case retiredKey(id: UInt32)
    /// Altered, or sealed for another purpose, another context or by another vault.
    case refused
    /// The store failed.
    case storage(StorageError)
    /// The cryptographic library failed.
    case cryptography(CryptographyError)

    /// A stable code.
    public var reason: String {
        switch self {
        case .rootKeyMissing: "root-key-missing"
        case .rootKeyUnsafe: "root-key-unsafe-permissions"
        case .rootKeyWrongLength: "root-key-wrong-length"
        case .rootKeyUnusable: "root-key-unusable"
        case .keyDoesNotUnwrap: "vault-key-does-not-unwrap"
        case .keyUnreadable: "vault-key-unreadable"
        case .tooLarge: "seal-too-large"
        case .malformed: "seal-malformed"
        case .unknownKey: "seal-unknown-key"
        case .retiredKey: "vault-retired-key"
        case .refused: "seal-refused"
        case .storage(let error): error.reason
        case .cryptography(let error): error.reason
        }
    }

    /// What was wrong and where.
    public var detail: String {
        switch self {
        case .rootKeyMissing(let path): "the root key file `\(path)` is missing, but the store holds keys under it"
        case .rootKeyUnsafe(let path, let why): "the root key file `\(path)` \(why)"
        case .rootKeyWrongLength(let path, let bytes):
            "the root key file `\(path)` has \(bytes) bytes; it must have 32"
        case .rootKeyUnusable(let path, let why): "the root key file `\(path)` cannot be used: \(why)"
        case .keyDoesNotUnwrap(let name, let path):
            "the key `\(name)` in the store does not open with the root key file `\(path)`"
        case .keyUnreadable(let name): "the store holds `\(name)` where a key should be"
        case .tooLarge(let bytes, let limit): "\(bytes) bytes are to be sealed; at most \(limit) are"
        case .malformed: "the sealed text does not have the form of one"
        case .unknownKey(let id): "the sealed text names the key \(id), which is not here"
        case .retiredKey(let id): "the sealed text names the key \(id), which stopped sealing too long ago"
        case .refused: "the sealed text was altered, or sealed for another purpose or by another installation"
        case .storage(let error): error.detail
        case .cryptography(let error): error.detail
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .rootKeyMissing: "restore it from the backup, or start with an empty store; sessions end then"
        case .rootKeyUnsafe: "chmod 600 the file, owned by the user that runs Sallyport"
        case .rootKeyWrongLength: "restore it from the backup; a new one is made with `openssl rand -out FILE 32`"
        case .keyDoesNotUnwrap: "use the root key file that belongs to this store"
        case .rootKeyUnusable, .keyUnreadable, .tooLarge, .malformed, .unknownKey, .retiredKey, .refused: nil
        case .storage(let error): error.remedy
        case .cryptography(let error): error.remedy
        }
    }
}
