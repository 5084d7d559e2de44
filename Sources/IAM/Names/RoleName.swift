import Essentials

/// The twelve digits of an account.
public struct AccountID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The digits.
    public let description: String

    /// Reads exactly twelve ASCII digits.
    public init(_ text: String) throws(ARNError) {
        guard text.utf8.count == 12, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { throw .malformedAccount(text) }
        description = text
    }

    /// By digits.
    public static func < (left: AccountID, right: AccountID) -> Bool { left.description < right.description }
}

/// The name of a role: `[\w+=,.@-]{1,64}`, ASCII.
public struct RoleName: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let description: String

    /// Reads a name.
    public init(_ text: String) throws(ARNError) {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(NameCharacters.isNameByte) else {
            throw .malformedRoleName(text)
        }
        description = text
    }
}

/// The name of a policy: `[\w+=,.@-]{1,128}`, ASCII.
public struct PolicyName: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let description: String

    /// Reads a name.
    public init(_ text: String) throws(ARNError) {
        guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy(NameCharacters.isNameByte) else {
            throw .malformedPolicyName(text)
        }
        description = text
    }
}

/// The path of a role: `/`, or visible ASCII between two slashes, 512 characters at most.
public struct RolePath: Sendable, Hashable, CustomStringConvertible {
    /// The path with its slashes.
    public let description: String

    /// `/`.
    public static let root = RolePath()

    private init() { description = "/" }

    /// Reads a path.
    public init(_ text: String) throws(ARNError) {
        guard (1...512).contains(text.utf8.count), text.startsExactly(with: "/"), text.endsExactly(with: "/"),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .malformedRolePath(text) }
        description = text
    }
}

/// The alphabet that AWS names are written in.
public enum NameCharacters {
    /// `[\w+=,.@-]` as AWS means it: ASCII letters, digits, `_ + = , . @ -`.
    public static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "="),
            UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "@"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
