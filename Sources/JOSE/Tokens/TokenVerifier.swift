public import Essentials

/// A token whose signature and claims were found to be what was expected. Only the verifier makes one.
public struct VerifiedToken: Sendable {
    /// `iss`.
    public let issuer: ExactString
    /// `sub`.
    public let subject: ExactString?
    /// `aud`, at least one.
    public let audience: [ExactString]
    /// Every claim.
    public let claims: JSONObject
    /// The protected header.
    public let header: JSONObject
    /// The algorithm that was used.
    public let algorithm: JWSAlgorithm
    /// `exp`, without skew.
    public let expires: Instant
    /// `iat`.
    public let issuedAt: Instant?
    /// The whole text as it came.
    public let compact: Secret

    fileprivate init(
        _ token: UnverifiedToken, _ algorithm: JWSAlgorithm, issuer: ExactString, subject: ExactString?,
        audience: [ExactString], times: (expires: Instant, issuedAt: Instant?)
    ) {
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
        self.claims = token.claims
        self.header = token.header
        self.algorithm = algorithm
        self.expires = times.expires
        self.issuedAt = times.issuedAt
        self.compact = token.compact
    }
}

/// Verifies a token (RFC 7515 §5.2, RFC 7519 §7.2, OpenID Connect Core §3.1.3.7 as far as one token can show it).
///
/// What the relying party alone knows (`azp`, `at_hash`, `auth_time`, `acr`) is its own to check.
public enum TokenVerifier {
    /// Verifies a token against keys and expectations.
    ///
    /// Order: algorithm, key, signature; then, of claims that are now known to be the signer's, issuer,
    /// audience, times, nonce and subject.
    ///
    /// - Throws: `TokenRefusal`, the first check that failed, naming what was wanted and what was found.
    public static func verify(_ token: UnverifiedToken, keys: JSONWebKeySet, expecting: TokenExpectations)
        throws(TokenRefusal) -> VerifiedToken
    {
        let verified = try JWSVerifier.verify(token.jws, keys: keys, algorithms: expecting.algorithms)
        let claims = ClaimReader(claims: token.claims)
        let issuer = try expecting.checkIssuer(claims, key: verified.key)
        let audience = try expecting.checkAudience(claims)
        let times = try expecting.checkTimes(claims)
        try expecting.checkNonce(claims)
        let subject = try claims.optionalText("sub").map { ExactString($0) }
        return VerifiedToken(
            token, verified.algorithm, issuer: issuer, subject: subject, audience: audience, times: times)
    }
}
