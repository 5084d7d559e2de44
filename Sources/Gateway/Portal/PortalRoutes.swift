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
    let consoles: ConsoleDirectory

    func mount(on router: inout Router) {
        router.on(.get, "/") { request, _ in await roles(request) }
        for (path, delivery) in [("keys", Delivery.keys), ("to-console", .console)] {
            router.on(.post, "/\(path)/{account}/{role}") { request, parts in
                await take(request, account: parts["account"] ?? "", role: parts["role"] ?? "", for: delivery)
            }
            // What a reload of the page that a form led to, or a link to it, means.
            router.on(.get, "/\(path)/{account}/{role}") { _, _ in .seeOther("/") }
        }
    }

    /// What becomes of a role that was taken.
    private enum Delivery: Sendable {
        /// Its keys, on a page.
        case keys
        /// A browser that is signed in at its issuer's console.
        case console
    }

    private func roles(_ request: HTTPRequest) async -> HTTPResponse {
        do {
            guard let session = try await context.sessions.session(of: request) else {
                return context.signInFirst(returningTo: "/")
            }
            let identity = try context.identity(of: session)
            let result = context.configuration.rules.evaluate(identity)
            let view = PortalView(context: context, session: session, identity: identity, consoles: consoles)
            // Who is signed in and may take nothing will ask somebody: the record is there before they do.
            let reference = result.grants.isEmpty ? CorrelationID(context.services.randomness) : nil
            if let reference {
                try await context.grants.recordRefusal(
                    of: "*", for: identity, reason: "no-role", correlation: reference)
            }
            let page = try view.roles(result, search: request.query()["q"], reference: reference)
            return context.page(
                .ok, context.pages.render(page), formActions: view.actions(leadingTo: result.grants.map(\.role)))
        } catch {
            return await refusals.stopped(error, request)
        }
    }

    private func take(
        _ request: HTTPRequest, account: String, role: String, for delivery: Delivery
    ) async -> HTTPResponse {
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
            if delivery == .console, !consoles.hasConsole(grant.role) {
                throw GatewayRefusal.consoleMissing(grant.role.key)
            }
            return await take(grant, for: identity, session, correlation, request, delivery)
        } catch {
            return await refusals.stopped(error, request)
        }
    }

    private func take(
        _ grant: RoleGrant, for identity: ExternalIdentity, _ session: Session, _ correlation: CorrelationID,
        _ request: HTTPRequest, _ delivery: Delivery
    ) async -> HTTPResponse {
        let taken: AssumedRole
        do throws(GrantRefusal) {
            taken = try await context.grants.take(
                grant, for: identity, proof: proof(of: session), duration: nil, correlation: correlation)
        } catch {
            return refusals.grantStopped(error, grant, session, correlation)
        }
        do {
            switch delivery {
            case .keys:
                let view = PortalView(context: context, session: session, identity: identity)
                return context.page(
                    .ok, context.pages.render(try view.credentials(taken, grant, id: correlation)),
                    formActions: view.formActions)
            case .console: return try await leave(with: taken, grant, correlation)
            }
        } catch {
            return await refusals.stopped(error, request, correlation: correlation)
        }
    }

    /// On to the console. What the URL opens is recorded before it leaves; the grant has its own record.
    private func leave(
        with taken: AssumedRole, _ grant: RoleGrant, _ correlation: CorrelationID
    ) async throws -> HTTPResponse {
        let url = try await consoles.signInURL(taken, grant)
        try await context.services.audit.append(
            AuditRecord(
                id: correlation.description, kind: .event, at: context.services.clock.now(), action: "console-opened",
                fields: [
                    "role": .string(grant.role.key), "issuer": .string(grant.role.issuer),
                    "access_key_id": .string(taken.credentials.accessKeyID),
                ]))
        return .seeOther(url.revealText() ?? "/")
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
