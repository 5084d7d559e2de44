import Essentials
import HTTP
import Synchronization

extension DemoOpenIDProvider {
    /// The authorization endpoint: an answer at once where somebody is signed in and nothing speaks against it,
    /// else the page.
    func authorize(_ request: HTTPRequest) -> HTTPResponse {
        guard let fields = try? request.method == .post ? request.form() : request.query() else {
            return trouble("The request cannot be read.")
        }
        let known = request.cookies[DemoOpenIDProvider.browserCookie]
        let browser = known ?? randomness.handle(bytes: 16)
        let parameters: AuthorizationParameters
        do throws(AuthorizationParameters.Refusal) {
            parameters = try AuthorizationParameters(fields, browser: browser, client: client)
        } catch {
            switch error {
            case .page(let words): return trouble(words)
            case .redirect(let pending, let code, let description):
                return sendBack(pending, [("error", code), ("error_description", description)])
            }
        }
        let pending = parameters.pending
        if let session = session(of: request), serves(session, parameters) {
            return sendBack(pending, success(pending, session))
        }
        if parameters.prompts.contains("none") {
            return sendBack(pending, [("error", "login_required")])
        }
        let handle = randomness.handle(bytes: 16)
        let now = clock.now()
        state.withLock { $0.pending.insert(pending, as: handle, at: now) }
        var page = DemoPage.signIn(
            people: ordered(by: parameters.loginHint), client: pending.client.id, handle: handle,
            action: url(.signIn), base: issuer.text.text, redirectOrigin: pending.redirectURI.origin)
        if known == nil { page.headers.add(cookie(DemoOpenIDProvider.browserCookie, browser)) }
        return page
    }

    /// What the page's buttons post to.
    func signIn(_ request: HTTPRequest) -> HTTPResponse {
        let now = clock.now()
        guard let form = try? request.form(), let handle = form["request"],
            let pending = state.withLock({ $0.pending.take(handle, at: now) }),
            // The page's handle serves only in the browser that got it.
            let browser = request.cookies[DemoOpenIDProvider.browserCookie],
            ConstantTime.equal(browser, pending.browser)
        else { return trouble("This page was open for too long, or in another browser.") }
        guard let id = form["person"] else { return sendBack(pending, [("error", "access_denied")]) }
        guard let person = people.first(where: { $0.id.isExactly(id) }) else {
            return trouble("Nobody of that name is known here.")
        }
        let session = DemoSession(person: person, authenticatedAt: now, id: randomness.handle(bytes: 16))
        let cookieValue = randomness.handle(bytes: 32)
        state.withLock { $0.sessions.insert(session, as: cookieValue, at: now) }
        var answer = sendBack(pending, success(pending, session))
        answer.headers.add(cookie(DemoOpenIDProvider.sessionCookie, cookieValue))
        return answer
    }

    /// A page for a request that leads nowhere.
    func trouble(_ words: String) -> HTTPResponse { DemoPage.trouble(words, base: issuer.text.text) }

    static let browserCookie = "demo_browser"
    static let sessionCookie = "demo_session"

    func cookie(_ name: String, _ value: String) -> SetCookie {
        SetCookie(
            name: name, value: value, path: issuer.path.isEmpty ? "/" : issuer.path, sameSite: .lax, isSecure: false)
    }

    func session(of request: HTTPRequest) -> DemoSession? {
        let now = clock.now()
        return request.cookies[DemoOpenIDProvider.sessionCookie].flatMap { value in
            state.withLock { $0.sessions.get(value, at: now) }
        }
    }

    private func serves(_ session: DemoSession, _ parameters: AuthorizationParameters) -> Bool {
        if parameters.prompts.contains("login") || parameters.prompts.contains("select_account") { return false }
        let now = clock.now()
        if let age = parameters.maximumAge, now - session.authenticatedAt > age { return false }
        guard let hint = parameters.idTokenHint else { return true }
        let hinted = state.withLock { $0.idTokens.get(hint, at: now) }
        return hinted?.session.person.subject == session.person.subject
    }

    /// Who was hinted at comes first.
    private func ordered(by hint: String?) -> [DemoPerson] {
        guard let hint, let first = people.first(where: { $0.email.isExactly(hint) || $0.id.isExactly(hint) }) else {
            return people
        }
        return [first] + people.filter { $0 != first }
    }

    private func success(_ pending: PendingRequest, _ session: DemoSession) -> [(String, String)] {
        let code = randomness.handle(bytes: 32)
        let now = clock.now()
        state.withLock { $0.codes.insert(DemoGrant(request: pending, session: session), as: code, at: now) }
        return [("code", code)]
    }
}
