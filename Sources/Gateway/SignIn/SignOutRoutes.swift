import Configuration
import Essentials
import Federation
import HTTP
import OpenIDConnect
import Pages
import SAML

/// The way out: here, and at the provider where it has a way out (OpenID Connect RP-Initiated Logout 1.0).
struct SignOutRoutes: Sendable {
    let context: GatewayContext
    let refusals: RefusalPages

    func mount(on router: inout Router) {
        router.on(.post, "/logout") { request, _ in await signOut(request) }
        router.on(.get, "/signed-out") { request, _ in await signedOut(request) }
    }

    private func signOut(_ request: HTTPRequest) async -> HTTPResponse {
        do {
            guard let session = try await context.sessions.session(of: request) else { return .seeOther("/signed-out") }
            guard let form = try request.form(), try context.forgery.isGenuine(form, session) else {
                throw GatewayRefusal.forgedForm
            }
            try await context.sessions.end(session)
            try await context.services.audit.append(
                AuditRecord(
                    id: session.id, kind: .event, at: context.services.clock.now(), action: "sign-out",
                    fields: ["provider": .string(session.facts.provider), "session": .string(session.id)]))
            var response = await leave(session)
            response.headers.add(context.cookies.deleting(context.cookies.sessionName))
            return response
        } catch {
            return await refusals.stopped(error, request)
        }
    }

    /// On to the provider's own way out, where it has one; else to our page. The person is signed out here already,
    /// whatever the provider makes of it.
    private func leave(_ session: Session) async -> HTTPResponse {
        guard let entry = context.providers.entry(session.facts.provider) else { return .seeOther("/signed-out") }
        switch entry.side {
        case .openIDConnect(let party):
            let state = context.services.randomness.handle(bytes: 16)
            guard
                let url = await party.logoutURL(idToken: session.facts.proof.token?.idToken, state: state)
            else { return .seeOther("/signed-out") }
            var response = HTTPResponse.seeOther(url.text.text)
            let remembered = LogoutCookie(state: state, provider: entry.definition.id)
            response.headers.add(context.cookies.logout(remembered.value))
            return response
        case .saml(let saml):
            guard let kept = session.facts.proof.assertion else { return .seeOther("/signed-out") }
            do {
                return try await leave(kept, entry, saml)
            } catch let error as any Reportable {
                context.services.log.log(
                    .info, "the sign-out stays here: the provider could not be told",
                    ["provider": entry.definition.id, "reason": error.reason, "detail": error.detail])
            } catch {
                context.services.log.log(
                    .error, "the sign-out stays here: the provider could not be told",
                    ["provider": entry.definition.id, "cause": "\(type(of: error))"])
            }
            return .seeOther("/signed-out")
        }
    }

    /// By the browser where the provider takes that, else on the back channel.
    private func leave(
        _ kept: KeptAssertion, _ entry: ProviderDirectory.Entry, _ saml: SAMLProvider
    ) async throws -> HTTPResponse {
        let metadata = try await saml.metadata.current()
        let logout = try await saml.serviceProvider().singleLogout(with: metadata)
        guard metadata.singleLogout.contains(where: { $0.binding == .redirect || $0.binding == .post }) else {
            guard metadata.singleLogout.first(.soap) != nil else { return .seeOther("/signed-out") }
            let outcome = try await logout.send(
                of: kept.nameID, session: kept.sessionIndex, through: context.services.http,
                peer: saml.settings.peer)
            guard outcome.isComplete else { return .seeOther("/signed-out") }
            let state = context.services.randomness.handle(bytes: 16)
            var response = HTTPResponse.seeOther("/signed-out?" + PercentEncoding.form([("state", state)]))
            response.headers.add(
                context.cookies.logout(LogoutCookie(state: state, provider: entry.definition.id).value))
            return response
        }
        let start = try await context.services.aside { try logout.begin(of: kept.nameID, session: kept.sessionIndex) }
        var response = context.answer(start.message, to: entry.definition.displayName, isLeaving: true)
        let remembered = LogoutCookie(
            state: start.relayState.text.text, provider: entry.definition.id, requestID: start.requestID.text)
        response.headers.add(context.cookies.logout(remembered.value, isAnsweredByPost: true))
        return response
    }

    /// Says "and at the provider" only where the provider's redirect brought back the state we sent along.
    private func signedOut(_ request: HTTPRequest) async -> HTTPResponse {
        var provider: String?
        if let remembered = LogoutCookie(request, context.cookies), let state = try? request.query()["state"],
            ConstantTime.equal(remembered.state, state)
        {
            provider = context.providers.entry(remembered.provider)?.definition.displayName
        }
        var response = context.page(
            .ok,
            context.pages.render(SignedOutPage(provider: provider)))
        response.headers.add(context.cookies.deleting(context.cookies.logoutName))
        return response
    }
}
