public import Cryptography
public import Essentials
public import IAM

/// A user of an account, with keys that do not expire.
public struct EmbeddedUser: Sendable {
    /// Its name in full.
    public let arn: ARN
    /// `AIDA…`, the same as long as the user is the same.
    public let userID: String
    /// Its access keys.
    public let keys: [EmbeddedAccessKey]
    /// What it may do; nothing where there is none.
    public let permissions: [Policy]
    /// What it may do at most.
    public let boundary: Policy?
    /// Its device for one-time codes.
    public let device: MFADevice?
    /// What IAM tells about it.
    public let record: PrincipalRecord

    /// A user of these parts.
    public init(
        arn: ARN, userID: String, keys: [EmbeddedAccessKey], permissions: [Policy] = [], boundary: Policy? = nil,
        device: MFADevice? = nil, record: PrincipalRecord = PrincipalRecord()
    ) {
        self.arn = arn
        self.userID = userID
        self.keys = keys
        self.permissions = permissions
        self.boundary = boundary
        self.device = device
        self.record = record
    }

    /// An id for a user that has no id of its own: `AIDA` and 17 characters that follow from its ARN.
    ///
    /// - Throws: `CryptographyError` where the library fails.
    public static func stableID(of arn: ARN) throws(CryptographyError) -> String {
        let digest = try Digest.hash(arn.text.text.bytes, .sha256)
        return "AIDA" + AccessKeys.base32(digest, characters: 17)
    }
}

/// An access key that somebody wrote into the configuration.
public struct EmbeddedAccessKey: Sendable {
    /// `AKIA…`; no secret.
    public let id: String
    /// What signs.
    public let secret: Secret

    /// A key of these parts; `nil` where the id is not `AKIA` and 12 to 124 capitals and digits, or the secret has
    /// fewer than 16 bytes.
    public init?(id: String, secret: Secret) {
        guard id.startsExactly(with: EmbeddedAccessKey.prefix), (16...128).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }), secret.count >= 16
        else { return nil }
        self.id = id
        self.secret = secret
    }

    static let prefix = "AKIA"
}

/// A device that shows one-time codes (RFC 6238).
public struct MFADevice: Sendable {
    /// Its name, `arn:…:iam::ACCOUNT:mfa/NAME`.
    public let serialNumber: ExactString
    /// The key that it shares with the issuer.
    let key: Secret

    /// A device; `nil` where the key is not base32 (RFC 4648 §6, padding and case as people write them) of at least
    /// 10 bytes.
    public init?(serialNumber: String, base32Key: Secret) {
        guard (9...256).contains(serialNumber.utf8.count), let text = base32Key.revealText(),
            let bytes = MFADevice.bytes(text), bytes.count >= 10
        else { return nil }
        self.serialNumber = ExactString(serialNumber)
        key = Secret(bytes)
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        var out: [UInt8] = []
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for byte in text.utf8 where byte != UInt8(ascii: "=") && byte != UInt8(ascii: " ") {
            let value: UInt32
            switch byte {
            case 0x41...0x5A: value = UInt32(byte - 0x41)
            case 0x61...0x7A: value = UInt32(byte - 0x61)
            case 0x32...0x37: value = UInt32(byte - 0x32) + 26
            default: return nil
            }
            bits = bits << 5 | value
            count += 5
            if count >= 8 {
                count -= 8
                out.append(UInt8(bits >> count & 0xFF))
                bits &= (1 << count) - 1
            }
        }
        return out
    }
}
