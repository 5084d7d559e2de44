internal import Essentials

/// What is particular to one `kty` (RFC 7518 §6.1). Each family has a file of the same shape.
protocol KeyFamily: SendableMetatype {
    /// The value of `kty`.
    static var keyType: String { get }
    /// Members that make a key private.
    static var privateMembers: [String] { get }
    /// Checks the members and makes the key.
    static func material(of members: KeyMembers) throws(KeyDefect) -> JSONWebKey.Material
}

/// Every family, by `kty`.
enum KeyFamilies {
    static let all: [any KeyFamily.Type] = [
        RSAFamily.self, EllipticFamily.self, EdwardsFamily.self, SymmetricFamily.self,
    ]

    static func family(of keyType: String) -> (any KeyFamily.Type)? {
        all.first { $0.keyType.isExactly(keyType) }
    }
}

/// The members of a key, read with the defect that names the member.
struct KeyMembers {
    let object: JSONObject

    /// A member that must be there and be a text.
    func text(_ name: String) throws(KeyDefect) -> String {
        guard let value = object[name] else { throw .memberMissing(name) }
        guard case .string(let text) = value else {
            throw .memberMalformed(name, "\(value.kind) where a string was expected")
        }
        return text
    }

    /// A member that may be absent but else must be a text.
    func optionalText(_ name: String) throws(KeyDefect) -> String? {
        object[name] == nil ? nil : try text(name)
    }

    /// A member that must be there and hold bytes in base64url (RFC 7515 §2).
    func bytes(_ name: String) throws(KeyDefect) -> [UInt8] {
        guard let bytes = Base64.decodeURL(try text(name)) else {
            throw .memberMalformed(name, "not base64url without padding")
        }
        guard !bytes.isEmpty else { throw .memberMalformed(name, "it is empty") }
        return bytes
    }
}
