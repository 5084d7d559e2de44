internal import Cryptography
internal import Essentials

/// `kty` RSA (RFC 7518 §6.3).
enum RSAFamily: KeyFamily {
    static let keyType = "RSA"
    static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth"]

    static func material(of members: KeyMembers) throws(KeyDefect) -> JSONWebKey.Material {
        let modulus = try members.bytes("n")
        let exponent = try members.bytes("e")
        do throws(CryptographyError) {
            return .public(try .rsa(modulus: modulus, exponent: exponent))
        } catch { throw .unsuitable(error) }
    }

    /// The members that make up the key, in the order of RFC 7638 §3.2.
    static func members(modulus: [UInt8], exponent: [UInt8]) -> JSONObject {
        [
            "e": .string(Base64.encodeURL(exponent)), "kty": .string(keyType),
            "n": .string(Base64.encodeURL(modulus)),
        ]
    }
}
