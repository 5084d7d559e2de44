import Configuration
import Essentials
import Federation
import HTTP
import OpenIDConnect
import SAML
import Storage

/// The assertion consumer service: takes a provider's response, by POST or by the handle that stands for it.
///
///     GET /login/{provider} ─▶ (provider) ─▶ POST /saml/{provider}/acs ─▶ session ─▶ return path
struct AssertionConsumer: Sendable {
    let context: GatewayContext
    let refusals: RefusalPages

    func answer(_ request: HTTPRequest, provider: String) async -> HTTPResponse {
        guard let entry = context.providers.entry(provider), let saml = entry.saml else {
            return refusals.notFound(request)
        }
        var found: LoginAttempts.Found?
        var answer: HTTPResponse
        do {
            let form = try await delivery(in: request, saml)
            found = form.relayState.flatMap {
                context.attempts.find(handle: $0.text.text, provider: provider, in: request)
            }
            answer = try await judge(form, of: found?.attempt, entry, saml, request)
        } catch {
            answer = await refusals.signInStopped(error, at: entry.definition, request)
        }
        // Used, however it ended: the same answer is never taken again.
        if let found { answer.headers.add(context.attempts.end(found)) }
        return answer
    }

    /// What came: the response as it was sent, and what came beside it.
    private struct Delivery {
        let xml: [UInt8]
        let relayState: RelayState?
        let route: ResponseRoute
    }

    private func delivery(in request: HTTPRequest, _ saml: SAMLProvider) async throws -> Delivery {
        let fields =
            request.method == .post ? try request.form(limit: PostBinding.maximumFormBytes) : try request.query()
        guard let fields else { throw FormError.notText }
        if saml.settings.options.responseBinding == .artifact, fields.all("SAMLart").count == 1,
            let artifact = fields["SAMLart"]
        {
            let relayState = try fields["RelayState"].map { try RelayState($0) }
            // The provider is asked for what somebody began, not for whatever a stranger sends.
            let isKnown = relayState.map {
                context.attempts.find(handle: $0.text.text, provider: saml.id, in: request) != nil
            }
            guard isKnown == true || saml.settings.options.allowsUnsolicited else {
                throw GatewayRefusal.attemptNotFound
            }
            let xml = try await saml.serviceProvider().resolve(
                artifact: artifact, at: try await saml.metadata.current(), through: context.services.http,
                peer: saml.settings.peer)
            return Delivery(xml: xml, relayState: relayState, route: .artifact)
        }
        guard request.method == .post else { throw GatewayRefusal.attemptNotFound }
        let message = try PostBinding.decode(fields, .response)
        return Delivery(xml: message.xml, relayState: message.relayState, route: .post)
    }

    private func judge(
        _ delivery: Delivery, of attempt: LoginAttempt?, _ entry: ProviderDirectory.Entry, _ saml: SAMLProvider,
        _ request: HTTPRequest
    ) async throws -> HTTPResponse {
        let begun: SAMLSignInAttempt? = if case .saml(let own)? = attempt?.way { own } else { nil }
        guard begun != nil || saml.settings.options.allowsUnsolicited else { throw GatewayRefusal.attemptNotFound }
        let target = try attempt?.returnPath ?? landingPage(delivery.relayState, saml)
        let serviceProvider = try await saml.serviceProvider()
        let now = context.services.clock.now()
        if let attempt {
            // The cookie is deleted when used; a copy of it, or a second click on the same answer, meets this.
            let isFirst = try await context.services.store.use(
                attempt.handle, in: "login-attempts", until: attempt.begun + SAMLSignInAttempt.lifetime, at: now)
            guard isFirst else { throw GatewayRefusal.attemptUsed }
        }
        let proved: (assertion: VerifiedAssertion, metadata: IdentityProviderMetadata)
        do {
            proved = try await saml.judge(delivery.xml) { [context] metadata throws(ResponseRefusal) in
                var expected = try serviceProvider.expectations(by: delivery.route, attempt: begun, metadata)
                expected.take(saml.settings)
                return try ResponseVerifier.verify(
                    delivery.xml, metadata: metadata, expecting: expected, log: context.services.log)
            }
        } catch let refusal as ResponseRefusal {
            // The provider will not do it without the person: ask it again, with its pages.
            guard begun?.manner == .passive, refusal.needsInteraction, let attempt else { throw refusal }
            return await SignInRoutes(context: context, refusals: refusals).start(
                entry, .ordinary, to: attempt.returnPath, request, replaces: attempt.replaces)
        }
        try await requireFirst(proved.assertion, saml)
        return try await AssertionSession(context: context, entry: entry, saml: saml).start(
            proved.assertion, proved.metadata, response: delivery.xml, returnPath: target,
            replaces: attempt?.replaces, request)
    }

    /// An assertion is taken once here, whichever node takes it and whatever happened in between.
    private func requireFirst(_ assertion: VerifiedAssertion, _ saml: SAMLProvider) async throws {
        let isFirst = try await TakenMessages(services: context.services).isFirst(
            .assertion, assertion.assertionID, of: assertion.issuer, until: assertion.notOnOrAfter,
            skew: saml.settings.options.skew)
        guard isFirst else { throw GatewayRefusal.assertionUsed }
    }

    /// Where a sign-in leads that the provider began: a page that is registered, else the portal.
    private func landingPage(_ relayState: RelayState?, _ saml: SAMLProvider) throws(GatewayRefusal) -> String {
        guard let text = relayState?.text.text, !text.isEmpty else { return saml.settings.landingPages.first ?? "/" }
        guard let page = saml.settings.landingPages.first(where: { $0.isExactly(text) }) else {
            throw .landingPageUnknown(text)
        }
        return page
    }
}
