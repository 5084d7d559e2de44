import Configuration
import Essentials
import Federation
import HTTP
import JOSE
import OpenIDConnect
import Pages
import SAML
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
            await complete(request, provider: path["provider"] ?? "")
        }
        router.on(.post, "/callback/{provider}") { request, path in
            await complete(request, provider: path["provider"] ?? "")
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
                silentSince: entry.silentSince?.clockTime)
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
        // A page elsewhere that loads this as a picture a hundred times would fill the browser's jar with attempts.
        if let mode = request.headers["Sec-Fetch-Mode"], !mode.isExactly("navigate") {
            return .text(.forbidden, "a sign-in begins by a link\n")
        }
        let fields = try? FormFields(parsing: request.rawQuery)
        let manner: SignInManner =
            switch fields?["as"] {
            case "other": .someoneElse
            case "before": .silent
            case "again": .afresh
            default: .ordinary
            }
        return await start(entry, manner, to: ReturnPath.checked(fields?["to"]), request)
    }

    func start(
        _ entry: ProviderDirectory.Entry, _ manner: SignInManner, to: String, _ request: HTTPRequest,
        replaces: String? = nil
    ) async -> HTTPResponse {
        do {
            let (leave, way, isAnsweredByPost) = try await departure(entry, manner, request)
            let attempt = LoginAttempt(
                way: way, returnPath: to, isAnsweredByPost: isAnsweredByPost,
                replaces: try context.sessions.key(of: request) ?? replaces)
            var response = leave
            for cookie in try context.attempts.begin(attempt, request: request) { response.headers.add(cookie) }
            return response
        } catch {
            return await refusals.signInStopped(error, at: entry.definition, request)
        }
    }

    /// What sends the browser to the provider, and what must be remembered until it comes back.
    private func departure(
        _ entry: ProviderDirectory.Entry, _ manner: SignInManner, _ request: HTTPRequest
    ) async throws -> (HTTPResponse, LoginAttempt.Way, isAnsweredByPost: Bool) {
        switch entry.side {
        case .openIDConnect(let party):
            // Some providers answer `prompt=none` only where they are told whose session is meant.
            let session = manner == .silent ? try await context.sessions.session(of: request) : nil
            let start = try await party.begin(
                manner, loginHint: nil, idTokenHint: session?.facts.proof.token?.idToken)
            return (
                .seeOther(start.url.text.text), .openIDConnect(start.attempt), party.settings.responseMode == .formPost
            )
        case .saml(let saml):
            let authn: AuthnManner =
                switch manner {
                case .ordinary: .ordinary
                case .silent: .passive
                case .someoneElse, .afresh: .forced
                }
            let provider = try await saml.serviceProvider()
            let metadata = try await saml.metadata.current()
            let start = try await context.services.aside { try provider.begin(authn, at: metadata) }
            let leave = context.answer(start.message, to: entry.definition.displayName, isLeaving: false)
            return (leave, .saml(start.attempt), saml.settings.options.responseBinding == .post)
        }
    }

    /// Takes the provider's answer: the attempt it belongs to, the proof, the session.
    private func complete(_ request: HTTPRequest, provider: String) async -> HTTPResponse {
        guard let entry = context.providers.entry(provider), let party = entry.relyingParty else {
            return refusals.notFound(request)
        }
        let found: LoginAttempts.Found
        let fields: FormFields
        do {
            let read = request.method == .post ? try request.form() : try request.query()
            guard let read, let state = read["state"],
                let known = context.attempts.find(handle: state, provider: provider, in: request)
            else { throw GatewayRefusal.attemptNotFound }
            (fields, found) = (read, known)
        } catch {
            return await refusals.signInStopped(error, at: entry.definition, request)
        }
        var answer: HTTPResponse
        do {
            answer = try await judge(fields, of: found.attempt, entry, party, request)
        } catch {
            answer = await refusals.signInStopped(error, at: entry.definition, request)
        }
        // Used, however it ended: the same answer is never taken again.
        answer.headers.add(context.attempts.end(found))
        return answer
    }

    private func judge(
        _ fields: FormFields, of attempt: LoginAttempt, _ entry: ProviderDirectory.Entry, _ party: RelyingParty,
        _ request: HTTPRequest
    ) async throws -> HTTPResponse {
        guard case .openIDConnect(let begun) = attempt.way else { throw GatewayRefusal.attemptNotFound }
        // The cookie is deleted when used; a copy of it, or a second click on the same answer, meets this.
        let isFirst = try await context.services.store.use(
            attempt.handle, in: "login-attempts", until: attempt.begun + SignInAttempt.lifetime,
            at: context.services.clock.now())
        guard isFirst else { throw GatewayRefusal.attemptUsed }
        // What was asked to be posted stands in no history, log or referrer; in the query somebody else may have put it.
        guard attempt.isAnsweredByPost == (request.method == .post) else {
            throw SignInRefusal.callbackMalformed(
                attempt.isAnsweredByPost
                    ? "it came in the query, and was asked for as a posted form"
                    : "it came as a posted form, and was asked for in the query")
        }
        do throws(SignInRefusal) {
            let signIn = try await party.complete(fields, attempt: begun)
            return await enter(signIn, entry, party, attempt, request)
        } catch {
            // The provider will not do it without the person: ask it again, with its pages.
            guard begun.manner == .silent, error.needsInteraction else { throw error }
            return await start(entry, .ordinary, to: attempt.returnPath, request, replaces: attempt.replaces)
        }
    }

    /// Starts the session of a proven sign-in and sends the browser on its way.
    private func enter(
        _ signIn: OpenIDSignIn, _ entry: ProviderDirectory.Entry, _ party: RelyingParty, _ attempt: LoginAttempt,
        _ request: HTTPRequest
    ) async -> HTTPResponse {
        do {
            let now = context.services.clock.now()
            // Refuses here, before there is a session, what the definition demands of claims (`hosted_domain`).
            let identity = try entry.definition.identity(from: signIn)
            let facts = SessionFacts(
                provider: entry.definition.id, issuer: identity.issuer, subject: identity.subject,
                claims: signIn.claims,
                proof: .token(
                    TokenProof(
                        idToken: signIn.idToken.compact, audience: signIn.idToken.audience,
                        expires: signIn.idToken.expires, refreshToken: signIn.refreshToken)),
                providerSessionID: signIn.sessionID,
                endSessionOrigin: await party.logoutURL(idToken: nil, state: "-")?.origin,
                startedAt: now, expires: now + context.configuration.sessionLifetime,
                provedAt: signIn.idToken.issuedAt)
            let started = try await context.sessions.start(
                facts, replacing: [try context.sessions.key(of: request), attempt.replaces].compactMap(\.self))
            try await context.services.audit.append(
                AuditRecord(
                    id: started.session.id, kind: .event, at: now, action: "sign-in",
                    fields: [
                        "provider": .string(entry.definition.id), "issuer": .string(identity.issuer.text),
                        "subject": .string(identity.subject.text), "session": .string(started.session.id),
                        "source_address": .string(request.peer),
                    ]))
            var response = HTTPResponse.seeOther(attempt.returnPath)
            response.headers.add(started.cookie)
            return response
        } catch {
            return await refusals.signInStopped(error, at: entry.definition, request)
        }
    }
}
