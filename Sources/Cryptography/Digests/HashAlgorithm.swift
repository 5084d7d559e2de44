/// A hash function (FIPS 180-4).
public enum HashAlgorithm: Sendable, Hashable, CaseIterable {
    /// For digests and MACs that a foreign format demands; no signature is made or accepted with it.
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
