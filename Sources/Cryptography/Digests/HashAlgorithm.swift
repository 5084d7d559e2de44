/// A hash function (FIPS 180-4).
public enum HashAlgorithm: Sendable, Hashable, CaseIterable {
    /// For digests and MACs that a foreign format demands. No signature is made with it, and none accepted where the
    /// caller does not ask for it by name (`LegacySignatures`).
    case sha1
    case sha256
    case sha384
    case sha512

    /// Length of a digest in bytes.
    public var byteCount: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The library's name.
    var libraryName: String {
        switch self {
        case .sha1: "SHA1"
        case .sha256: "SHA2-256"
        case .sha384: "SHA2-384"
        case .sha512: "SHA2-512"
        }
    }

    var fetched: FetchedAlgorithm {
        switch self {
        case .sha1: .sha1
        case .sha256: .sha256
        case .sha384: .sha384
        case .sha512: .sha512
        }
    }

    var fetchedMAC: FetchedAlgorithm {
        switch self {
        case .sha1: .hmacSHA1
        case .sha256: .hmacSHA256
        case .sha384: .hmacSHA384
        case .sha512: .hmacSHA512
        }
    }
}
