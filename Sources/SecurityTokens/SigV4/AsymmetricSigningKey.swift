import Cryptography
import Essentials

/// The key pair of Signature Version 4A: a key on P-256 that follows from the secret (AWS SDKs and Tools Reference
/// Guide, "AWS Signature Version 4a"; NIST SP 800-108 §4.1, counter mode with HMAC-SHA-256).
enum AsymmetricSigningKey {
    /// The order of P-256 less two (SEC 2 §2.4.2): a candidate above it is passed over.
    private static let highest: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x4F,
    ]

    /// The public half for a secret and its access key id.
    static func publicKey(secret: Secret, accessKeyID: String) throws(CryptographyError) -> PublicKey {
        let key = Secret("AWS4A".bytes + secret.reveal())
        for counter in UInt8(1)...254 {
            let input =
                [0, 0, 0, 1] + SigningAlgorithm.ecdsa.rawValue.bytes + [0] + accessKeyID.bytes + [counter]
                + [0, 0, 1, 0]
            let candidate = try HMAC.authenticate(input, key: key, .sha256)
            guard !isAbove(candidate, highest) else { continue }
            return try PublicKey.elliptic(.p256, scalar: Secret(plusOne(candidate)))
        }
        throw .unsuitableKey("no key on P-256 follows from the secret")
    }

    /// Judges a signature, hexadecimal digits of a DER sequence of two numbers, over the string to sign.
    static func isValid(
        _ signature: String, over stringToSign: String, key: PublicKey
    ) throws(CryptographyError) -> Bool {
        guard let der = Hexadecimal.decode(signature), let raw = raw(der) else { return false }
        return try key.isValid(raw, over: stringToSign.bytes, .ecdsa(.p256, .sha256))
    }

    /// Big-endian, without a branch on secret bytes.
    private static func isAbove(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        var borrow: Int = 0
        for (a, b) in zip(right.reversed(), left.reversed()) { borrow = (Int(a) - Int(b) - borrow) >> 8 & 1 }
        return borrow == 1
    }

    private static func plusOne(_ number: [UInt8]) -> [UInt8] {
        var out = number
        var carry = 1
        for index in out.indices.reversed() {
            let sum = Int(out[index]) + carry
            out[index] = UInt8(truncatingIfNeeded: sum)
            carry = sum >> 8
        }
        return out
    }

    /// Both numbers at 32 bytes; `nil` where the DER (X.690 §10) has another spelling than the one.
    private static func raw(_ der: [UInt8]) -> [UInt8]? {
        guard der.count >= 2, der[0] == 0x30, Int(der[1]) == der.count - 2, der[1] < 0x80 else { return nil }
        var rest = der[2...]
        var out: [UInt8] = []
        for _ in 0..<2 {
            guard rest.count >= 3, rest.popFirst() == 0x02, let length = rest.popFirst(), (1...33).contains(length),
                rest.count >= Int(length)
            else { return nil }
            var number = rest.prefix(Int(length))
            rest = rest.dropFirst(Int(length))
            guard let first = number.first, first < 0x80 else { return nil }
            if first == 0, number.count > 1 {
                guard number[number.startIndex + 1] >= 0x80 else { return nil }
                number = number.dropFirst()
            }
            guard number.count <= 32 else { return nil }
            out += [UInt8](repeating: 0, count: 32 - number.count) + number
        }
        return rest.isEmpty ? out : nil
    }
}
