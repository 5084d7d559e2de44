/// A signature algorithm with its hash function.
public enum SignatureScheme: Sendable, Hashable, CustomStringConvertible {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    case rsaPKCS1(HashAlgorithm)
    /// RSASSA-PSS (RFC 8017 §8.1), mask by the same hash function, salt as long as its digest.
    case rsaPSS(HashAlgorithm)
    /// ECDSA (FIPS 186-5 §6), both numbers side by side.
    case ecdsa(EllipticCurve, HashAlgorithm)
    /// Pure Ed25519 (RFC 8032 §5.1).
    case ed25519

    /// A name for people.
    public var description: String {
        switch self {
        case .rsaPKCS1(let hash): "RSASSA-PKCS1-v1_5 with \(hash)"
        case .rsaPSS(let hash): "RSASSA-PSS with \(hash)"
        case .ecdsa(let curve, let hash): "ECDSA \(curve.name) with \(hash)"
        case .ed25519: "Ed25519"
        }
    }

    /// The hash function that is applied before the signature; none for Ed25519.
    var hash: HashAlgorithm? {
        switch self {
        case .rsaPKCS1(let hash), .rsaPSS(let hash), .ecdsa(_, let hash): hash
        case .ed25519: nil
        }
    }

    /// Throws unless the scheme may be used with a key of this kind.
    func requireFit(_ kind: KeyKind, legacy: LegacySignatures = .refused) throws(CryptographyError) {
        // Collisions of SHA-1 can be made to order.
        guard hash != .sha1 || legacy == .sha1 else {
            throw .schemeDoesNotFit(scheme: description, key: kind.description)
        }
        switch (self, kind) {
        case (.rsaPKCS1, .rsa), (.rsaPSS, .rsa), (.ed25519, .ed25519): return
        case (.ecdsa(let curve, _), .elliptic(let own)) where curve == own: return
        default: throw .schemeDoesNotFit(scheme: description, key: kind.description)
        }
    }

    /// One scheme that a key of this kind can be tried with.
    static func usual(for kind: KeyKind) -> SignatureScheme {
        switch kind {
        case .rsa: .rsaPKCS1(.sha256)
        case .elliptic(let curve): .ecdsa(curve, .sha256)
        case .ed25519: .ed25519
        }
    }
}

/// Whether signatures that prove little are verified all the same.
public enum LegacySignatures: Sendable, Hashable {
    /// None is.
    case refused
    /// Those over SHA-1 are: for a peer that makes no other, by its owner's decision.
    case sha1
}
