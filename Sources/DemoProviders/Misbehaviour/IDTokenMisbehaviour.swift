/// What is wrong with the ID token.
public enum IDTokenMisbehaviour: String, Sendable, CaseIterable {
    /// `iss` is another provider.
    case wrongIssuer
    /// `aud` is another client.
    case wrongAudience
    /// `aud` holds a second client and there is no `azp`.
    case severalAudiences
    /// `azp` is another client.
    case wrongAuthorizedParty
    /// `nonce` is another.
    case wrongNonce
    /// There is no `nonce`.
    case missingNonce
    /// It ran out an hour ago.
    case expired
    /// `nbf` lies an hour ahead.
    case notYetValid
    /// `iat` lies an hour ahead.
    case issuedAhead
    /// There is no `exp`.
    case missingExpiry
    /// There is no `iat`.
    case missingIssuedAt
    /// There is no `sub`.
    case missingSubject
    /// `sub` has 256 characters.
    case longSubject
    /// `alg` is `none`, and there is no signature.
    case unsigned
    /// `alg` is `HS256`, keyed with the published RSA key.
    case symmetricWithPublicKey
    /// Signed by a key that is published nowhere, under an id of its own.
    case unknownKey
    /// Signed by a key that is published nowhere, under the id of one that is.
    case foreignKey
    /// Brings the key that verifies it (`jwk`).
    case keyInHeader
    /// Names an extension that must be understood (`crit`).
    case criticalExtension
    /// A claim stands twice.
    case duplicateClaim
    /// `at_hash` is that of another access token.
    case wrongAccessTokenHash
    /// The person proved themselves a day ago.
    case oldAuthentication
    /// There is no `auth_time`.
    case missingAuthenticationTime
    /// `acr` is another than any that is known.
    case wrongAuthenticationContext
}
