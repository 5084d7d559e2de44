public import Essentials

/// The proof that goes to the issuer: the provider's own token, passed through.
public struct WebIdentityProof: Sendable {
    /// The token in its compact form.
    public let token: Secret
    /// Until when it serves.
    public let expires: Instant

    /// A proof of a token.
    public init(token: Secret, expires: Instant) {
        self.token = token
        self.expires = expires
    }
}
