import Configuration
import Essentials
import Federation
import HTTP
import JOSE
import OpenIDConnect
import Pages
import Storage

/// The way in: the chooser, the redirect to a provider, and the provider's answer.
///
///     GET /login ─▶ GET /login/{provider} ─▶ (provider) ─▶ GET|POST /callback/{provider} ─▶ session ─▶ return path
///
/// Sign-in starts with a link and not with a form: browsers hold a form's redirect against `form-action`.
struct SignInRoutes: Sendable {
    let context: GatewayContext
    let refusals: RefusalPages

    func mount(on router: inout Router) {
        router.on(.get, "/login") { request, _ in await choose(request) }
        router.on(.get, "/login/{provider}") { request, path in await begin(request, provider: path["provider"] ?? "") }
        router.on(.get, "/callback/{provider}") { request, path in
            await complete(request, fields: request.rawQuery, provider: path["provider"] ?? "")
        }
        router.on(.post, "/callback/{provider}") { request, path in
            await complete(request, fields: request.body, provider: path["provider"] ?? "")
        }
    }

    /// The providers, one link each.
    private func choose(_ request: HTTPRequest) async -> HTTPResponse {
        let fields = try? FormFields(parsing: request.rawQuery)
        let to = ReturnPath.checked(fields?["to"])
        let choices = context.providers.entries.map { entry in
            SignInPage.Provider(
                link: Link(
                    "/login/\(PercentEncoding.encode(entry.definition.id))?" + PercentEncoding.form([("to", to)])),
                label: entry.definition.signInLabel, hint: nil, mark: entry.definition.mark,
                silentSince: nil)
        }
        let page = SignInPage(
            organisation: context.configuration.organisation, providers: choices,
            target: to == "/" ? nil : to)
        return context.page(.ok, context.pages.render(page))
    }

    /// Sends the browser to the provider, with a sealed cookie that will know its answer.
    private func begin(_ request: HTTPRequest, provider: String) async -> HTTPResponse {
        guard let entry = context.providers.entry(provider) else {
            return refusals.notFound(request)
        }
        let fields = try? FormFields(parsing: request.rawQuery)
        let manner: SignInManner =
            switch fields?["as"] {
            case "other": .someoneElse
            case "before": .silent
            default: .ordinary
            }
        return await start(entry, manner, to: ReturnPath.checked(fields?["to"]), request)
    }

    private func start(
        _ entry: ProviderDirectory.Entry, _ manner: SignInManner, to: String, _ request: HTTPRequest
    ) async -> HTTPResponse {
        do {
            // Some providers answer `prompt=none` only where they are told whose session is meant.
            let hint = manner == .silent ? try await context.sessions.session(of: request)?.facts.idToken : nil
            let start = try await entry.relyingParty.begin(manner, loginHint: nil, idTokenHint: hint)
            let attempt = LoginAttempt(attempt: start.attempt, returnPath: to)
            var response = HTTPResponse.seeOther(start.url.text.text)
            let cookies = try context.attempts.begin(
                attempt, isAnsweredByPost: entry.relyingParty.settings.responseMode == .formPost, request: request)
            for cookie in cookies { response.headers.add("Set-Cookie", cookie.fieldValue) }
            return response
        } catch {
            return await refusals.signInStopped(error, at: entry.definition, request)
        }
    }

    /// Takes the provider's answer: the attempt it belongs to, the proof, the session.
    private func complete(_ request: HTTPRequest, fields raw: [UInt8], provider: String) async -> HTTPResponse {
        guard let entry = context.providers.entry(provider) else {
            return refusals.notFound(request)
        }
        let definition = entry.definition
        do {
            let fields = try FormFields(parsing: raw)
            guard let state = fields["state"],
                let found = context.attempts.find(state: state, provider: provider, in: request)
            else { throw GatewayRefusal.attemptNotFound }
            // The cookie is deleted when used; a copy of it, or a second click on the same answer, meets this.
            let isFirst = try await context.services.store.use(
                state, in: "login-attempts", until: found.attempt.attempt.begun + SignInAttempt.lifetime,
                at: context.services.clock.now())
            guard isFirst else { throw GatewayRefusal.attemptUsed }
            let response: HTTPResponse
            do throws(SignInRefusal) {
                let signIn = try await entry.relyingParty.complete(fields, attempt: found.attempt.attempt)
                response = await enter(signIn, entry, found.attempt, request)
            } catch {
                // The provider will not do it without the person: ask it again, with its pages.
                guard found.attempt.attempt.manner == .silent, error.isInteractionWanted else { throw error }
                response = await start(entry, .ordinary, to: found.attempt.returnPath, request)
            }
            var answer = response
            answer.headers.add("Set-Cookie", context.cookies.deleting(found.cookieName).fieldValue)
            return answer
        } catch {
            return await refusals.signInStopped(error, at: definition, request)
        }
    }

    /// Starts the session of a proven sign-in and sends the browser on its way.
    private func enter(
        _ signIn: OpenIDSignIn, _ entry: ProviderDirectory.Entry, _ attempt: LoginAttempt, _ request: HTTPRequest
    ) async -> HTTPResponse {
        do {
            let now = context.services.clock.now()
            // Refuses here, before there is a session, what the definition demands of claims (`hosted_domain`).
            let identity = try entry.definition.identity(from: signIn)
            let facts = SessionFacts(
                provider: entry.definition.id, issuer: identity.issuer, subject: identity.subject,
                claims: signIn.claims, audience: signIn.idToken.audience, idToken: signIn.idToken.compact,
                proofExpires: signIn.idToken.expires,
                refreshToken: signIn.refreshToken, providerSessionID: signIn.sessionID,
                endSessionOrigin: await entry.relyingParty.logoutURL(idToken: nil, state: "-")?.origin,
                startedAt: now, expires: now + context.configuration.sessionLifetime)
            let started = try await context.sessions.start(facts, replacing: request)
            try await context.services.audit.append(
                AuditRecord(
                    id: started.session.id, kind: .event, at: now, action: "sign-in",
                    fields: [
                        "provider": .string(entry.definition.id), "issuer": .string(identity.issuer.text),
                        "subject": .string(identity.subject.text), "session": .string(started.session.id),
                        "source_address": .string(request.peer),
                    ]))
            var response = HTTPResponse.seeOther(attempt.returnPath)
            response.headers.add("Set-Cookie", started.cookie.fieldValue)
            return response
        } catch {
            return await refusals.signInStopped(error, at: entry.definition, request)
        }
    }
}

extension SignInRefusal {
    /// The provider would have to show the person something.
    fileprivate var isInteractionWanted: Bool {
        if case .providerError(let error) = self { error.needsInteraction } else { false }
    }
}
