import Essentials
public import HTTP

/// An error as STS answers it: code, words, status, and whose fault it is.
public struct STSError: Error, Sendable, Equatable {
    /// Whose fault it is.
    public enum Fault: String, Sendable {
        /// The caller's.
        case sender = "Sender"
        /// The service's.
        case receiver = "Receiver"
    }

    /// AWS's code, `InvalidIdentityToken`.
    public let code: String
    /// What a person reads.
    public let message: String
    /// The status that goes with the code.
    public let status: HTTPStatus

    /// An error of these parts.
    public init(code: String, message: String, status: HTTPStatus) {
        self.code = code
        self.message = message
        self.status = status
    }

    /// The caller's for a status below 500.
    public var fault: Fault { status.rawValue < 500 ? .sender : .receiver }

    /// Equal in every part, texts by bytes.
    public static func == (left: STSError, right: STSError) -> Bool {
        left.code.isExactly(right.code) && left.message.isExactly(right.message) && left.status == right.status
    }
}

extension STSError {
    /// No such action, or no such version of it.
    public static func invalidAction(_ action: String, version: String) -> STSError {
        STSError(
            code: "InvalidAction", message: "Could not find operation \(action) for version \(version)",
            status: .badRequest)
    }

    /// No `Action` at all.
    public static let missingAction = STSError(
        code: "MissingAction", message: "The request is missing an action or a required parameter.",
        status: .badRequest)

    /// The query or the form does not keep the rules.
    public static func invalidQueryParameter(_ message: String) -> STSError {
        STSError(code: "InvalidQueryParameter", message: message, status: .badRequest)
    }

    /// A parameter is outside its limits.
    public static func validation(_ message: String) -> STSError {
        STSError(code: "ValidationError", message: message, status: .badRequest)
    }

    /// A value cannot be read at all.
    public static func malformedInput(_ message: String) -> STSError {
        STSError(code: "MalformedInput", message: message, status: .badRequest)
    }

    /// The principal, or the role's trust policy, may not.
    public static func accessDenied(_ message: String) -> STSError {
        STSError(code: "AccessDenied", message: message, status: .forbidden)
    }

    /// The request is not signed.
    public static let missingAuthenticationToken = STSError(
        code: "MissingAuthenticationToken", message: "Request is missing Authentication Token", status: .forbidden)

    /// The access key or the session token is none of ours.
    public static let invalidClientTokenID = STSError(
        code: "InvalidClientTokenId", message: "The security token included in the request is invalid.",
        status: .forbidden)

    /// The session is over.
    public static let expiredToken = STSError(
        code: "ExpiredToken", message: "The security token included in the request is expired", status: .forbidden)

    /// The service itself failed.
    public static let internalFailure = STSError(
        code: "InternalFailure",
        message: "The request processing has failed because of an unknown error, exception or failure.",
        status: .internalServerError)

    /// The service cannot answer now.
    public static let serviceUnavailable = STSError(
        code: "ServiceUnavailable", message: "The request has failed due to a temporary failure of the server.",
        status: .serviceUnavailable)
}

extension STSError {
    /// What STS answers to a signature that is not taken.
    public init(_ refusal: SigV4Refusal) {
        switch refusal {
        case .missing: self = .missingAuthenticationToken
        case .incomplete(let what):
            self.init(
                code: "IncompleteSignature", message: "Authorization header is incomplete: \(what)", status: .badRequest
            )
        case .ambiguous(let what):
            self.init(code: "IncompleteSignature", message: "The signature is ambiguous: \(what)", status: .badRequest)
        case .lifetimeOutOfRange:
            self.init(
                code: "IncompleteSignature", message: "X-Amz-Expires must be from 1 to 604800 seconds.",
                status: .badRequest)
        case .presignedExpired(let ended, let now):
            self.init(
                code: "SignatureDoesNotMatch", message: "Signature expired: it served until \(ended), now is \(now).",
                status: .forbidden)
        case .expired(let date, let now, let limit):
            self.init(
                code: "SignatureDoesNotMatch",
                message: "Signature expired: \(date) is now earlier than \(limit) (\(now) - 15 min.)",
                status: .forbidden)
        case .notYetCurrent(let date, let now, let limit):
            self.init(
                code: "SignatureDoesNotMatch",
                message: "Signature not yet current: \(date) is still later than \(limit) (\(now) + 15 min.)",
                status: .forbidden)
        case .wrongScope(let what):
            self.init(
                code: "SignatureDoesNotMatch",
                message: "Credential should be scoped to a valid region and service: \(what).",
                status: .forbidden)
        case .unsignedHeader(let name):
            self.init(
                code: "SignatureDoesNotMatch", message: "'\(name)' must be a signed header in the request.",
                status: .forbidden)
        case .payloadMismatch, .mismatch, .malformedTarget, .payloadNotDeclared, .payloadDeclarationRefused:
            self.init(
                code: "SignatureDoesNotMatch",
                message: "The request signature we calculated does not match the signature you provided. "
                    + "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
                status: .forbidden)
        case .cryptography: self = .internalFailure
        }
    }

    /// What STS answers to a refusal of the issuer; `action` is the one that was asked for.
    ///
    /// Why a role was denied stays with the operator: the caller reads the same words for a role that does not
    /// exist and for one whose trust policy says no.
    public init(_ refusal: IssuerRefusal, action: STSAction) {
        switch refusal {
        case .accessDenied: self = .accessDenied("Not authorized to perform sts:\(action.rawValue)")
        case .expiredToken(let words):
            self.init(code: "ExpiredTokenException", message: words, status: .badRequest)
        case .invalidIdentityToken(let words):
            self.init(code: "InvalidIdentityToken", message: words, status: .badRequest)
        case .idpCommunicationError(let words):
            self.init(code: "IDPCommunicationError", message: words, status: .badRequest)
        case .idpRejectedClaim(let words):
            self.init(code: "IDPRejectedClaim", message: words, status: .forbidden)
        case .malformedPolicy(let words):
            self.init(code: "MalformedPolicyDocument", message: words, status: .badRequest)
        case .packedPolicyTooLarge(let words):
            self.init(code: "PackedPolicyTooLarge", message: words, status: .badRequest)
        case .regionDisabled(let words):
            self.init(code: "RegionDisabledException", message: words, status: .forbidden)
        case .throttled: self.init(code: "Throttling", message: "Rate exceeded", status: .badRequest)
        case .durationTooLong:
            self = .validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
        case .validation(let words): self = .validation(words)
        case .invalidSessionName(let text):
            self = .validation(STSParameterRule.sentence(STSParameterRule.roleSessionName.violations(of: text)))
        case .invalidSessionTag(let key, _): self = .validation("The session tag key or value of \(key) is invalid.")
        case .notReached: self = .serviceUnavailable
        case .unexpectedAnswer: self = .internalFailure
        }
    }
}
