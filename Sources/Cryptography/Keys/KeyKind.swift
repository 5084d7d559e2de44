/// An elliptic curve of FIPS 186-5 in short Weierstrass form.
public enum EllipticCurve: Sendable, Hashable, CaseIterable {
    case p256
    case p384
    case p521

    /// Length of a coordinate, and of half a raw signature, in bytes.
    public var coordinateLength: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }

    /// NIST's name.
    public var name: String {
        switch self {
        case .p256: "P-256"
        case .p384: "P-384"
        case .p521: "P-521"
        }
    }

    /// The library's name of the group.
    var groupName: String {
        switch self {
        case .p256: "prime256v1"
        case .p384: "secp384r1"
        case .p521: "secp521r1"
        }
    }
}

/// What a key is: its type and size.
public enum KeyKind: Sendable, Hashable, CustomStringConvertible {
    /// RSA with a modulus of this many bits.
    case rsa(bits: Int)
    /// A key on a NIST curve.
    case elliptic(EllipticCurve)
    /// A key on Edwards25519 (RFC 8032).
    case ed25519

    /// A name for people.
    public var description: String {
        switch self {
        case .rsa(let bits): "RSA \(bits)"
        case .elliptic(let curve): curve.name
        case .ed25519: "Ed25519"
        }
    }
}

/// The numbers that make up a public key, big-endian.
public enum PublicKeyComponents: Sendable, Hashable {
    /// Modulus and exponent without leading zeros.
    case rsa(modulus: [UInt8], exponent: [UInt8])
    /// Both coordinates at the full length of the curve.
    case elliptic(EllipticCurve, x: [UInt8], y: [UInt8])
    /// The 32 bytes of RFC 8032 §5.1.2.
    case ed25519([UInt8])
}
