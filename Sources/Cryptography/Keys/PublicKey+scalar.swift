internal import COpenSSL
public import Essentials

extension PublicKey {
    /// The key that belongs to a private number: the curve's base point times it (SEC 1 §3.2.1).
    ///
    /// - Parameter scalar: big-endian, as long as a coordinate of the curve.
    /// - Throws: `CryptographyError.wrongLength`, or `.unsuitableKey` for a number outside 1 to the order less one.
    public static func elliptic(_ curve: EllipticCurve, scalar: Secret) throws(CryptographyError) -> PublicKey {
        guard scalar.count == curve.coordinateLength else {
            throw .wrongLength(of: "private number", found: scalar.count, expected: String(curve.coordinateLength))
        }
        guard let group = EC_GROUP_new_by_curve_name(OBJ_sn2nid(curve.groupName)) else {
            throw Library.failure("EC_GROUP_new_by_curve_name")
        }
        defer { EC_GROUP_free(group) }
        guard let number = BN_bin2bn(scalar.reveal(), Int32(scalar.count), nil) else {
            throw Library.failure("BN_bin2bn")
        }
        defer { BN_clear_free(number) }
        BN_set_flags(number, BN_FLG_CONSTTIME)
        guard BN_is_zero(number) == 0, BN_cmp(number, EC_GROUP_get0_order(group)) < 0 else {
            throw .unsuitableKey("the private number is not of the curve's group")
        }
        guard let point = EC_POINT_new(group) else { throw Library.failure("EC_POINT_new") }
        defer { EC_POINT_free(point) }
        try Library.check(EC_POINT_mul(group, point, number, nil, nil, nil), "EC_POINT_mul")
        let length = curve.coordinateLength
        var octets = [UInt8](repeating: 0, count: 1 + 2 * length)
        guard
            EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, &octets, octets.count, nil) == octets.count
        else { throw Library.failure("EC_POINT_point2oct") }
        return try elliptic(curve, x: Array(octets[1...length]), y: Array(octets[(1 + length)...]))
    }
}
