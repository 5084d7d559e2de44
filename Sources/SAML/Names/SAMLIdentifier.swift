public import Essentials

/// Status codes of a response (SAML Core §3.2.2.2).
public enum StatusCode {
    /// The request succeeded.
    public static let success: ExactString = "urn:oasis:names:tc:SAML:2.0:status:Success"
    /// It failed by the requester's fault.
    public static let requester: ExactString = "urn:oasis:names:tc:SAML:2.0:status:Requester"
    /// It failed by the responder's fault.
    public static let responder: ExactString = "urn:oasis:names:tc:SAML:2.0:status:Responder"
    /// Another version of SAML was asked for.
    public static let versionMismatch: ExactString = "urn:oasis:names:tc:SAML:2.0:status:VersionMismatch"
    /// The person could not be authenticated.
    public static let authnFailed: ExactString = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"
    /// The NameIDPolicy cannot be followed.
    public static let invalidNameIDPolicy: ExactString = "urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy"
    /// No requested authentication context can be had.
    public static let noAuthnContext: ExactString = "urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext"
    /// The person cannot be authenticated without being asked.
    public static let noPassive: ExactString = "urn:oasis:names:tc:SAML:2.0:status:NoPassive"
    /// Not every participant of the session could be logged out.
    public static let partialLogout: ExactString = "urn:oasis:names:tc:SAML:2.0:status:PartialLogout"
    /// The request is refused.
    public static let requestDenied: ExactString = "urn:oasis:names:tc:SAML:2.0:status:RequestDenied"
    /// The request is not supported.
    public static let requestUnsupported: ExactString = "urn:oasis:names:tc:SAML:2.0:status:RequestUnsupported"
    /// The person is not known.
    public static let unknownPrincipal: ExactString = "urn:oasis:names:tc:SAML:2.0:status:UnknownPrincipal"
}

/// How the bearer of an assertion is confirmed (SAML Profiles §3).
public enum ConfirmationMethod {
    /// Whoever brings it (§3.3).
    public static let bearer: ExactString = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    /// Whoever holds a key (§3.1).
    public static let holderOfKey: ExactString = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"
    /// Whom the attesting party vouches for (§3.2).
    public static let senderVouches: ExactString = "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"
}

/// Authentication contexts that are asked for and told most (SAML Authentication Context §3.4).
public enum AuthnContextClass {
    /// A password over a protected channel (§3.4.9).
    public static let passwordProtectedTransport: ExactString =
        "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
    /// A password (§3.4.8).
    public static let password: ExactString = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"
    /// A certificate in a TLS handshake (§3.4.23).
    public static let tlsClient: ExactString = "urn:oasis:names:tc:SAML:2.0:ac:classes:TLSClient"
    /// An X.509 key (§3.4.11).
    public static let x509: ExactString = "urn:oasis:names:tc:SAML:2.0:ac:classes:X509"
    /// Not told (§3.4.25).
    public static let unspecified: ExactString = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"
}

/// Why a session is ended (SAML Core §3.7.3).
public enum LogoutReason {
    /// By the person's wish.
    public static let user: ExactString = "urn:oasis:names:tc:SAML:2.0:logout:user"
    /// By an administrator's wish.
    public static let admin: ExactString = "urn:oasis:names:tc:SAML:2.0:logout:admin"
}
