extension PublicKey {
    /// The public half of any key that the library holds, made anew from its numbers with every check.
    static func checked(_ handle: KeyHandle) throws(CryptographyError) -> PublicKey {
        if handle.isA("RSA") {
            return try .rsa(modulus: try handle.number("n"), exponent: try handle.number("e"))
        }
        if handle.isA("EC") {
            let group = try handle.groupName()
            guard let curve = EllipticCurve.allCases.first(where: { $0.groupName == group }) else {
                throw .unsuitableKey("the curve `\(group)`")
            }
            return try .elliptic(
                curve, x: padded(try handle.number("qx"), to: curve.coordinateLength),
                y: padded(try handle.number("qy"), to: curve.coordinateLength))
        }
        if handle.isA("ED25519") { return try .ed25519(try handle.rawPublicKey()) }
        throw .unsuitableKey("neither RSA, nor on a NIST curve, nor Ed25519")
    }

    private static func padded(_ bytes: [UInt8], to length: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: max(0, length - bytes.count)) + bytes
    }
}
