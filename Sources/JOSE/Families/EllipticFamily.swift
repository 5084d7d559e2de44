internal import Cryptography
internal import Essentials

/// `kty` EC (RFC 7518 §6.2).
enum EllipticFamily: KeyFamily {
    static let keyType = "EC"
    static let privateMembers = ["d"]

    static func material(of members: KeyMembers) throws(KeyDefect) -> JSONWebKey.Material {
        let name = try members.text("crv")
        guard let curve = EllipticCurve.allCases.first(where: { $0.name.isExactly(name) }) else {
            throw .curveUnknown(name)
        }
        let x = try members.bytes("x")
        let y = try members.bytes("y")
        do throws(CryptographyError) {
            return .public(try .elliptic(curve, x: x, y: y))
        } catch { throw .unsuitable(error) }
    }

    /// The members that make up the key, in the order of RFC 7638 §3.2.
    static func members(_ curve: EllipticCurve, x: [UInt8], y: [UInt8]) -> JSONObject {
        [
            "crv": .string(curve.name), "kty": .string(keyType), "x": .string(Base64.encodeURL(x)),
            "y": .string(Base64.encodeURL(y)),
        ]
    }
}
