internal import Cryptography
public import Essentials
public import HTTP
internal import XMLDocuments
internal import XMLSecurity

/// Single Logout with one peer (SAML Profiles §4.4), begun on either side, by browser or back channel. Every message
/// must be signed.
public struct SingleLogout: Sendable {
    /// One of both sides.
    struct Own: Sendable {
        let entityID: ExactString
        let sloURL: HTTPURL
        let credential: SigningCredential?
        let decryptionKeys: [PrivateKey]
        let skew: Duration
        let clock: any WallClock
        let randomness: any Randomness
    }

    /// The other.
    struct Peer: Sendable {
        let entityID: ExactString
        let rules: SignatureRules
        let endpoints: [MetadataEndpoint]
        let preferredBinding: SAMLBinding?
    }

    let own: Own
    let peer: Peer

    private static let place = "place for logout by redirect or POST"

    /// Begins a logout by the browser.
    ///
    /// - Parameter session: the session's index where one was told; `nil`: all of the person's.
    /// - Throws: `MessageFailure`; `binding(.endpointMissing)` where the peer offers no logout by the browser.
    public func begin(of name: NameID, session: ExactString?) throws(MessageFailure) -> LogoutStart {
        let endpoint = try browserEndpoint()
        let request = request(name, session, to: endpoint.location)
        let relayState = RelayState(own.randomness)
        let message = try sender().send(
            request.xml, id: request.id, as: .request, to: endpoint.location, by: endpoint.binding,
            relayState: relayState)
        return LogoutStart(message: message, requestID: request.id, relayState: relayState)
    }

    /// Ends the sessions over the back channel.
    ///
    /// - Throws: `ExchangeFailure`.
    public func send(
        of name: NameID, session: ExactString?, through client: any HTTPSending, peer outgoing: OutgoingPeer
    ) async throws(ExchangeFailure) -> LogoutOutcome {
        guard let endpoint = peer.endpoints.first(.soap) else {
            throw .notSent(.binding(.endpointMissing("place for logout by SOAP")))
        }
        let request = request(name, session, to: endpoint.location)
        let signed: [UInt8]
        do {
            signed = try sender().signed(request.xml, id: request.id)
        } catch {
            throw .notSent(error)
        }
        do {
            let answer = try await BackChannel.send(signed, to: endpoint.location, through: client, peer: outgoing)
            return try finish(.soap(answer), expecting: request.id)
        } catch {
            throw .refused(error)
        }
    }

    /// Judges the peer's answer to a logout that was begun here.
    public func finish(_ message: IncomingMessage, expecting requestID: ExactString) throws(MessageRefusal)
        -> LogoutOutcome
    {
        let proved = try ProvedMessage(
            message, named: "LogoutResponse", expectations(answer: message), mustBeSigned: true)
        let found = proved.node.attribute("InResponseTo")
        guard found?.isExactly(requestID.text) == true else { throw .requestMismatch(found: found) }
        let status = try StatusReader.readMessage(proved.node)
        let isSuccess = status.codes.first?.isExactly(StatusCode.success.text) == true
        // Some of the services could not be told: the session at the provider is ended all the same.
        guard isSuccess || status.kind == .partialLogout else { throw .statusRefused(status) }
        return LogoutOutcome(isComplete: status.kind != .partialLogout, relayState: proved.relayState)
    }

    /// Judges the peer's request to end sessions.
    public func verify(request message: IncomingMessage) throws(MessageRefusal) -> VerifiedLogoutRequest {
        let expected = expectations()
        let proved = try ProvedMessage(message, named: "LogoutRequest", expected, mustBeSigned: true)
        return try VerifiedLogoutRequest(proved, expected, decryptionKeys: own.decryptionKeys)
    }

    /// The answer to the peer's request, by the browser.
    ///
    /// - Parameter status: `StatusCode.success`, or codes from the outermost inwards.
    public func answer(_ request: VerifiedLogoutRequest, status: [ExactString] = [StatusCode.success])
        throws(MessageFailure) -> OutgoingMessage
    {
        let endpoint = try browserEndpoint()
        let response = response(to: request, status, destination: endpoint.responsesTo.text)
        return try sender().send(
            response.xml, id: response.id, as: .response, to: endpoint.responsesTo, by: endpoint.binding,
            relayState: request.relayState)
    }

    /// The answer to the peer's request over the back channel: our answer of HTTP.
    public func soapAnswer(_ request: VerifiedLogoutRequest, status: [ExactString] = [StatusCode.success])
        throws(MessageFailure) -> HTTPResponse
    {
        let response = response(to: request, status, destination: nil)
        return BackChannel.answer(try sender().signed(response.xml, id: response.id))
    }

    private func browserEndpoint() throws(MessageFailure) -> MetadataEndpoint {
        let preferred = peer.preferredBinding.flatMap { binding in
            peer.endpoints.first(binding) == nil ? nil : binding
        }
        return try MessageSender.endpoint(peer.endpoints, preferring: preferred, for: SingleLogout.place)
    }

    private func request(_ name: NameID, _ session: ExactString?, to location: HTTPURL) -> LogoutRequest {
        let now = own.clock.now()
        return LogoutRequest(
            id: SAMLMessage.identifier(own.randomness), issueInstant: now, destination: location.text,
            issuer: own.entityID, nameID: name, sessionIndexes: session.map { [$0] } ?? [],
            notOnOrAfter: now + VerifiedLogoutRequest.lifetime)
    }

    private func response(to request: VerifiedLogoutRequest, _ status: [ExactString], destination: ExactString?)
        -> LogoutResponse
    {
        LogoutResponse(
            id: SAMLMessage.identifier(own.randomness), issueInstant: own.clock.now(), destination: destination,
            issuer: own.entityID, inResponseTo: request.id, status: status)
    }

    private func sender() throws(MessageFailure) -> MessageSender { try .signing(own.credential) }

    /// - Parameter answer: a message that answers ours; over the back channel it comes by the connection that asked.
    private func expectations(answer: IncomingMessage? = nil) -> SenderExpectations {
        var destination: ExactString? = own.sloURL.text
        if case .soap = answer { destination = nil }
        return SenderExpectations(
            entityID: peer.entityID, rules: peer.rules, destination: destination, at: own.clock.now(),
            skew: own.skew)
    }
}

/// A logout that was begun.
public struct LogoutStart: Sendable {
    /// What the browser is to carry.
    public let message: OutgoingMessage
    /// The request that the answer must name.
    public let requestID: ExactString
    /// The handle that comes back beside the answer.
    public let relayState: RelayState
}

/// What came of a logout at the peer.
public struct LogoutOutcome: Sendable, Hashable {
    /// Every session at every service was ended; `false` where the peer could not reach some of them.
    public let isComplete: Bool
    /// What came beside the answer.
    public let relayState: RelayState?
}

extension ServiceProvider {
    /// Single Logout with the provider.
    public func singleLogout(with metadata: IdentityProviderMetadata) -> SingleLogout {
        SingleLogout(
            own: .init(
                entityID: settings.entityID, sloURL: settings.sloURL, credential: settings.signingCredentials.first,
                decryptionKeys: settings.decryptionKeys, skew: settings.options.skew, clock: clock,
                randomness: randomness),
            peer: .init(
                entityID: metadata.entityID, rules: SignatureRules(metadata, settings.options, log: log),
                endpoints: metadata.singleLogout, preferredBinding: settings.options.requestBinding))
    }
}
