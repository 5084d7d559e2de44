public import Essentials
public import JOSE

/// A proven sign-in.
public struct OpenIDSignIn: Sendable {
    /// The verified ID token; its compact form is the proof that goes to an issuer.
    public let idToken: VerifiedToken
    /// Who the person is, never empty.
    public let subject: ExactString
    /// The ID token's claims, UserInfo's added where the ID token says nothing.
    public let claims: JSONObject
    /// For a later refresh, where the provider gave one.
    public let refreshToken: Secret?
    /// The provider's session (`sid`), by which a logout names it.
    public let sessionID: String?
    /// When the person gave the provider their proof (`auth_time`).
    public let authenticatedAt: Instant?
    /// Until when the ID token serves as proof.
    public let expires: Instant

    /// Only the relying party makes one, from a token it has verified.
    init(
        idToken: VerifiedToken, subject: ExactString, claims: JSONObject, refreshToken: Secret?,
        authenticatedAt: Instant?
    ) {
        self.idToken = idToken
        self.subject = subject
        self.claims = claims
        self.refreshToken = refreshToken
        self.authenticatedAt = authenticatedAt
        sessionID = idToken.claims["sid"]?.string
        expires = idToken.expires
    }
}
