internal import Essentials
public import HTTP

/// Why a request to end sessions was not carried out, as far as whoever sent it is told.
public enum LogoutRefusal: Sendable, Hashable, CaseIterable {
    /// It is not built as it must be.
    case malformed
    /// It is of another version of SAML.
    case otherVersion
    /// Whoever sent it has not shown that they may, or its time is over, or it came before.
    case denied
    /// It may be good; it could not be carried out here.
    case failedHere

    /// The status codes from the outermost inwards (SAML Core §3.2.2.2).
    var status: [ExactString] {
        switch self {
        case .malformed: [StatusCode.requester]
        case .otherVersion: [StatusCode.versionMismatch]
        case .denied: [StatusCode.requester, StatusCode.requestDenied]
        case .failedHere: [StatusCode.responder]
        }
    }

    /// What stands for it where there is no message to answer.
    var fault: SOAPFault { self == .failedHere ? .server : .client }
}

extension MessageRefusal {
    /// What whoever sent the request to end sessions is told.
    public var logoutRefusal: LogoutRefusal {
        switch self {
        case .versionRefused: .otherVersion
        case .signatureRefused, .issuerMissing, .issuerUnknown, .destinationMissing, .destinationMismatch,
            .issuedInFuture, .expired:
            .denied
        case .unreachable, .answerRefused, .fault, .statusRefused: .failedHere
        default: .malformed
        }
    }
}

extension ServiceProvider {
    /// The answer to a request to end sessions that came over the back channel and was not carried out: a status that
    /// names the request where that has a name, else a fault (SAML Bindings §3.2.3.3).
    ///
    /// Nothing of the request is proved. Of what it holds only its ID goes into the answer, which says no more than no.
    ///
    /// - Parameters:
    ///   - envelope: the request as it came.
    ///   - reference: leads the operator to the record.
    public func answer(refusing envelope: [UInt8], _ refusal: LogoutRefusal, reference: String) -> HTTPResponse {
        let words = "the request was not carried out; reference \(reference)"
        let id: ExactString
        switch SOAPEnvelope.claim(of: envelope, named: "LogoutRequest") {
        case .message(let claimed): id = claimed
        case .otherVersion: return SOAPFault.versionMismatch.answer(words)
        case .nothing: return refusal.fault.answer(words)
        }
        var response = LogoutResponse(
            id: SAMLMessage.identifier(randomness), issueInstant: clock.now(), destination: nil,
            issuer: settings.entityID, inResponseTo: id, status: refusal.status)
        response.statusMessage = words
        do {
            let sender = try MessageSender.signing(settings.signingCredentials.first)
            return BackChannel.answer(try sender.signed(response.xml, id: response.id))
        } catch {
            return SOAPFault.server.answer(words)
        }
    }
}
