import Essentials
import HTTP
import SAML
import Synchronization

extension DemoSAMLProvider {
    /// The single sign-on service: an answer at once where somebody is signed in and nothing speaks against it, else
    /// the page.
    func signOn(_ request: HTTPRequest) -> HTTPResponse {
        let client: DemoSAMLClient
        let asked: VerifiedAuthnRequest
        do {
            let message = try incoming(request, .request)
            let issuer = try IdentityProviderHalf.claimedIssuer(of: message)
            guard let known = self.client(issuer) else {
                return trouble("The application that sent you here is not known to this provider.")
            }
            client = known
            asked = try half().verify(request: message, from: known.serviceProvider)
        } catch {
            return trouble("The request cannot be taken: \(error.detail).")
        }
        let known = request.cookies[DemoOpenIDProvider.browserCookie]
        let pending = PendingSAMLRequest(
            client: client, consumer: asked.consumer, inResponseTo: asked.id, relayState: asked.relayState,
            nameIDFormat: asked.nameIDFormat, authnContext: asked.authnContexts.first,
            browser: known ?? randomness.handle(bytes: 16))
        if let session = session(of: request), !asked.forcesAuthn { return respond(pending, session) }
        if asked.isPassive { return decline(pending, [StatusCode.responder, StatusCode.noPassive]) }
        return page(for: pending, setsCookie: known == nil)
    }

    /// A sign-in that begins here: `/start?client=ENTITYID&RelayState=…`.
    func start(_ request: HTTPRequest) -> HTTPResponse {
        guard let query = try? request.query(),
            let client = query["client"].flatMap({ self.client(ExactString($0)) }),
            let consumer = client.serviceProvider.consumers.standard?.endpoint
        else { return trouble("No application of that name is known to this provider.") }
        let known = request.cookies[DemoOpenIDProvider.browserCookie]
        let pending = PendingSAMLRequest(
            client: client, consumer: consumer, inResponseTo: nil,
            relayState: query["RelayState"].flatMap { try? RelayState($0) }, nameIDFormat: nil, authnContext: nil,
            browser: known ?? randomness.handle(bytes: 16))
        if let session = session(of: request) { return respond(pending, session) }
        return page(for: pending, setsCookie: known == nil)
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
        guard let id = form["person"] else {
            return decline(pending, [StatusCode.responder, StatusCode.authnFailed])
        }
        guard let person = people.first(where: { $0.id.isExactly(id) }) else {
            return trouble("Nobody of that name is known here.")
        }
        let session = DemoSession(person: person, authenticatedAt: now, id: randomness.handle(bytes: 16))
        let cookieValue = randomness.handle(bytes: 32)
        state.withLock { state in
            state.sessions.insert(session, as: cookieValue, at: now)
            state.cookies.insert(cookieValue, as: session.id, at: now)
        }
        var answer = respond(pending, session)
        answer.headers.add(cookie(DemoOpenIDProvider.sessionCookie, cookieValue))
        return answer
    }

    private func page(for pending: PendingSAMLRequest, setsCookie: Bool) -> HTTPResponse {
        let handle = randomness.handle(bytes: 16)
        let now = clock.now()
        state.withLock { $0.pending.insert(pending, as: handle, at: now) }
        var page = DemoPage.signIn(
            people: people, client: pending.client.serviceProvider.entityID.text, handle: handle, action: url(.signIn),
            base: base.text.text, redirectOrigin: pending.consumer.location.origin)
        if setsCookie { page.headers.add(cookie(DemoOpenIDProvider.browserCookie, pending.browser)) }
        return page
    }

    func cookie(_ name: String, _ value: String) -> SetCookie {
        SetCookie(name: name, value: value, path: base.path.isEmpty ? "/" : base.path, sameSite: .lax, isSecure: false)
    }

    func session(of request: HTTPRequest) -> DemoSession? {
        let now = clock.now()
        return request.cookies[DemoOpenIDProvider.sessionCookie].flatMap { value in
            state.withLock { $0.sessions.get(value, at: now) }
        }
    }

    /// A message out of a query or a form.
    func incoming(_ request: HTTPRequest, _ parameter: MessageParameter) throws(MessageRefusal) -> IncomingMessage {
        do throws(BindingRefusal) {
            guard request.method == .post else {
                return .redirect(try RedirectBinding.decode(request.rawQuery, parameter))
            }
            guard let form = try? FormFields(parsing: request.body, limit: PostBinding.maximumFormBytes) else {
                throw BindingRefusal.parameterMalformed(parameter.rawValue)
            }
            let (xml, relayState) = try PostBinding.decode(form, parameter)
            return .post(xml: xml, relayState: relayState)
        } catch {
            throw .bindingRefused(error)
        }
    }

    /// Sends the browser on with a message of ours.
    func send(_ message: OutgoingMessage) -> HTTPResponse {
        switch message {
        case .redirect(let url):
            var response = HTTPResponse.seeOther(url.description)
            response.headers.set("Cache-Control", "no-store")
            response.headers.set("Referrer-Policy", "no-referrer")
            return response
        case .post(let form):
            return DemoPage.formPost(
                to: form.action, fields: form.fields.map { ($0.name, $0.value) }, base: base.text.text)
        }
    }
}
