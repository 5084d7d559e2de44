import Essentials

/// Why a request was refused before any handler saw it.
enum HeadRefusal: Reportable, Equatable {
    case malformedMethod
    case unknownMethod
    case unknownVersion
    case malformedTarget
    case targetTooLong(limit: Int)
    case notAsSent
    case tooManyFields(limit: Int)
    case headersTooLarge(limit: Int)
    case malformedFieldName
    case malformedFieldValue(name: String)
    case malformedHost
    case ambiguousFraming
    case unknownTransferCoding
    case malformedLength
    case unknownExpectation
    case bodyTooLarge(limit: Int)
    case noRoomForBody

    /// What the client is answered.
    var status: HTTPStatus {
        switch self {
        case .unknownMethod: .notImplemented
        case .unknownVersion: .versionNotSupported
        case .targetTooLong: .uriTooLong
        case .tooManyFields, .headersTooLarge: .headersTooLarge
        case .unknownExpectation: .expectationFailed
        case .bodyTooLarge: .contentTooLarge
        case .noRoomForBody: .serviceUnavailable
        default: .badRequest
        }
    }

    var reason: String {
        switch self {
        case .malformedMethod: "head-method-malformed"
        case .unknownMethod: "head-method-unknown"
        case .unknownVersion: "head-version-unknown"
        case .malformedTarget: "head-target-malformed"
        case .targetTooLong: "head-target-too-long"
        case .notAsSent: "head-lines-malformed"
        case .tooManyFields: "head-too-many-fields"
        case .headersTooLarge: "head-too-large"
        case .malformedFieldName: "head-field-name-malformed"
        case .malformedFieldValue: "head-field-value-malformed"
        case .malformedHost: "head-host-malformed"
        case .ambiguousFraming: "head-framing-ambiguous"
        case .unknownTransferCoding: "head-transfer-coding-unknown"
        case .malformedLength: "head-length-malformed"
        case .unknownExpectation: "head-expectation-unknown"
        case .bodyTooLarge: "body-too-large"
        case .noRoomForBody: "body-without-room"
        }
    }

    var detail: String {
        switch self {
        case .malformedMethod: "the method is no token in capital letters"
        case .unknownMethod: "the method is none that this server speaks"
        case .unknownVersion: "the version is neither HTTP/1.1 nor HTTP/1.0"
        case .malformedTarget: "the target is no path of visible ASCII"
        case .targetTooLong(let limit): "the target is longer than \(limit) bytes"
        case .notAsSent: "a line of the head is folded, has no name, holds a NUL, or does not end in CR LF"
        case .tooManyFields(let limit): "the request has more than \(limit) header fields"
        case .headersTooLarge(let limit): "request line and header fields are longer than \(limit) bytes"
        case .malformedFieldName: "the name of a header field is no token"
        case .malformedFieldValue(let name): "the header field `\(name)` holds control characters or no UTF-8"
        case .malformedHost: "the request has not exactly one `Host` that is a host with or without a port"
        case .ambiguousFraming: "`Content-Length` and `Transfer-Encoding` stand together or one of them twice"
        case .unknownTransferCoding: "`Transfer-Encoding` is not `chunked`, or the version does not know it"
        case .malformedLength: "`Content-Length` is no number"
        case .unknownExpectation: "`Expect` is not `100-continue`"
        case .bodyTooLarge(let limit): "the body is longer than \(limit) bytes"
        case .noRoomForBody: "too many large bodies are coming in at once"
        }
    }

    var clause: String? {
        switch self {
        case .malformedMethod, .unknownMethod: "RFC 9110 §9.1"
        case .unknownVersion: "RFC 9112 §2.3"
        case .malformedTarget, .targetTooLong: "RFC 9112 §3.2.1"
        case .tooManyFields, .headersTooLarge: "RFC 6585 §5"
        case .notAsSent: "RFC 9112 §2.2"
        case .malformedFieldName: "RFC 9112 §5.1"
        case .malformedFieldValue: "RFC 9110 §5.5"
        case .malformedHost: "RFC 9112 §3.2"
        case .ambiguousFraming, .unknownTransferCoding, .malformedLength: "RFC 9112 §6"
        case .unknownExpectation: "RFC 9110 §10.1.1"
        case .bodyTooLarge: "RFC 9110 §15.5.14"
        case .noRoomForBody: "RFC 9110 §15.6.4"
        }
    }
}
