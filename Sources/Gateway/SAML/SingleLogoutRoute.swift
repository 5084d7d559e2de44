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

    private static let usedRequests = "saml-logouts"

    func answer(_ request: HTTPRequest, provider: String) async -> HTTPResponse {
        guard let entry = context.providers.entry(provider), let saml = entry.saml else {
            return refusals.notFound(request)
        }
        do {
            let logout = try await saml.serviceProvider().singleLogout(with: try await saml.metadata.current())
            switch try Self.message(in: request) {
            case .request(let message): return try await end(message, logout, entry, saml, request)
            case .response(let message): return try finish(message, logout, request)
            }
        } catch {
            return await refusals.signInStopped(error, at: entry.definition, request)
        }
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
        let type = request.headers["Content-Type"]?.lowercased() ?? ""
        if type.startsExactly(with: "text/xml") || type.startsExactly(with: "application/soap+xml") {
            return .request(.soap(request.body))
        }
        guard let form = try request.form(limit: PostBinding.maximumFormBytes) else { throw FormError.notText }
        let parameter: MessageParameter = form.all("SAMLRequest").isEmpty ? .response : .request
        let message = try PostBinding.decode(form, parameter)
        let incoming = IncomingMessage.post(xml: message.xml, relayState: message.relayState)
        return parameter == .request ? .request(incoming) : .response(incoming)
    }

    /// The provider ends its sessions: every one of the name here, or those of the indexes it names. What has ended
    /// already, or never was, is as good as ended.
    private func end(
        _ message: IncomingMessage, _ logout: SingleLogout, _ entry: ProviderDirectory.Entry, _ saml: SAMLProvider,
        _ request: HTTPRequest
    ) async throws -> HTTPResponse {
        let asked = try logout.verify(request: message)
        let now = context.services.clock.now()
        let isFirst = try await context.services.store.use(
            "\(asked.issuer)\u{0}\(asked.id)", in: Self.usedRequests, until: now + .seconds(600), at: now)
        if isFirst {
            let index = KeptAssertion.index(issuer: asked.issuer, nameID: asked.nameID)
            for (key, facts) in try await context.sessions.sessions(index: index) {
                guard facts.provider.isExactly(entry.definition.id), let kept = facts.proof.assertion,
                    asked.ends(
                        sessionOf: kept.nameID, index: kept.sessionIndex, audience: saml.settings.entityID)
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
        }
        if case .soap = message { return try logout.soapAnswer(asked) }
        var answer = context.answer(
            try logout.answer(asked), to: entry.definition.displayName, isLeaving: true)
        answer.headers.add(context.cookies.deleting(context.cookies.sessionName))
        return answer
    }

    /// The provider says that it has done as it was asked. The person is signed out here in any case.
    private func finish(
        _ message: IncomingMessage, _ logout: SingleLogout, _ request: HTTPRequest
    ) throws -> HTTPResponse {
        guard let remembered = LogoutCookie(request, context.cookies), let requestID = remembered.requestID else {
            return .seeOther("/signed-out")
        }
        let outcome = try logout.finish(message, expecting: ExactString(requestID))
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
