import Configuration
import Essentials
import Federation
import HTTP
import SAML
import Storage

/// The single logout service: providers end sessions here, and answer when a session was ended here.
struct SingleLogoutRoute: Sendable {
    let context: GatewayContext
    let refusals: RefusalPages

    func answer(_ request: HTTPRequest, provider: String) async -> HTTPResponse {
        guard let entry = context.providers.entry(provider), let saml = entry.saml else {
            return Self.isEnvelope(request)
                ? SOAPFault.client.answer("no provider is known by this address") : refusals.notFound(request)
        }
        do {
            let logout = try await saml.serviceProvider().singleLogout(with: try await saml.metadata.current())
            switch try Self.message(in: request) {
            case .request(let message): return try await end(message, logout, entry, saml, request)
            case .response(let message): return try await finish(message, logout, request)
            }
        } catch {
            guard Self.isEnvelope(request) else {
                return await refusals.signOutStopped(error, at: entry.definition, request)
            }
            return await answer(refusing: request, error, entry, saml)
        }
    }

    /// Whoever asked over the back channel is a program: it gets a status or a fault, and no page.
    private func answer(
        refusing request: HTTPRequest, _ error: any Error, _ entry: ProviderDirectory.Entry, _ saml: SAMLProvider
    ) async -> HTTPResponse {
        let reference = await refusals.recordSignOut(error, at: entry.definition, request).description
        let refusal: LogoutRefusal =
            switch error {
            case let refusal as MessageRefusal: refusal.logoutRefusal
            case GatewayRefusal.logoutRequestUsed: .denied
            default: .failedHere
            }
        do {
            let provider = try await saml.serviceProvider()
            // Signed, and so not made on a thread that others wait for.
            return try await context.services.aside {
                provider.answer(refusing: request.body, refusal, reference: reference)
            }
        } catch {
            return SOAPFault.server.answer("the request was not carried out; reference \(reference)")
        }
    }

    /// True where a request came over the back channel: by its type, as SOAP 1.1 and 1.2 name it.
    private static func isEnvelope(_ request: HTTPRequest) -> Bool {
        let type = request.headers["Content-Type"]?.lowercased() ?? ""
        return request.method == .post
            && (type.startsExactly(with: "text/xml") || type.startsExactly(with: "application/soap+xml"))
    }

    private enum Incoming {
        case request(IncomingMessage)
        case response(IncomingMessage)
    }

    /// What came: by SOAP, by POST, or in a query.
    private static func message(in request: HTTPRequest) throws -> Incoming {
        guard request.method == .post else {
            let parameter: MessageParameter = try request.query().all("SAMLRequest").isEmpty ? .response : .request
            let message = try RedirectBinding.decode(request.rawQuery, parameter)
            return parameter == .request ? .request(.redirect(message)) : .response(.redirect(message))
        }
        if isEnvelope(request) { return .request(.soap(request.body)) }
        guard let form = try request.form(limit: PostBinding.maximumFormBytes) else { throw FormError.notText }
        let parameter: MessageParameter = form.all("SAMLRequest").isEmpty ? .response : .request
        let message = try PostBinding.decode(form, parameter)
        let incoming = IncomingMessage.post(xml: message.xml, relayState: message.relayState)
        return parameter == .request ? .request(incoming) : .response(incoming)
    }

    /// The provider ends its sessions: every one of the name here, or those of the indexes it names. What has ended
    /// already, or never was, is as good as ended.
    ///
    /// - Throws: `GatewayRefusal.logoutRequestUsed`, `MessageRefusal`, and what store and audit log fail with.
    private func end(
        _ message: IncomingMessage, _ logout: SingleLogout, _ entry: ProviderDirectory.Entry, _ saml: SAMLProvider,
        _ request: HTTPRequest
    ) async throws -> HTTPResponse {
        let asked = try await context.services.aside { try logout.verify(request: message) }
        let now = context.services.clock.now()
        // One that came before ends nothing, and must not be told that it did: somebody may have signed in since.
        let isFirst = try await TakenMessages(services: context.services).isFirst(
            .logoutRequest, asked.id, of: asked.issuer, until: asked.notOnOrAfter, skew: saml.settings.options.skew)
        guard isFirst else { throw GatewayRefusal.logoutRequestUsed }
        let index = KeptAssertion.index(issuer: asked.issuer, nameID: asked.nameID)
        for (key, facts) in try await context.sessions.sessions(index: index) {
            guard facts.provider.isExactly(entry.definition.id), let kept = facts.proof.assertion,
                asked.ends(sessionOf: kept.nameID, index: kept.sessionIndex, audience: saml.settings.entityID)
            else { continue }
            try await context.sessions.end(key: key)
            try await context.services.audit.append(
                AuditRecord(
                    id: CorrelationID(context.services.randomness).description, kind: .event, at: now,
                    action: "sign-out",
                    fields: [
                        "provider": .string(entry.definition.id), "by": "provider",
                        "subject": .string(facts.subject.text.beginning(bytes: 1024)),
                        "source_address": .string(request.peer),
                    ]))
        }
        if case .soap = message { return try await context.services.aside { try logout.soapAnswer(asked) } }
        let message = try await context.services.aside { try logout.answer(asked) }
        var answer = context.answer(message, to: entry.definition.displayName, isLeaving: true)
        answer.headers.add(context.cookies.deleting(context.cookies.sessionName))
        return answer
    }

    /// The provider says that it has done as it was asked. The person is signed out here in any case.
    private func finish(
        _ message: IncomingMessage, _ logout: SingleLogout, _ request: HTTPRequest
    ) async throws -> HTTPResponse {
        guard let remembered = LogoutCookie(request, context.cookies), let requestID = remembered.requestID else {
            return .seeOther("/signed-out")
        }
        let outcome = try await context.services.aside {
            try logout.finish(message, expecting: ExactString(requestID))
        }
        // The page says "and at the provider" only where the provider did it whole.
        guard outcome.isComplete else { return .seeOther("/signed-out") }
        return .seeOther("/signed-out?" + PercentEncoding.form([("state", remembered.state)]))
    }
}

/// What the browser remembers of a sign-out that was begun here.
struct LogoutCookie: Sendable {
    let state: String
    let provider: String
    /// The name of the logout request, where it was SAML's.
    let requestID: String?

    init(state: String, provider: String, requestID: String? = nil) {
        self.state = state
        self.provider = provider
        self.requestID = requestID
    }

    /// The cookie's value.
    var value: String {
        PercentEncoding.form([("s", state), ("p", provider)] + (requestID.map { [("r", $0)] } ?? []))
    }

    /// What a request brought; `nil` where it brought none.
    init?(_ request: HTTPRequest, _ names: CookieNames) {
        guard let cookie = request.cookies[names.logoutName],
            let fields = try? FormFields(parsing: Array(cookie.utf8)), let state = fields["s"],
            let provider = fields["p"]
        else { return nil }
        self.init(state: state, provider: provider, requestID: fields["r"])
    }
}
