import Essentials
import HTTP

/// What an error answer means: which refusal it is, and whether asking again may help.
struct STSFailure: Equatable {
    let refusal: IssuerRefusal
    let isWorthRetrying: Bool

    /// Codes that ask to slow down.
    private static let throttling: Set<ExactString> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException",
        "TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException",
        "SlowDown", "PriorRequestNotComplete", "ProvisionedThroughputExceededException", "EC2ThrottledException",
    ]
    /// Codes of a passing failure.
    private static let passing: Set<ExactString> = [
        "RequestTimeout", "RequestTimeoutException", "InternalFailure", "InternalError", "InternalServerError",
        "ServiceUnavailable", "ServiceUnavailableException", "STSNotInitialized",
    ]

    /// Reads a code, its words and the status they came with.
    init(code: String, words: String, status: HTTPStatus, duration: Duration) {
        let exact = ExactString(code)
        let said = words.isEmpty ? code : "\(code): \(words)"
        if STSFailure.throttling.contains(exact) || status == .tooManyRequests {
            self.init(.throttled(said), isWorthRetrying: true)
        } else if STSFailure.passing.contains(exact) {
            self.init(.unexpectedAnswer(said), isWorthRetrying: true)
        } else if let known = STSFailure.refusals[exact] {
            // The provider may be back in a moment (AWS STS API Reference, IDPCommunicationError).
            self.init(known(said), isWorthRetrying: exact == "IDPCommunicationError")
        } else if ["ValidationError", "ValidationException"].contains(exact) {
            self.init(
                STSFailure.isDurationAboveMaximum(words)
                    ? .durationTooLong(requested: duration, maximum: nil) : .validation(said), isWorthRetrying: false)
        } else {
            self.init(.unexpectedAnswer(said), isWorthRetrying: status.rawValue >= 500)
        }
    }

    /// An answer without a code that could be read.
    init(status: HTTPStatus) {
        self.init(
            status == .tooManyRequests ? .throttled("status 429") : .unexpectedAnswer("status \(status.rawValue)"),
            isWorthRetrying: status == .tooManyRequests || status.rawValue >= 500)
    }

    /// No whole answer at all.
    init(_ error: HTTPSendError) {
        let isPassing =
            switch error {
            case .nameNotResolved, .notReached, .timedOut, .malformedResponse, .tooManyWaiting: true
            case .schemeRefused, .addressRefused, .certificateRefused, .responseTooLarge, .redirectRefused, .stopped,
                .requestMalformed, .cancelled:
                false
            }
        self.init(.notReached(error.detail), isWorthRetrying: isPassing)
    }

    private init(_ refusal: IssuerRefusal, isWorthRetrying: Bool) {
        self.refusal = refusal
        self.isWorthRetrying = isWorthRetrying
    }

    private static let refusals: [ExactString: @Sendable (String) -> IssuerRefusal] = [
        "AccessDenied": { .accessDenied($0) }, "AccessDeniedException": { .accessDenied($0) },
        "NoSuchEntity": { .accessDenied($0) },
        "ExpiredTokenException": { .expiredToken($0) }, "ExpiredToken": { .expiredToken($0) },
        "InvalidIdentityToken": { .invalidIdentityToken($0) },
        "InvalidClientGrantsToken": { .invalidIdentityToken($0) },
        "IDPCommunicationError": { .idpCommunicationError($0) },
        "IDPRejectedClaim": { .idpRejectedClaim($0) },
        "MalformedPolicyDocument": { .malformedPolicy($0) },
        "PackedPolicyTooLarge": { .packedPolicyTooLarge($0) },
        "RegionDisabledException": { .regionDisabled($0) }, "RegionDisabled": { .regionDisabled($0) },
        "InvalidParameterValue": { .validation($0) }, "InvalidParameterCombination": { .validation($0) },
        "MissingParameter": { .validation($0) }, "InvalidArgument": { .validation($0) },
        "MalformedInput": { .validation($0) }, "InvalidAction": { .unexpectedAnswer($0) },
    ]

    /// AWS: `The requested DurationSeconds exceeds the MaxSessionDuration set for this role.`
    private static func isDurationAboveMaximum(_ words: String) -> Bool {
        holds(words, "DurationSeconds") && holds(words, "MaxSessionDuration")
    }

    private static func holds(_ text: String, _ part: String) -> Bool {
        let needle = Array(part.utf8)
        let bytes = Array(text.utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: needle) }
    }
}
