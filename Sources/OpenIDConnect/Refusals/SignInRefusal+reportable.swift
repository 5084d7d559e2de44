import Essentials
import HTTP
import JOSE

extension SignInRefusal {
    /// A stable code. A refused token has the code of its own refusal.
    public var reason: String {
        switch self {
        case .providerUnreachable: "provider-unreachable"
        case .documentRefused(.discovery, _): "discovery-refused"
        case .documentRefused(.keys, _): "keys-refused"
        case .discoveryIssuerMismatch: "discovery-issuer-mismatch"
        case .endpointMissing: "endpoint-missing"
        case .requestTooLong: "authorization-request-too-long"
        case .callbackMalformed: "callback-malformed"
        case .stateMismatch: "state-mismatch"
        case .attemptExpired: "attempt-expired"
        case .attemptOfAnotherProvider: "attempt-of-another-provider"
        case .issuerParameterMissing: "issuer-parameter-missing"
        case .issuerParameterMismatch: "issuer-parameter-mismatch"
        case .providerError(let error): SignInRefusal.reason(of: error.code)
        case .clientAssertionFailed: "client-assertion-failed"
        case .tokenEndpointRefused: "token-endpoint-refused"
        case .tokenAnswerMalformed: "token-answer-malformed"
        case .tokenTypeNotBearer: "token-type-not-bearer"
        case .accessTokenMissing: "access-token-missing"
        case .idTokenMissing: "id-token-missing"
        case .tokenRefused(let refusal): refusal.reason
        case .tokenOfAnotherKind: "token-of-another-kind"
        case .subjectMissing: "subject-missing"
        case .subjectTooLong: "subject-too-long"
        case .issuedAtMissing: "issued-at-missing"
        case .audienceNotTrusted: "audience-not-trusted"
        case .authorizedPartyMissing: "authorized-party-missing"
        case .authorizedPartyMismatch: "authorized-party-mismatch"
        case .accessTokenHashMismatch: "access-token-hash-mismatch"
        case .authenticationTimeMissing: "authentication-time-missing"
        case .authenticationTimeInFuture: "authentication-time-in-future"
        case .authenticationTooOld: "authentication-too-old"
        case .authenticationContextNotAccepted: "authentication-context-not-accepted"
        case .claimMalformed: "claim-malformed"
        case .userInfoRefused: "userinfo-refused"
        case .userInfoSigned: "userinfo-signed"
        case .userInfoMalformed: "userinfo-malformed"
        case .userInfoSubjectMismatch: "userinfo-subject-mismatch"
        case .refreshedTokenDiffers: "refreshed-token-differs"
        }
    }

    /// `provider-access-denied` for `access_denied`; `provider-error` for a code that is not a known one.
    private static func reason(of code: ProviderError.Code) -> String {
        guard code != .other else { return "provider-error" }
        return "provider-" + String(code.rawValue.map { $0 == "_" ? "-" : $0 })
    }

    /// What was wrong and where.
    public var detail: String {
        switch self {
        case .providerUnreachable(let error): "the provider gave no answer: \(error.detail)"
        case .documentRefused(.discovery, let why): "the discovery document cannot be used: \(why)"
        case .documentRefused(.keys, let why): "the provider's key set cannot be used: \(why)"
        case .discoveryIssuerMismatch(let found): "the discovery document is of the issuer `\(found)`"
        case .endpointMissing(let name): "the discovery document names no `\(name)`"
        case .requestTooLong: "the authorization request would be longer than a URL may be"
        case .callbackMalformed(let why): "the callback cannot be read: \(why)"
        case .stateMismatch: "the callback's `state` is not that of this attempt"
        case .attemptExpired: "the sign-in was started too long ago"
        case .attemptOfAnotherProvider: "the sign-in was started at another provider"
        case .issuerParameterMissing: "the callback carries no `iss`, which this provider promises"
        case .issuerParameterMismatch(let found): "the callback comes from the issuer `\(found)`"
        case .providerError(let error): SignInRefusal.sentence("the provider answered", error)
        case .clientAssertionFailed(let why): "the client assertion could not be made: \(why)"
        case .tokenEndpointRefused(let status, let error?):
            SignInRefusal.sentence("the token endpoint answered \(status) with", error)
        case .tokenEndpointRefused(let status, nil): "the token endpoint answered \(status)"
        case .tokenAnswerMalformed(let why): "the token endpoint's answer cannot be read: \(why)"
        case .tokenTypeNotBearer(let type): "the token endpoint gave a token of type `\(type)`, not Bearer"
        case .accessTokenMissing: "the token endpoint's answer holds no `access_token`"
        case .idTokenMissing: "the token endpoint's answer holds no `id_token`"
        case .tokenRefused(let refusal): refusal.detail
        case .tokenOfAnotherKind(let kind): "the token says that it is of the kind `\(kind)`, which proves no identity"
        case .subjectMissing: "the ID token has no `sub`"
        case .subjectTooLong: "the ID token's `sub` is longer than 255 bytes"
        case .issuedAtMissing: "the ID token has no `iat`"
        case .audienceNotTrusted(let audience): "the token is also made out to `\(audience)`, which is not trusted here"
        case .authorizedPartyMissing: "the ID token has several audiences and no `azp`"
        case .authorizedPartyMismatch(let found): "the token was issued to `\(found)`"
        case .accessTokenHashMismatch: "the ID token's `at_hash` is not that of the access token beside it"
        case .authenticationTimeMissing: "the ID token has no `auth_time`, though `max_age` was asked for"
        case .authenticationTimeInFuture: "the ID token's `auth_time` lies in the future"
        case .authenticationTooOld: "the person gave the provider their proof longer ago than `max_age` allows"
        case .authenticationContextNotAccepted(let found?): "the authentication context `\(found)` does not serve"
        case .authenticationContextNotAccepted(nil): "the ID token names no authentication context (`acr`)"
        case .claimMalformed(let name): "the claim `\(name)` is not of the kind it must be"
        case .userInfoRefused(let status): "the UserInfo endpoint answered \(status)"
        case .userInfoSigned: "the UserInfo endpoint answered with a signed or encrypted token, which is not read here"
        case .userInfoMalformed(let why): "the UserInfo answer cannot be read: \(why)"
        case .userInfoSubjectMismatch: "the UserInfo answer is about another `sub` than the ID token"
        case .refreshedTokenDiffers(let claim): "the refreshed ID token's `\(claim)` is not that of the first"
        }
    }

