public import Essentials
public import SecurityTokens

/// Whoever makes the assertion that an issuer trusts in the place of a provider's own.
public protocol AssertionBroker: Sendable {
    /// A fresh assertion for one grant, signed, good for minutes: role, session name, source identity, tags and
    /// duration stand in it.
    ///
    /// - Throws: `GrantRefusal`: the issuer takes none of ours, or it could not be signed.
    func request(
        for grant: RoleGrant, of identity: ExternalIdentity, duration: Duration, at now: Instant
    ) async throws(GrantRefusal) -> AssertionRequest
}
