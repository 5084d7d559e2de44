public import Essentials
public import HTTP
public import SecurityTokens

/// Why a request for a resource is not let through.
public enum ResourceRefusal: Reportable, Equatable {
    /// The host is none whose resources are guarded here.
    case unknownHost(String)
    /// The path or query may be read in two ways.
    case ambiguousPath(String)
    /// No rule says what the request does.
    case unknownRequest
    /// The signature is not taken.
    case signature(SigV4Refusal)
    /// The access key id is none of ours.
    case unknownAccessKey
    /// The session token is none of ours, altered, or of another key.
    case invalidToken
    /// The session is over.
    case expiredToken
    /// The session was ended before its time, and may be renewed or is nobody's; the explanation is for the operator.
    case sessionEnded(reason: String, detail: String, mayRenew: Bool)
    /// The policies do not allow it; the explanation is for the operator.
    case denied(action: String, resource: String, why: String)

    /// A stable code.
    public var reason: String {
        switch self {
        case .unknownHost: "resource-host-unknown"
        case .ambiguousPath: "resource-path-ambiguous"
        case .unknownRequest: "resource-request-unknown"
        case .signature(let refusal): refusal.reason
        case .unknownAccessKey: "access-key-unknown"
        case .invalidToken: "session-token-invalid"
        case .expiredToken: "session-token-expired"
        case .sessionEnded(let reason, _, _): reason
        case .denied: "access-denied"
        }
    }

    /// What was wrong, for the operator.
    public var detail: String {
        switch self {
        case .unknownHost(let host): "the host `\(host)` is none whose resources are guarded here"
        case .ambiguousPath(let why): "the target may be read in two ways: \(why)"
        case .unknownRequest: "no rule says what the request does"
        case .signature(let refusal): refusal.detail
        case .unknownAccessKey: "the access key id is none of this issuer's"
        case .invalidToken: "the session token is none of this issuer's, altered, or of another key"
        case .expiredToken: "the session is over"
        case .sessionEnded(_, let detail, _): detail
        case .denied(let action, let resource, let why): "`\(action)` on `\(resource)`: \(why)"
        }
    }

    /// What the operator may do about it.
    public var remedy: String? {
        switch self {
        case .unknownHost: "add it to `hosts` of the resource, or have the proxy pass the original host"
        case .unknownRequest: "add a rule to the resource's rule file, if it should be possible"
        case .denied: "add a statement to the role's policy, if it should be allowed"
        default: nil
        }
    }
}

extension ResourceRefusal {
    /// The status: nginx and Envoy know 401 and 403 for a no, and take any other for a failure of ours.
    public var status: HTTPStatus { self == .signature(.missing) ? .unauthorized : .forbidden }

    /// The code and the words that S3's own clients know (S3 API Reference, Error responses). Why policies deny is not
    /// told.
    public var s3: (code: String, message: String) {
        switch self {
        case .unknownHost, .denied, .unknownRequest: ("AccessDenied", "Access Denied")
        case .ambiguousPath: ("InvalidURI", "Couldn't parse the specified URI.")
        case .unknownAccessKey:
            ("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.")
        case .invalidToken, .sessionEnded(_, _, mayRenew: false):
            ("InvalidToken", "The provided token is malformed or otherwise invalid.")
        case .expiredToken, .sessionEnded: ("ExpiredToken", "The provided token has expired.")
        case .signature(let refusal): ResourceRefusal.s3(refusal)
        }
    }

    private static func s3(_ refusal: SigV4Refusal) -> (code: String, message: String) {
        switch refusal {
        case .missing: ("AccessDenied", "Access Denied")
        case .ambiguous(let what), .incomplete(let what), .wrongScope(let what):
            ("AuthorizationHeaderMalformed", "The authorization header is malformed; \(what)")
        case .lifetimeOutOfRange:
            ("AuthorizationQueryParametersError", "X-Amz-Expires must be from 1 to 604800 seconds")
        case .unsignedHeader(let name):
            ("AccessDenied", "There were headers present in the request which were not signed: \(name)")
        case .expired, .notYetCurrent:
            (
                "RequestTimeTooSkewed",
                "The difference between the request time and the server's time is too large."
            )
        case .presignedExpired: ("AccessDenied", "Request has expired")
        case .payloadNotDeclared:
            ("InvalidRequest", "Missing required header for this request: x-amz-content-sha256")
        case .payloadDeclarationRefused:
            ("InvalidRequest", "The x-amz-content-sha256 header speaks of the payload in a way that is not taken here.")
        case .payloadMismatch:
            (
                "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed."
            )
        case .mismatch:
            (
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. "
                    + "Check your key and signing method."
            )
        case .malformedTarget: ("InvalidURI", "Couldn't parse the specified URI.")
        case .cryptography:
            ("InternalError", "We encountered an internal error. Please try again.")
        }
    }
}
