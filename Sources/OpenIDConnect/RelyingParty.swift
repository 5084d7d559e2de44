import Cryptography
public import Essentials
public import HTTP
public import JOSE

/// The relying party of one provider: sends people there, judges what comes back, and keeps the provider's
/// documents. It never waits for a provider that it knows to be down.
public final class RelyingParty: Sendable {
    /// The provider, as configured.
    public let settings: RelyingPartySettings
    let http: any HTTPSending
    let clock: any WallClock
    let randomness: any Randomness
    let documents: ProviderDocuments
    let basicForm: BasicFormMemory
    let work: WorkPool?

    /// A relying party; asks nobody yet.
    ///
    /// - Parameters:
    ///   - work: where client assertions are signed, which takes long; `nil` signs them where they are asked for.
    ///   - former: the relying party that this one takes the place of. Where it read the same provider's documents,
    ///     they are kept on: a provider that is down stays usable over a reload.
    public init(
        _ settings: RelyingPartySettings, http: any HTTPSending, clock: any WallClock, randomness: any Randomness,
        metrics: any MetricsSink, log: any LogSink, work: WorkPool? = nil, replacing former: RelyingParty? = nil
    ) {
        self.settings = settings
        self.http = http
        self.clock = clock
        self.randomness = randomness
        self.work = work
        if let former, former.settings.readsSameDocuments(as: settings) {
            documents = former.documents
            basicForm = former.basicForm
        } else {
            documents = ProviderDocuments(settings, http: http, clock: clock, metrics: metrics, log: log)
            basicForm = BasicFormMemory()
        }
    }

    /// Fetches the provider's documents ahead of the first person. A provider that is down is logged and asked
    /// again when it is needed; it stops nothing.
    public func warmUp() async { _ = try? await documents.keys.get() }

    /// The origin that the browser is sent to, for a page's `form-action`; `nil` until discovery has answered
    /// once, unless it is configured.
    public var authorizationOrigin: String? {
        (documents.metadata.atHand?.value.authorization.url ?? settings.endpointOverrides.authorization)?.origin
    }

    /// Why the provider's documents could not be fetched the last time; `nil` where all is well or nobody asked.
    public var lastFailure: SignInRefusal? { documents.metadata.lastFailure?.why ?? documents.keys.lastFailure?.why }

    /// Since when the provider has not answered; `nil` where all is well or nobody asked.
    public var silentSince: Instant? {
        guard case .providerUnreachable = lastFailure else { return nil }
        return documents.metadata.lastFailure?.since ?? documents.keys.lastFailure?.since
    }

    /// Starts a sign-in.
    ///
    /// - Parameters:
    ///   - manner: whether the provider may let in whom it remembers, must ask, or must not ask.
    ///   - loginHint: what the person said about who they are (`login_hint`).
    ///   - idTokenHint: an earlier ID token of the person expected, which some providers want beside
    ///     `prompt=none`.
    /// - Returns: where to send the browser, and what to remember until it comes back.
    /// - Throws: `SignInRefusal` where the provider's discovery document cannot be had.
    public func begin(
        _ manner: SignInManner, loginHint: String?, idTokenHint: Secret? = nil
    ) async throws(SignInRefusal) -> (url: HTTPURL, attempt: SignInAttempt) {
        let metadata = try await documents.metadata.get().value
        let attempt = SignInAttempt(
            providerID: settings.providerID, issuer: settings.issuer, state: randomness.handle(bytes: 32),
            nonce: ExactString(randomness.handle(bytes: 32)), codeVerifier: PKCE.verifier(randomness),
            redirectURI: settings.redirectURI, manner: manner, begun: clock.now())
        let challenge: String
        do throws(CryptographyError) {
            challenge = try PKCE.challenge(of: attempt.codeVerifier)
        } catch {
            throw .clientAssertionFailed(error.detail)
        }
        let request = AuthorizationRequest(
            settings: settings, endpoint: try metadata.authorization.required(), promptValues: metadata.promptValues,
            attempt: attempt, codeChallenge: challenge, loginHint: loginHint, idTokenHint: idTokenHint)
        return (try request.url(), attempt)
    }

