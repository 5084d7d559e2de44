import Essentials
import Vault

/// Access key ids and the secrets that follow from them.
enum AccessKeys {
    /// What the id of a temporary key begins with.
    static let temporaryPrefix = "ASIA"
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// A fresh id: `ASIA` and 16 characters, 80 random bits.
    static func temporary(_ randomness: any Randomness) -> String {
        temporaryPrefix + base32(randomness.bytes(10), characters: 16)
    }

    /// True for `ASIA` and 16 characters of the alphabet.
    static func isTemporary(_ id: String) -> Bool {
        id.utf8.count == 20 && id.startsExactly(with: temporaryPrefix)
            && id.utf8.dropFirst(4).allSatisfy(alphabet.contains)
    }

    /// The secret of an id: 40 characters that only the vault's own key can derive. It is stored nowhere.
    static func secret(of id: String, vault: Vault) throws(VaultError) -> Secret {
        let derived = try vault.derive("secret-access-key", from: id.bytes)
        return Secret(Base64.encode(derived.prefix(30)))
    }

    /// The first characters of bytes in base32 (RFC 4648 §6), without padding.
    static func base32(_ bytes: [UInt8], characters: Int) -> String {
        var out: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5, out.count < characters {
                count -= 5
                out.append(alphabet[Int(bits >> count & 31)])
            }
            bits &= (1 << count) - 1
            if out.count >= characters { break }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
