internal import Cryptography
internal import Essentials

/// `kty` OKP (RFC 8037 §2); of its curves, Ed25519.
enum EdwardsFamily: KeyFamily {
    static let keyType = "OKP"
    static let privateMembers = ["d"]
    private static let curve = "Ed25519"

    static func material(of members: KeyMembers) throws(KeyDefect) -> JSONWebKey.Material {
        let name = try members.text("crv")
        guard name.isExactly(curve) else { throw .curveUnknown(name) }
        let x = try members.bytes("x")
        do throws(CryptographyError) {
            return .public(try .ed25519(x))
        } catch { throw .unsuitable(error) }
    }

    /// The members that make up the key, in the order of RFC 7638 §3.2 (RFC 8037 §2).
    static func members(_ x: [UInt8]) -> JSONObject {
        ["crv": .string(curve), "kty": .string(keyType), "x": .string(Base64.encodeURL(x))]
    }
}
