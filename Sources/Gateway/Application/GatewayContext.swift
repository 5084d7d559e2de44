import Configuration
import Essentials
import Federation
import HTTP
import OpenIDConnect
import Pages

/// What the routes share: one configuration and everything made from it, replaced as a whole on reload.
struct GatewayContext: Sendable {
    let configuration: SallyportConfiguration
    let services: GatewayServices
    let providers: ProviderDirectory
    let grants: GrantService
    let issuing: IssuingProvider
    let pages: PageLibrary
    let cookies: CookieNames
    let sessions: SessionStore
    let attempts: LoginAttempts
    let forgery: RequestForgery

    init(
        configuration: SallyportConfiguration, services: GatewayServices, providers: ProviderDirectory,
        grants: GrantService, issuing: IssuingProvider, pages: PageLibrary
    ) {
        self.configuration = configuration
        self.services = services
        self.providers = providers
        self.grants = grants
        self.issuing = issuing
        self.pages = pages
        cookies = CookieNames(isSecure: configuration.url.scheme == .https)
        sessions = SessionStore(services: services, cookies: cookies)
        attempts = LoginAttempts(services: services, cookies: cookies)
        forgery = RequestForgery(vault: services.vault)
    }

    /// A page, with the policy that its forms need.
    func page(_ status: HTTPStatus = .ok, _ body: [UInt8], formActions: [String] = []) -> HTTPResponse {
        var response = HTTPResponse.html(status, body)
        response.headers.set("Content-Security-Policy", SecurityHeaders.policy(formActions: formActions))
        return response
    }

    /// A redirect to the sign-in that comes back to this path.
    func signInFirst(returningTo path: String) -> HTTPResponse {
        .seeOther("/login?" + PercentEncoding.form([("to", ReturnPath.checked(path))]))
    }
}

extension GatewayContext {
    /// Who a session belongs to, judged again by the configuration in force.
    ///
    /// - Throws: `GatewayRefusal.providerGone`, `IdentityRefusal`.
    func identity(of session: Session) throws -> ExternalIdentity {
        guard let entry = providers.entry(session.facts.provider) else {
            throw GatewayRefusal.providerGone(session.facts.provider)
        }
        return try entry.definition.identity(
            remembering: session.facts.claims, issuer: session.facts.issuer, subject: session.facts.subject)
    }
}
