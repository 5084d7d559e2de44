internal import COpenSSL

extension PublicKey {
    /// A key from both coordinates, each at the full length of its curve (RFC 7518 §6.2.1.2).
    ///
    /// - Throws: `CryptographyError.wrongLength`, or `.unsuitableKey` where the point is not on the curve.
    public static func elliptic(_ curve: EllipticCurve, x: [UInt8], y: [UInt8]) throws(CryptographyError) -> PublicKey {
        for (name, coordinate) in [("x coordinate", x), ("y coordinate", y)] {
            guard coordinate.count == curve.coordinateLength else {
                throw .wrongLength(of: name, found: coordinate.count, expected: String(curve.coordinateLength))
            }
        }
        let parameters = ParameterList()
        parameters.add("group", text: curve.groupName)
        // SEC 1 §2.3.3: 4 leads an uncompressed point. The library checks that it is on the curve.
        parameters.add("pub", octets: [4] + x + y)
        let handle = try KeyHandle.publicKey(type: "EC", parameters)
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, handle.pointer, nil) else {
            throw Library.failure("EVP_PKEY_CTX_new_from_pkey")
        }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_public_check(context) == 1 else {
            throw .unsuitableKey(Library.drain() ?? "not a point of the curve's group")
        }
        return PublicKey(
            handle: handle, kind: .elliptic(curve), components: .elliptic(curve, x: x, y: y))
    }
}
