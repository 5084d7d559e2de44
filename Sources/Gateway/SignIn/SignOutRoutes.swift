import Configuration
import Essentials
import Federation
import HTTP
import OpenIDConnect
import Pages

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
            var response = HTTPResponse.seeOther("/signed-out")
            let state = context.services.randomness.handle(bytes: 16)
            if let entry = context.providers.entry(session.facts.provider),
                let url = await entry.relyingParty.logoutURL(idToken: session.facts.idToken, state: state)
            {
                response = .seeOther(url.text.text)
                let remembered = PercentEncoding.form([("s", state), ("p", entry.definition.id)])
                response.headers.add(context.cookies.logout(remembered))
            }
            response.headers.add(context.cookies.deleting(context.cookies.sessionName))
            return response
        } catch {
            return await refusals.stopped(error, request)
        }
    }

    /// Says "and at the provider" only where the provider's redirect brought back the state we sent along.
    private func signedOut(_ request: HTTPRequest) async -> HTTPResponse {
        var provider: String?
        if let cookie = request.cookies[context.cookies.logoutName],
            let remembered = try? FormFields(parsing: Array(cookie.utf8)), let sent = remembered["s"],
            let state = try? request.query()["state"], ConstantTime.equal(sent, state)
        {
            provider = remembered["p"].flatMap { context.providers.entry($0)?.definition.displayName }
        }
        var response = context.page(
            .ok,
            context.pages.render(SignedOutPage(provider: provider)))
        response.headers.add(context.cookies.deleting(context.cookies.logoutName))
        return response
    }
}
