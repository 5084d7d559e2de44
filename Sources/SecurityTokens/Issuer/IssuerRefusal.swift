public import Essentials

/// Why an issuer handed out nothing.
///
/// Texts are the issuer's own words, cleaned of control characters and of the token that was sent.
public enum IssuerRefusal: Reportable, Equatable {
    /// The role's trust policy, or the absence of the role, says no.
    case accessDenied(String)
    /// The token's time is over.
    case expiredToken(String)
    /// The token does not verify, or its provider is unknown.
    case invalidIdentityToken(String)
    /// The issuer could not reach the provider to verify the token.
    case idpCommunicationError(String)
    /// The provider itself turned the claims down.
    case idpRejectedClaim(String)
    /// The session policy is not one.
    case malformedPolicy(String)
    /// Session policy and tags together are too large.
    case packedPolicyTooLarge(String)
    /// STS is switched off in that region for that account.
    case regionDisabled(String)
    /// The issuer asked to slow down, to the end of the patience there was.
    case throttled(String)
    /// No answer came in time.
    case notReached(String)
    /// An answer came that is none: another status, another document, a failure of the issuer's own.
    case unexpectedAnswer(String)
    /// The session name does not fit `[\w+=,.@-]{2,64}`.
    case invalidSessionName(String)
    /// A session tag does not fit AWS's pattern.
    case invalidSessionTag(key: String, String)
    /// The duration is above what the role allows.
    case durationTooLong(requested: Duration, maximum: Duration?)
    /// A parameter is outside its limits.
    case validation(String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .accessDenied: "issuer-access-denied"
        case .expiredToken: "issuer-expired-token"
        case .invalidIdentityToken: "issuer-invalid-identity-token"
        case .idpCommunicationError: "issuer-provider-not-reached"
        case .idpRejectedClaim: "issuer-provider-rejected-claim"
        case .malformedPolicy: "issuer-malformed-policy"
        case .packedPolicyTooLarge: "issuer-packed-policy-too-large"
        case .regionDisabled: "issuer-region-disabled"
        case .throttled: "issuer-throttled"
        case .notReached: "issuer-not-reached"
        case .unexpectedAnswer: "issuer-unexpected-answer"
        case .invalidSessionName: "session-name-invalid"
        case .invalidSessionTag: "session-tag-invalid"
        case .durationTooLong: "session-duration-too-long"
        case .validation: "issuer-validation-failed"
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .accessDenied(let words): "the issuer denied the role: \(words)"
        case .expiredToken(let words): "the token is past its time: \(words)"
        case .invalidIdentityToken(let words): "the issuer did not accept the token: \(words)"
        case .idpCommunicationError(let words): "the issuer could not reach the provider: \(words)"
        case .idpRejectedClaim(let words): "the provider rejected the claims: \(words)"
        case .malformedPolicy(let words): "the session policy is malformed: \(words)"
        case .packedPolicyTooLarge(let words): "session policy and tags are too large: \(words)"
        case .regionDisabled(let words): "the issuer's region is disabled: \(words)"
        case .throttled(let words): "the issuer asked to slow down: \(words)"
        case .notReached(let words): "the issuer was not reached: \(words)"
        case .unexpectedAnswer(let words): "the issuer answered what it should not: \(words)"
        case .invalidSessionName(let text): "`\(text)` is not a session name"
        case .invalidSessionTag(let key, let why): "the session tag `\(key)` is not one: \(why)"
        case .durationTooLong(let requested, let maximum):
            "a session of \(requested.wholeSeconds) s is longer than the role allows"
                + (maximum.map { " (\($0.wholeSeconds) s)" } ?? "")
        case .validation(let words): "a parameter was refused: \(words)"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .accessDenied: "compare the role's trust policy with the token's issuer, audience and subject"
        case .expiredToken: "sign in again for a fresh token"
        case .invalidIdentityToken: "register the provider with exactly this issuer and audience at the issuer"
        case .idpCommunicationError: "the provider's discovery document and keys must be reachable from the issuer"
        case .idpRejectedClaim: "see the provider's log"
        case .malformedPolicy: "check the policy with `sallyport check`"
        case .packedPolicyTooLarge: "shorten the session policy, or send fewer tags"
        case .regionDisabled: "enable the region in the account, or name another in the configuration"
        case .throttled: "try again in a moment"
        case .notReached, .unexpectedAnswer: "check the issuer's endpoint and network"
        case .invalidSessionName:
            "a session name has 2 to 64 characters out of A-Z a-z 0-9 _ + = , . @ -; change the rule's template"
        case .invalidSessionTag:
            "a tag has letters, spaces, digits and _ . : / = + - @, at most 128 in its key and 256 in its value"
        case .durationTooLong: "ask for less, or raise the role's maximum session duration"
        case .validation: nil
        }
    }

    /// AWS's own page.
    public var clause: String? {
        switch self {
        case .notReached, .unexpectedAnswer: nil
        default: "AWS STS API Reference"
        }
    }
}
