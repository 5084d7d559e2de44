public import Cryptography
internal import Essentials

/// A signature algorithm by its identifier, in `ds:SignatureMethod` and in the query parameter `SigAlg` (Bindings
/// §3.4.4.1). Only these are known: no HMAC, no DSA, no MD5, no PSS with parameters of the sender's.
public enum SignatureURI: Sendable, Hashable, CaseIterable {
    /// Verified only where a peer's switch says so; never made.
    case rsaSHA1
    case rsaSHA256
    case rsaSHA384
    case rsaSHA512
    /// RSASSA-PSS, mask and salt by the same hash (RFC 9231 §2.3.10).
    case pssSHA256
    case pssSHA384
    case pssSHA512
    /// Verified only where a peer's switch says so; never made.
    case ecdsaSHA1
    case ecdsaSHA256
    case ecdsaSHA384
    case ecdsaSHA512

    /// The algorithm of an identifier; `nil` for one that is not known. Byte-wise.
    public init?(_ uri: String) {
        guard let found = SignatureURI.allCases.first(where: { $0.uri.isExactly(uri) }) else { return nil }
        self = found
    }

    /// The identifier of a scheme; `nil` where there is none that is made.
    public init?(_ scheme: SignatureScheme) {
        switch scheme {
        case .rsaPKCS1(.sha256): self = .rsaSHA256
        case .rsaPKCS1(.sha384): self = .rsaSHA384
        case .rsaPKCS1(.sha512): self = .rsaSHA512
        case .rsaPSS(.sha256): self = .pssSHA256
        case .rsaPSS(.sha384): self = .pssSHA384
        case .rsaPSS(.sha512): self = .pssSHA512
        case .ecdsa(_, .sha256): self = .ecdsaSHA256
        case .ecdsa(_, .sha384): self = .ecdsaSHA384
        case .ecdsa(_, .sha512): self = .ecdsaSHA512
        case .rsaPKCS1(.sha1), .rsaPSS(.sha1), .ecdsa(_, .sha1), .ed25519: return nil
        }
    }

    /// The identifier (RFC 9231 §2.3; XML-DSig 1.1 §6.4).
    public var uri: String {
        switch self {
        case .rsaSHA1: "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
        case .rsaSHA256: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
        case .rsaSHA384: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"
        case .rsaSHA512: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"
        case .pssSHA256: "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"
        case .pssSHA384: "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1"
        case .pssSHA512: "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1"
        case .ecdsaSHA1: "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1"
        case .ecdsaSHA256: "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
        case .ecdsaSHA384: "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"
        case .ecdsaSHA512: "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"
        }
    }

    /// The hash function before the signature.
    public var hash: HashAlgorithm {
        switch self {
        case .rsaSHA1, .ecdsaSHA1: .sha1
        case .rsaSHA256, .pssSHA256, .ecdsaSHA256: .sha256
        case .rsaSHA384, .pssSHA384, .ecdsaSHA384: .sha384
        case .rsaSHA512, .pssSHA512, .ecdsaSHA512: .sha512
        }
    }

    /// The scheme that this algorithm is with a key of this kind: an identifier of ECDSA does not name the curve.
    /// `nil` where the key is of another type.
    public func scheme(for kind: KeyKind) -> SignatureScheme? {
        switch (self, kind) {
        case (.rsaSHA1, .rsa), (.rsaSHA256, .rsa), (.rsaSHA384, .rsa), (.rsaSHA512, .rsa): .rsaPKCS1(hash)
        case (.pssSHA256, .rsa), (.pssSHA384, .rsa), (.pssSHA512, .rsa): .rsaPSS(hash)
        case (.ecdsaSHA1, .elliptic(let curve)), (.ecdsaSHA256, .elliptic(let curve)),
            (.ecdsaSHA384, .elliptic(let curve)), (.ecdsaSHA512, .elliptic(let curve)):
            .ecdsa(curve, hash)
        default: nil
        }
    }
}
