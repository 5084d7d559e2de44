public import Essentials
import IAM

/// The name of a session: `[\w+=,.@-]{2,64}` in ASCII. It stands in the assumed role's ARN and in every log
/// of the issuer, so one that does not fit is refused by name and never changed.
public struct RoleSessionName: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let text: String

    /// Reads a name.
    ///
    /// - Throws: `IssuerRefusal.invalidSessionName` with the text.
    public init(_ text: String) throws(IssuerRefusal) {
        guard (2...64).contains(text.utf8.count), text.utf8.allSatisfy(NameCharacters.isNameByte) else {
            throw .invalidSessionName(text)
        }
        self.text = text
    }

    /// The name.
    public var description: String { text }
}

/// A tag of a session, as policies see it under `aws:PrincipalTag/KEY`.
public struct SessionTag: Sendable, Hashable {
    /// 1 to 128 characters of `\p{L}\p{Z}\p{N}_.:/=+\-@`.
    public let key: ExactString
    /// 0 to 256 characters of the same.
    public let value: ExactString

    /// The key by which tags are one, whatever the case of its letters: ASCII's case, as policies compare it, for
    /// otherwise a look-alike would take the place of a tag that a policy is about.
    public var folded: ExactString { ExactString(key.text.asciiLowercased) }

    /// Reads a tag.
    ///
    /// - Throws: `IssuerRefusal.invalidSessionTag`.
    public init(key: String, value: String) throws(IssuerRefusal) {
        guard (1...128).contains(key.unicodeScalars.count), key.unicodeScalars.allSatisfy(SessionTag.isTagScalar) else {
            throw .invalidSessionTag(key: key, "its key has characters that a tag may not have, or is too long")
        }
        guard value.unicodeScalars.count <= 256, value.unicodeScalars.allSatisfy(SessionTag.isTagScalar) else {
            throw .invalidSessionTag(key: key, "its value has characters that a tag may not have, or is too long")
        }
        self.key = ExactString(key)
        self.value = ExactString(value)
    }

    private static func isTagScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .spaceSeparator, .lineSeparator, .paragraphSeparator,
            .decimalNumber, .letterNumber, .otherNumber:
            true
        default: ["_", ".", ":", "/", "=", "+", "-", "@"].contains(scalar)
        }
    }
}
