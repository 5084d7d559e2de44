public import Essentials

/// Who must have issued a token.
public enum ExpectedIssuer: Sendable, Equatable {
    /// This issuer, byte for byte (OpenID Connect Core §3.1.3.7, step 2).
    case exactly(ExactString)
    /// An issuer with one placeholder in braces that a claim of the token fills:
    /// `https://login.microsoftonline.com/{tenantid}/v2.0` by the claim `tid`. The claim may hold letters,
    /// digits and hyphens, 1 to 64 of them.
    case template(String, claim: String)
}

/// For whom a token must be.
public enum ExpectedAudience: Sendable, Equatable {
    /// One of these must stand in `aud`, byte for byte.
    case anyOf([ExactString])
}

/// Which `nonce` a token must carry.
public enum ExpectedNonce: Sendable, Equatable {
    /// This one (OpenID Connect Core §3.1.3.7, step 11).
    case exactly(ExactString)
    /// None was sent, so a nonce in the token is not judged.
    case notJudged
}

/// What a verifier holds a token against. Nothing has a default.
public struct TokenExpectations: Sendable {
    /// Who must have issued it.
    public let issuer: ExpectedIssuer
    /// For whom it must be.
    public let audience: ExpectedAudience
    /// Which nonce it must carry.
    public let nonce: ExpectedNonce
    /// Which algorithms are taken.
    public let algorithms: Set<JWSAlgorithm>
    /// The instant to judge at.
    public let instant: Instant
    /// How far the issuer's clock may be off, in either direction; never negative.
    public let skew: Duration

    /// What a verifier holds a token against.
    public init(
        issuer: ExpectedIssuer, audience: ExpectedAudience, nonce: ExpectedNonce, algorithms: Set<JWSAlgorithm>,
        at instant: Instant, skew: Duration
    ) {
        self.issuer = issuer
        self.audience = audience
        self.nonce = nonce
        self.algorithms = algorithms
        self.instant = instant
        self.skew = max(skew, .zero)
    }
}
