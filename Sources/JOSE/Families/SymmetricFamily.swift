internal import Essentials

/// `kty` oct (RFC 7518 §6.4).
enum SymmetricFamily: KeyFamily {
    static let keyType = "oct"
    // The key is secret as a whole; a set from elsewhere that holds one is refused as a whole.
    static let privateMembers: [String] = []

    static func material(of members: KeyMembers) throws(KeyDefect) -> JSONWebKey.Material {
        let secret = Secret(try members.bytes("k"))
        guard JWSAlgorithm.hs256.fits(.symmetric(secret)) else { throw .symmetricTooShort(bytes: secret.count) }
        return .symmetric(secret)
    }

    /// The members that make up the key, in the order of RFC 7638 §3.2; the key itself is among them.
    static func secretMembers(_ secret: Secret) -> JSONObject {
        ["k": .string(Base64.encodeURL(secret.reveal())), "kty": .string(keyType)]
    }
}
