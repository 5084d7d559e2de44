/// What is wrong with the token endpoint's answer to a code.
public enum TokenMisbehaviour: String, Sendable, CaseIterable {
    /// There is no `id_token`.
    case idTokenMissing
    /// There is no `access_token`.
    case accessTokenMissing
    /// `token_type` is missing.
    case tokenTypeMissing
    /// `token_type` is `mac`.
    case tokenTypeNotBearer
    /// An error object with status 200.
    case errorWithStatus200
    /// 403 and an error of the provider's own, as Glewlwyd answers a spent code.
    case ownError
    /// The client's secret is not accepted.
    case clientRefused
    /// A code may be used again.
    case codeReusable
    /// The PKCE verifier is not looked at.
    case verifierIgnored
}

/// What is wrong with the token endpoint's answer to a refresh token. The first is allowed (Core §12.2) and
/// common.
public enum RefreshMisbehaviour: String, Sendable, CaseIterable {
    /// There is no new ID token.
    case withoutIDToken
    /// The new ID token is about somebody else.
    case otherSubject
    /// The new ID token has a further audience.
    case otherAudience
    /// The refresh token is not accepted any more.
    case refused
}
