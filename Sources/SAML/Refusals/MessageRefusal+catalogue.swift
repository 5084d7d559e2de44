extension MessageRefusal {
    enum Code: String, ReasonCode {
        case envelopeRefused = "saml-envelope-refused"
        case fault = "saml-soap-fault"
        case otherMessage = "saml-other-message"
        case versionRefused = "saml-message-version-refused"
        case identifierMissing = "saml-message-id-missing"
        case instantMalformed = "saml-message-instant-malformed"
        case issuerMissing = "saml-message-issuer-missing"
        case issuerUnknown = "saml-message-issuer-unknown"
        case destinationMissing = "saml-message-destination-missing"
        case destinationMismatch = "saml-message-destination-mismatch"
        case issuedInFuture = "saml-message-issued-in-future"
        case expired = "saml-message-expired"
        case requestMismatch = "saml-message-request-mismatch"
        case nameIDMissing = "saml-message-name-id-missing"
        case nameIDRefused = "saml-message-name-id-refused"
        case tooMany = "saml-message-too-many"
        case consumerUnknown = "saml-consumer-unknown"
        case contentMalformed = "saml-message-malformed"
        case answerRefused = "saml-answer-refused"

        var clause: String {
            switch self {
            case .envelopeRefused, .fault, .answerRefused: "SAML Bindings §3.2"
            case .otherMessage, .contentMalformed: "SAML Core §3.2"
            case .versionRefused: "SAML Core §4.1.3"
            case .identifierMissing: "SAML Core §1.3.4"
            case .instantMalformed: "SAML Core §1.3.3"
            case .issuerMissing, .issuerUnknown: "SAML Core §3.2.1"
            case .destinationMissing, .destinationMismatch: "SAML Bindings §3.4.5.2"
            case .issuedInFuture, .expired: "SAML Core §3.7.1"
            case .requestMismatch: "SAML Core §3.2.2"
            case .nameIDMissing, .nameIDRefused, .tooMany: "SAML Core §3.7.1"
            case .consumerUnknown: "SAML Profiles §4.1.4.1"
            }
        }

        var meaning: String {
            switch self {
            case .envelopeRefused: "the SOAP envelope does not hold exactly one message"
            case .fault: "the other side answered with a fault"
            case .otherMessage: "the message is of another kind than was expected"
            case .versionRefused: "the message is of another version than 2.0"
            case .identifierMissing: "the message has no ID"
            case .instantMalformed: "an instant is missing or is not written in UTC"
            case .issuerMissing: "the message names no issuer"
            case .issuerUnknown: "the message comes from somebody else than was expected"
            case .destinationMissing: "the message is signed and does not say where it was to be sent"
            case .destinationMismatch: "the message was sent to another place"
            case .issuedInFuture: "the message claims to have been made later than now"
            case .expired: "the message's time is over"
            case .requestMismatch: "the message answers another request than the one that was made"
            case .nameIDMissing: "the message does not say whom it is about"
            case .nameIDRefused: "the message names somebody in a way that cannot be used"
            case .tooMany: "there are more of something than are read"
            case .consumerUnknown: "the answer is asked for at a place that is not registered"
            case .contentMalformed: "a part of the message is not of the form it must have"
            case .answerRefused: "the other side answered with an error of HTTP"
            }
        }
    }

    /// Where its reason comes from.
    var origin: ReasonOrigin<Code> {
        switch self {
        case .bindingRefused(let refusal): .below(refusal)
        case .xmlRefused(let refusal): .below(refusal)
        case .signatureRefused(let refusal): .below(refusal)
        case .statusRefused(let refusal): .below(refusal)
        case .decryptionRefused(let refusal): .below(refusal)
        case .unreachable(let refusal): .below(refusal)
        case .envelopeRefused: .own(.envelopeRefused)
        case .fault: .own(.fault)
        case .otherMessage: .own(.otherMessage)
        case .versionRefused: .own(.versionRefused)
        case .identifierMissing: .own(.identifierMissing)
        case .instantMalformed: .own(.instantMalformed)
        case .issuerMissing: .own(.issuerMissing)
        case .issuerUnknown: .own(.issuerUnknown)
        case .destinationMissing: .own(.destinationMissing)
        case .destinationMismatch: .own(.destinationMismatch)
        case .issuedInFuture: .own(.issuedInFuture)
        case .expired: .own(.expired)
        case .requestMismatch: .own(.requestMismatch)
        case .nameIDMissing: .own(.nameIDMissing)
        case .nameIDRefused: .own(.nameIDRefused)
        case .tooMany: .own(.tooMany)
        case .consumerUnknown: .own(.consumerUnknown)
        case .contentMalformed: .own(.contentMalformed)
        case .answerRefused: .own(.answerRefused)
        }
    }
}
