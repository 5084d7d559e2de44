public import Essentials
public import HTTP
public import JOSE

/// Why a sign-in, or a token brought by somebody else, is refused.
public enum SignInRefusal: Reportable, Equatable {
    // the provider as such
    case providerUnreachable(HTTPSendError)
    case documentRefused(ProviderDocument, String)
    case discoveryIssuerMismatch(found: String)
    case endpointMissing(String)
    case requestTooLong
    // the callback
    case callbackMalformed(String)
    case stateMismatch
    case attemptExpired
    case attemptOfAnotherProvider
    case issuerParameterMissing
    case issuerParameterMismatch(found: String)
    case providerError(ProviderError)
    // the token endpoint
    case clientAssertionFailed(String)
    case tokenEndpointRefused(status: Int, ProviderError?)
    case tokenAnswerMalformed(String)
    case tokenTypeNotBearer(String)
    case accessTokenMissing
    case idTokenMissing
    // the ID token
    case tokenRefused(TokenRefusal)
    case tokenOfAnotherKind(String)
    case subjectMissing
    case subjectTooLong
    case issuedAtMissing
    case audienceNotTrusted(String)
    case authorizedPartyMissing
    case authorizedPartyMismatch(found: String)
    case accessTokenHashMismatch
    case authenticationTimeMissing
    case authenticationTimeInFuture
    case authenticationTooOld
    case authenticationContextNotAccepted(found: String?)
    case claimMalformed(String)
    // UserInfo
    case userInfoRefused(status: Int)
    case userInfoSigned
    case userInfoMalformed(String)
    case userInfoSubjectMismatch
    // a refresh
    case refreshedTokenDiffers(claim: String)
}

/// The two documents a relying party fetches and keeps.
public enum ProviderDocument: String, Sendable, Hashable {
    /// The discovery document.
    case discovery
    /// The key set.
    case keys
}
