public import Essentials
public import HTTP
public import IAM
import XMLDocuments

/// The answers of what is asked for a narrower session, for root's tasks, and for tokens.
extension STSResponse {
    /// What `AssumeRoot` answers.
    public static func assumedRoot(
        _ made: TemporaryCredentials, sourceIdentity: String?, requestID: STSRequestID
    ) -> HTTPResponse {
        result(of: .assumeRoot, requestID: requestID) { writer in
            credentials(made, &writer)
            writer.element("SourceIdentity", text: sourceIdentity)
            tokenSize(made, &writer)
        }
    }

    /// What `GetScopedCredentials` answers: the same principal, as it was.
    public static func scopedCredentials(
        _ made: TemporaryCredentials, arn: ARN, sessionID: String, layers: Int, sourceIdentity: String?,
        requestID: STSRequestID
    ) -> HTTPResponse {
        result(of: .getScopedCredentials, requestID: requestID) { writer in
            credentials(made, &writer)
            writer.element("SessionInfo") { writer in
                writer.element("ScopedSessionId", text: sessionID)
                writer.element("Arn", text: arn.description)
            }
            tokenSize(made, &writer)
            writer.element("ScopedPoliciesCount", text: String(layers))
            writer.element("SourceIdentity", text: sourceIdentity)
        }
    }

    /// What `GetWebIdentityToken` answers.
    public static func webIdentityToken(
        _ token: String, expires: Instant, requestID: STSRequestID
    ) -> HTTPResponse {
        result(of: .getWebIdentityToken, requestID: requestID) { writer in
            writer.element("WebIdentityToken", text: token)
            writer.element("Expiration", text: expires.rfc3339)
        }
    }
}

extension STSError {
    /// A session cannot be made to last longer by being narrowed.
    public static let insufficientSessionLifetime = STSError(
        code: "InsufficientSessionLifetime",
        message: "The requested DurationSeconds exceeds the remaining lifetime of the calling session.",
        status: .badRequest)

    /// A token would outlast the session that asks for it.
    public static let sessionDurationEscalation = STSError(
        code: "SessionDurationEscalationException",
        message: "The requested token duration would extend the session beyond its original expiration time.",
        status: .forbidden)

    /// The account's principals get no tokens for services elsewhere.
    public static let outboundWebIdentityFederationDisabled = STSError(
        code: "OutboundWebIdentityFederationDisabledException",
        message: "Outbound web identity federation is not enabled for this account.", status: .forbidden)

    /// A trade-in token is none, or none any more.
    public static let expiredTradeInToken = STSError(
        code: "ExpiredTradeInTokenException", message: "The trade-in token can no longer be exchanged for credentials.",
        status: .badRequest)

    /// A token would be too large.
    public static let jwtPayloadSizeExceeded = STSError(
        code: "JWTPayloadSizeExceededException",
        message: "The token payload exceeds the maximum allowed size; pass fewer or shorter tags.",
        status: .badRequest)
}