    /// Ends a sign-in: judges the callback, exchanges the code, verifies the ID token, adds UserInfo.
    ///
    /// - Parameters:
    ///   - callback: the fields of the query or of the posted form.
    ///   - attempt: what `begin` gave, from the cookie of the same browser.
    /// - Throws: `SignInRefusal`; `providerError` where the provider itself refused.
    public func complete(
        _ callback: FormFields, attempt: SignInAttempt
    ) async throws(SignInRefusal) -> OpenIDSignIn {
        guard attempt.providerID.isExactly(settings.providerID), attempt.issuer == settings.issuer else {
            throw .attemptOfAnotherProvider
        }
        let age = clock.now() - attempt.begun
        guard age <= SignInAttempt.lifetime, age >= .zero - settings.clockSkew else { throw .attemptExpired }
        let metadata = try await documents.metadata.get().value
        let judged = try Callback(
            callback, attempt: attempt, settings: settings, promisesIssuer: metadata.promisesIssuerParameter)
        let answer = try await tokenEndpoint(metadata).exchange(code: judged.code, attempt: attempt)
        let signIn = try await signIn(
            from: answer, metadata: metadata, nonce: .exactly(attempt.nonce),
            maximumAge: settings.maximumAuthenticationAge)
        guard let signIn else { throw .idTokenMissing }
        // A template fits many issuers; the callback and the token must mean the same one.
        if let issuer = judged.issuer, issuer != signIn.idToken.issuer {
            throw .issuerParameterMismatch(found: Answers.bounded(issuer.text))
        }
        return signIn
    }

    /// Verifies a token that somebody else brought: a workload, an app. No nonce is judged, since nobody here
    /// chose one.
    ///
    /// - Throws: `SignInRefusal`; `tokenRefused` says which check failed.
    public func verifyIdentityToken(_ token: UnverifiedToken) async throws(SignInRefusal) -> VerifiedToken {
        let accepted = settings.acceptedAudiences
        let verified = try await verify(token, audience: accepted, nonce: .notJudged)
        let judge = IDTokenJudge(settings: settings, now: clock.now())
        // Workloads bring access tokens of RFC 9068, whose audience they choose as that of an ID token.
        try judge.judgeKind(of: verified, further: ["at+jwt"])
        try judge.judgeParties(of: verified, accepted: accepted, trusted: accepted, needsAuthorizedParty: false)
        return verified
    }

    /// Asks for a fresh proof of the same person.
    ///
    /// - Parameter first: issuer, subject and audience of the ID token of the sign-in itself.
    /// - Returns: the fresh proof; `nil` where the provider gave no new ID token, so that the person must go
    ///   through it again and the refresh token is of no further use (Core §12.2 promises none).
    /// - Throws: `SignInRefusal` where the provider refuses, or where the new token is about anybody else.
    public func refresh(
        _ refreshToken: Secret, first: (issuer: ExactString, subject: ExactString, audience: [ExactString])
    ) async throws(SignInRefusal) -> OpenIDSignIn? {
        let metadata = try await documents.metadata.get().value
        let answer = try await tokenEndpoint(metadata).refresh(refreshToken)
        let signIn = try await signIn(
            from: answer, metadata: metadata, nonce: .notJudged, maximumAge: nil, oldRefreshToken: refreshToken)
        guard let signIn else { return nil }
        guard signIn.idToken.issuer == first.issuer else { throw .refreshedTokenDiffers(claim: "iss") }
        guard signIn.subject == first.subject else { throw .refreshedTokenDiffers(claim: "sub") }
        guard Set(signIn.idToken.audience) == Set(first.audience) else { throw .refreshedTokenDiffers(claim: "aud") }
        return signIn
    }
}
