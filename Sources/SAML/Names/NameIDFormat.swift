public import Essentials

/// What kind of name a NameID holds (SAML Core §8.3).
public enum NameIDFormat {
    /// Left to the issuer (§8.3.1); also what a missing `Format` means.
    public static let unspecified: ExactString = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
    /// A mail address (§8.3.2).
    public static let emailAddress: ExactString = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
    /// An X.509 subject name (§8.3.3).
    public static let x509SubjectName: ExactString = "urn:oasis:names:tc:SAML:1.1:nameid-format:X509SubjectName"
    /// `DomainName\UserName` (§8.3.4).
    public static let windowsDomainQualifiedName: ExactString =
        "urn:oasis:names:tc:SAML:1.1:nameid-format:WindowsDomainQualifiedName"
    /// A Kerberos principal (§8.3.5).
    public static let kerberos: ExactString = "urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos"
    /// A party of the protocol itself, by its entity ID (§8.3.6).
    public static let entity: ExactString = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
    /// An opaque name, the same at each sign-in with one provider (§8.3.7).
    public static let persistent: ExactString = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    /// An opaque name, another at each sign-in (§8.3.8).
    public static let transient: ExactString = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    /// Asked for in a NameIDPolicy: any format, encrypted (§3.4.1.1).
    public static let encrypted: ExactString = "urn:oasis:names:tc:SAML:2.0:nameid-format:encrypted"
}

/// How the names of attributes are to be read (SAML Core §8.2).
public enum AttributeNameFormat {
    /// Left open (§8.2.1); also what a missing `NameFormat` means.
    public static let unspecified: ExactString = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"
    /// A URI (§8.2.2).
    public static let uri: ExactString = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
    /// A simple name (§8.2.3).
    public static let basic: ExactString = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
}
