internal import Cryptography
public import Essentials
internal import HTTP

/// The service provider of one identity provider: sends people there and judges what comes back.
///
/// It keeps nothing and fetches nothing: metadata is handed in with each call, and what must be remembered is handed
/// out.
public struct ServiceProvider: Sendable {
    /// The provider, as configured.
    public let settings: ServiceProviderSettings
    let clock: any WallClock
    let randomness: any Randomness
    let log: any LogSink

    /// A service provider of these settings.
    public init(
        settings: ServiceProviderSettings, clock: any WallClock, randomness: any Randomness, log: any LogSink
    ) {
        self.settings = settings
        self.clock = clock
        self.randomness = randomness
        self.log = log
    }

    /// Begins a sign-in.
    ///
    /// - Throws: `MessageFailure`; `binding(.endpointMissing)` where the metadata names no place that the request can
    ///   be sent to.
    public func begin(_ manner: AuthnManner = .ordinary, at metadata: IdentityProviderMetadata) throws(MessageFailure)
        -> AuthnStart
    {
        let options = settings.options
        let endpoint = try MessageSender.endpoint(
            metadata.singleSignOn, preferring: options.requestBinding, for: "place for sign-in by redirect or POST")
        let now = clock.now()
        let manner = manner == .ordinary && options.forcesAuthn ? .forced : manner
        let request = AuthnRequest(
            id: SAMLMessage.identifier(randomness), issueInstant: now, destination: endpoint.location.text,
            issuer: settings.entityID, consumer: .url(settings.acsURL, options.responseBinding), manner: manner,
            nameIDFormat: options.nameIDFormat, authnContexts: options.authnContexts)
        let isSigned = options.signsAuthnRequests || metadata.wantsSignedAuthnRequests
        if isSigned, settings.signingCredentials.isEmpty { throw .noSigningKey }
        let relayState = RelayState(randomness)
        let sender = MessageSender(credential: isSigned ? settings.signingCredentials.first : nil)
        let message = try sender.send(
            request.xml, id: request.id, as: .request, to: endpoint.location, by: endpoint.binding,
            relayState: relayState)
        let attempt = SAMLSignInAttempt(
            providerID: settings.providerID, issuer: metadata.entityID, requestID: request.id,
            relayState: relayState, acsURL: settings.acsURL, manner: manner, begun: now)
        return AuthnStart(message: message, attempt: attempt)
    }

    /// Judges the response to an attempt.
    ///
    /// - Parameters:
    ///   - response: the XML, as `PostBinding.decode` or `resolve` gives it.
    ///   - attempt: the one, of those that the browser's cookie holds, whose handle came back as `RelayState`; `nil`
    ///     where there is none: then the response is taken only where this provider may begin by itself.
    /// - Throws: `ResponseRefusal`.
    public func complete(
        _ response: [UInt8], by route: ResponseRoute, attempt: SAMLSignInAttempt?, at metadata: IdentityProviderMetadata
    ) throws(ResponseRefusal) -> VerifiedAssertion {
        try ResponseVerifier.verify(
            response, metadata: metadata, expecting: try expectations(by: route, attempt: attempt, metadata), log: log)
    }

    /// What a response is held against.
    public func expectations(
        by route: ResponseRoute, attempt: SAMLSignInAttempt?, _ metadata: IdentityProviderMetadata
    ) throws(ResponseRefusal) -> ResponseExpectations {
        let now = clock.now()
        var request: ExpectedRequest = settings.options.allowsUnsolicited ? .unsolicited : .nothing
        var authentication: ExpectedAuthentication = .ofAnyAge
        if let attempt {
            try requireOpen(attempt, now, metadata)
            request = .exactly(attempt.requestID)
            if attempt.manner == .forced { authentication = .after(attempt.begun) }
        }
        return ResponseExpectations(
            acsURL: settings.acsURL, audience: settings.entityID, request: request, route: route,
            authentication: authentication, options: settings.options, decryptionKeys: settings.decryptionKeys,
            at: now, skew: settings.options.skew)
    }

    private func requireOpen(_ attempt: SAMLSignInAttempt, _ now: Instant, _ metadata: IdentityProviderMetadata)
        throws(ResponseRefusal)
    {
        guard attempt.providerID.isExactly(settings.providerID), attempt.issuer == metadata.entityID,
            attempt.acsURL == settings.acsURL
        else { throw .attemptOfAnotherProvider }
        let age = now - attempt.begun
        guard age <= SAMLSignInAttempt.lifetime, age >= .zero - settings.options.skew else { throw .attemptExpired }
    }
}