    private static func sentence(_ head: String, _ error: ProviderError) -> String {
        "\(head) `\(error.spelled)`" + (error.description.map { ": `\($0)`" } ?? "")
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .providerUnreachable(let error): error.remedy
        case .discoveryIssuerMismatch(let found): "if this is the right provider, write `issuer: \(found)`"
        case .endpointMissing: "name the endpoint under the provider's `endpoints`"
        case .attemptExpired, .stateMismatch: "start the sign-in again in the same browser"
        case .tokenEndpointRefused(_, let error?) where error.code == .invalidClient:
            "check client id, client secret and the method the client is registered with"
        case .audienceNotTrusted: "name it under the provider's `audiences` if it is an application of yours"
        case .userInfoSigned: "register the client without `userinfo_signed_response_alg`"
        case .authenticationContextNotAccepted: "sign in with one of the ways the provider's `acr` asks for"
        case .tokenRefused(let refusal): refusal.remedy
        default: nil
        }
    }

    /// The clause of the specification it stands on.
    public var clause: String? {
        switch self {
        case .documentRefused(.discovery, _), .endpointMissing: "OpenID Connect Discovery §3"
        case .documentRefused(.keys, _): "RFC 7517 §5"
        case .discoveryIssuerMismatch: "OpenID Connect Discovery §4.3"
        case .callbackMalformed, .stateMismatch: "RFC 6749 §4.1.2"
        case .issuerParameterMissing, .issuerParameterMismatch: "RFC 9207 §2.4"
        case .providerError: "OpenID Connect Core §3.1.2.6"
        case .clientAssertionFailed: "RFC 7523 §2.2"
        case .tokenEndpointRefused: "RFC 6749 §5.2"
        case .tokenAnswerMalformed, .accessTokenMissing: "RFC 6749 §5.1"
        case .tokenTypeNotBearer, .idTokenMissing: "OpenID Connect Core §3.1.3.3"
        case .tokenRefused(let refusal): refusal.clause
        case .tokenOfAnotherKind: "RFC 8725 §3.12"
        case .subjectMissing, .subjectTooLong, .issuedAtMissing: "OpenID Connect Core §2"
        case .audienceNotTrusted, .authorizedPartyMissing, .authorizedPartyMismatch, .authenticationTimeMissing,
            .authenticationTimeInFuture, .authenticationTooOld, .authenticationContextNotAccepted:
            "OpenID Connect Core §3.1.3.7"
        case .accessTokenHashMismatch: "OpenID Connect Core §3.1.3.8"
        case .userInfoRefused, .userInfoSigned, .userInfoMalformed, .userInfoSubjectMismatch:
            "OpenID Connect Core §5.3.2"
        case .refreshedTokenDiffers: "OpenID Connect Core §12.2"
        case .providerUnreachable, .requestTooLong, .attemptExpired, .attemptOfAnotherProvider, .claimMalformed: nil
        }
    }

    /// True where the provider only says that it needs the person at the screen: a silent attempt may be made
    /// again as an ordinary one.
    public var needsInteraction: Bool {
        if case .providerError(let error) = self { error.needsInteraction } else { false }
    }
}
