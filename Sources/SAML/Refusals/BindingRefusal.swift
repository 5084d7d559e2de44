public import Essentials

/// Why no message could be taken from what came.
public enum BindingRefusal: Reportable, Equatable {
    case tooLarge(limit: Int)
    case parameterMissing(String)
    case parameterRepeated(String)
    case parameterMalformed(String)
    case encodingRefused(found: String)
    case notBase64
    case notDeflated
    /// It grows past the limit when it is inflated.
    case inflatesTooFar(limit: Int)
    case relayStateTooLong
    case signatureIncomplete
    case artifactMalformed
    case artifactSourceMismatch
    case endpointMissing(String)
    case messageTooLong

    /// Every reason with clause and meaning.
    public static let catalogue: [(reason: String, clause: String, meaning: String)] = Code.rows

    /// A stable code.
    public var reason: String { code.rawValue }
    /// Where the rule is written.
    public var clause: String? { code.clause }

    /// What was wrong.
    public var detail: String {
        switch self {
        case .tooLarge(let limit): "the message is longer than \(limit) bytes"
        case .parameterMissing(let name): "there is no `\(name)`"
        case .parameterRepeated(let name): "`\(name)` stands more than once"
        case .parameterMalformed(let name): "`\(name)` is not correctly encoded"
        case .encodingRefused(let found): "`SAMLEncoding` is \(quoted(found)); only DEFLATE is defined"
        case .notBase64: "the message is not in base64"
        case .notDeflated: "the message is not compressed with DEFLATE, or something stands behind it"
        case .inflatesTooFar(let limit): "the message is longer than \(limit) bytes once it is inflated"
        case .relayStateTooLong: "the `RelayState` is longer than \(RelayState.maximumBytes) bytes"
        case .signatureIncomplete: "of `SigAlg` and `Signature` only one is there"
        case .artifactMalformed: "the artifact is not one of type 4"
        case .artifactSourceMismatch: "the artifact was made by another provider"
        case .endpointMissing(let what): "the provider's metadata names no \(what)"
        case .messageTooLong: "the message would be longer than a URL may be"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .messageTooLong: "set `request_binding: post` for this provider"
        default: nil
        }
    }

    enum Code: String, ReasonCode {
        case tooLarge = "saml-message-too-large"
        case parameterMissing = "saml-parameter-missing"
        case parameterRepeated = "saml-parameter-repeated"
        case parameterMalformed = "saml-parameter-malformed"
        case encodingRefused = "saml-encoding-refused"
        case notBase64 = "saml-message-not-base64"
        case notDeflated = "saml-message-not-deflated"
        case inflatesTooFar = "saml-message-inflates-too-far"
        case relayStateTooLong = "saml-relay-state-too-long"
        case signatureIncomplete = "saml-query-signature-incomplete"
        case artifactMalformed = "saml-artifact-malformed"
        case artifactSourceMismatch = "saml-artifact-source-mismatch"
        case endpointMissing = "saml-endpoint-missing"
        case messageTooLong = "saml-message-too-long-for-url"

        var clause: String {
            switch self {
            case .tooLarge, .notBase64: "SAML Bindings §3.5.4"
            case .parameterMissing, .parameterRepeated, .parameterMalformed, .encodingRefused, .notDeflated,
                .inflatesTooFar, .signatureIncomplete, .messageTooLong:
                "SAML Bindings §3.4.4.1"
            case .relayStateTooLong: "SAML Bindings §3.4.3"
            case .artifactMalformed, .artifactSourceMismatch: "SAML Bindings §3.6.4"
            case .endpointMissing: "SAML Metadata §2.4.3"
            }
        }

        var meaning: String {
            switch self {
            case .tooLarge: "the message is longer than is read"
            case .parameterMissing: "the query or the form carries no message"
            case .parameterRepeated: "a parameter stands twice, so that two readers may take two values"
            case .parameterMalformed: "a parameter is not correctly encoded"
            case .encodingRefused: "the message is compressed in a way that is not defined"
            case .notBase64: "the message is not in base64"
            case .notDeflated: "the message is not compressed as it must be"
            case .inflatesTooFar: "the message is small and would fill more memory than is given to it"
            case .relayStateTooLong: "the relay state is longer than it may be"
            case .signatureIncomplete: "the query carries a part of a signature only"
            case .artifactMalformed: "the artifact is not of the one type that is defined"
            case .artifactSourceMismatch: "the artifact names another provider as its maker"
            case .endpointMissing: "the provider names no place to send the message to"
            case .messageTooLong: "the message does not fit into a URL"
            }
        }
    }

    private var code: Code {
        switch self {
        case .tooLarge: .tooLarge
        case .parameterMissing: .parameterMissing
        case .parameterRepeated: .parameterRepeated
        case .parameterMalformed: .parameterMalformed
        case .encodingRefused: .encodingRefused
        case .notBase64: .notBase64
        case .notDeflated: .notDeflated
        case .inflatesTooFar: .inflatesTooFar
        case .relayStateTooLong: .relayStateTooLong
        case .signatureIncomplete: .signatureIncomplete
        case .artifactMalformed: .artifactMalformed
        case .artifactSourceMismatch: .artifactSourceMismatch
        case .endpointMissing: .endpointMissing
        case .messageTooLong: .messageTooLong
        }
    }
}
