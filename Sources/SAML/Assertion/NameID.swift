public import Essentials

/// Who an assertion or a logout is about (SAML Core §2.2.3).
public struct NameID: Sendable, Hashable {
    /// The name.
    public let value: ExactString
    /// What kind of name it is; `unspecified` where the provider named none.
    public let format: ExactString
    /// The domain that the name is unique in, where one is named.
    public let nameQualifier: ExactString?
    /// The service provider, or the affiliation of several, that the name was made for, where one is named.
    public let spNameQualifier: ExactString?

    /// A name of these parts.
    public init(
        value: ExactString, format: ExactString = NameIDFormat.unspecified, nameQualifier: ExactString? = nil,
        spNameQualifier: ExactString? = nil
    ) {
        self.value = value
        self.format = format
        self.nameQualifier = nameQualifier
        self.spNameQualifier = spNameQualifier
    }

    /// Bytes of a name that are read at most.
    public static let maximumBytes = 1024

    /// True where both names mean the same person (SAML Core §3.3.4): the same text of the same kind, and the same
    /// qualifiers, of which a missing one stands for the party itself.
    public func isSame(as other: NameID, issuer: ExactString, audience: ExactString) -> Bool {
        value == other.value && format == other.format
            && (nameQualifier ?? issuer) == (other.nameQualifier ?? issuer)
            && (spNameQualifier ?? audience) == (other.spNameQualifier ?? audience)
    }
}
