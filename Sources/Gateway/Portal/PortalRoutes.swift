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
            return await take(grant, for: identity, session, correlation, request)
        } catch {
            return await refusals.stopped(error, request)
        }
    }

    private func take(
        _ grant: RoleGrant, for identity: ExternalIdentity, _ session: Session, _ correlation: CorrelationID,
        _ request: HTTPRequest
    ) async -> HTTPResponse {
        let proof = WebIdentityProof(token: session.facts.idToken, expires: session.facts.proofExpires)
        let taken: AssumedRole
        do throws(GrantRefusal) {
            taken = try await context.grants.take(
                grant, for: identity, proof: proof, duration: nil, correlation: correlation)
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
}
