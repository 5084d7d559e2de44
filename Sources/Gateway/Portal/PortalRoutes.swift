import Configuration
import Essentials
import Federation
import HTTP
import Pages
import SecurityTokens

/// The portal: the roles a person may take, and the keys of one of them.
struct PortalRoutes: Sendable {
    let context: GatewayContext
    let refusals: RefusalPages

    func mount(on router: inout Router) {
        router.on(.get, "/") { request, _ in await roles(request) }
        router.on(.post, "/keys/{account}/{role}") { request, path in
            await keys(request, account: path["account"] ?? "", role: path["role"] ?? "")
        }
        // What a reload of the keys' page, or a link to it, means.
        router.on(.get, "/keys/{account}/{role}") { _, _ in .seeOther("/") }
    }

    private func roles(_ request: HTTPRequest) async -> HTTPResponse {
        do {
            guard let session = try await context.sessions.session(of: request) else {
                return context.signInFirst(returningTo: "/")
            }
            let identity = try context.identity(of: session)
            let result = context.configuration.rules.evaluate(identity)
            let view = PortalView(context: context, session: session, identity: identity)
            // Who is signed in and may take nothing will ask somebody: the record is there before they do.
            let reference = result.grants.isEmpty ? CorrelationID(context.services.randomness) : nil
            if let reference {
                try await context.grants.recordRefusal(
                    of: "*", for: identity, reason: "no-role", correlation: reference)
            }
            let page = try view.roles(result, search: request.query()["q"], reference: reference)
            return context.page(.ok, context.pages.render(page), formActions: view.formActions)
        } catch {
            return await refusals.stopped(error, request)
        }
    }

    private func keys(_ request: HTTPRequest, account: String, role: String) async -> HTTPResponse {
        do {
            guard let session = try await context.sessions.session(of: request) else {
                return context.signInFirst(returningTo: "/")
            }
            guard let form = try request.form(), try context.forgery.isGenuine(form, session) else {
                throw GatewayRefusal.forgedForm
            }
            guard let session = try await ProofRenewal(context: context).fresh(session) else {
                // Silently where the provider still knows the person; `/callback` falls back to its pages.
                let provider = PercentEncoding.encode(session.facts.provider)
                return .seeOther("/login/\(provider)?" + PercentEncoding.form([("as", "before"), ("to", "/")]))
            }
            let identity = try context.identity(of: session)
            let correlation = CorrelationID(context.services.randomness)
            guard let grant = context.configuration.rules.evaluate(identity).grant(account: account, role: role) else {
                let refusal = GatewayRefusal.roleNotGranted(account: account, role: role)
                try await context.grants.recordRefusal(
                    of: "\(account)/\(role)", for: identity, reason: refusal.reason, correlation: correlation)
                return await refusals.stopped(refusal, request, correlation: correlation)
            }
            if let limit = grant.role.authenticatedWithin,
                !identity.isAuthenticated(within: limit, at: context.services.clock.now()),
                !Self.hasJustComeBack(session, context.services.clock.now())
            {
                let provider = PercentEncoding.encode(session.facts.provider)
                return .seeOther("/login/\(provider)?" + PercentEncoding.form([("as", "again"), ("to", "/")]))
            }
            return await take(grant, for: identity, session, correlation, request)
        } catch {
            return await refusals.stopped(error, request)
        }
    }

    private func take(
        _ grant: RoleGrant, for identity: ExternalIdentity, _ session: Session, _ correlation: CorrelationID,
        _ request: HTTPRequest
    ) async -> HTTPResponse {
        let taken: AssumedRole
        do throws(GrantRefusal) {
            taken = try await context.grants.take(
                grant, for: identity, proof: proof(of: session), duration: nil, correlation: correlation)
        } catch {
            return refusals.grantStopped(error, grant, session, correlation)
        }
        do {
            let view = PortalView(context: context, session: session, identity: identity)
            return context.page(
                .ok, context.pages.render(try view.credentials(taken, grant, id: correlation)),
                formActions: view.formActions)
        } catch {
            return await refusals.stopped(error, request, correlation: correlation)
        }
    }

    /// What the session can show to an issuer.
    private func proof(of session: Session) -> GrantProof {
        switch session.facts.proof {
        case .token(let proof): return .webIdentity(WebIdentityProof(token: proof.idToken, expires: proof.expires))
        case .assertion(let kept):
            guard let response = kept.response,
                let settings = context.providers.entry(session.facts.provider)?.definition.saml,
                settings.trust == .passThrough
            else { return .broker(until: kept.expires) }
            return .assertion(
                AssertionProof(
                    response: response, expires: kept.expires, principalName: settings.principalName))
        }
    }

    /// True where the person signed in a moment ago: a provider that did not ask anew then will not now, and the
    /// refusal says so rather than sending them round.
    private static func hasJustComeBack(_ session: Session, _ now: Instant) -> Bool {
        now - session.facts.startedAt < .seconds(60)
    }
}
