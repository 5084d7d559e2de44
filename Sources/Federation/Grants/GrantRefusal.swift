public import Essentials
public import SecurityTokens

/// Why nothing was handed out for a grant.
public enum GrantRefusal: Reportable, Equatable {
    /// No issuer of this id is configured.
    case unknownIssuer(String)
    /// The session asked for is longer than the grant allows, or shorter than an issuer gives.
    case durationOutOfRange(requested: Duration, maximum: Duration)
    /// The proof's time is over; the person signs in again.
    case proofExpired(Instant)
    /// The role wants a person who was asked more recently.
    case authenticationTooOld(limit: Duration)
    /// The issuer is told nothing by assertions: it has no AssumeRoleWithSAML, or does not know this gateway.
    case issuerTakesNoAssertion(String)
    /// The assertion for the issuer could not be signed.
    case assertionNotMade(String)
    /// The audit log could not be written; nothing may be handed out then.
    case auditUnavailable
    /// The issuer handed out nothing.
    case issuer(IssuerRefusal)

    /// A stable code.
    public var reason: String {
        switch self {
        case .unknownIssuer: "issuer-unknown"
        case .durationOutOfRange: "duration-out-of-range"
        case .proofExpired: "proof-expired"
        case .authenticationTooOld: "recent-sign-in-needed"
        case .issuerTakesNoAssertion: "issuer-takes-no-assertion"
        case .assertionNotMade: "assertion-not-made"
        case .auditUnavailable: "audit-unavailable"
        case .issuer(let refusal): refusal.reason
        }
    }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .unknownIssuer(let id): "the issuer `\(id)` is not configured"
        case .durationOutOfRange(let requested, let maximum):
            "a session of \(requested.wholeSeconds) s was asked for; this grant allows 900 s to \(maximum.wholeSeconds) s"
        case .proofExpired(let instant): "the proof of identity served until \(instant)"
        case .authenticationTooOld(let limit):
            "the role wants a person who was asked within \(limit.wholeSeconds) s, and the sign-in is older"
        case .issuerTakesNoAssertion(let id): "the issuer `\(id)` takes no assertion of this gateway"
        case .assertionNotMade(let why): "the assertion for the issuer could not be made: \(why)"
        case .auditUnavailable: "the audit log could not be written, so nothing was handed out"
        case .issuer(let refusal): refusal.detail
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .unknownIssuer: "name it under `issuers`"
        case .durationOutOfRange: "ask for a duration within these bounds"
        case .proofExpired: "sign in again"
        case .authenticationTooOld: "sign in again"
        case .issuerTakesNoAssertion(let id): "name `issuers.\(id).saml_provider` where it has AssumeRoleWithSAML"
        case .assertionNotMade: nil
        case .auditUnavailable: "make room for the store and let it be written"
        case .issuer(let refusal): refusal.remedy
        }
    }

    /// The issuer's clause.
    public var clause: String? { if case .issuer(let refusal) = self { refusal.clause } else { nil } }
}
