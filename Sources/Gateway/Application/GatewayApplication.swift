public import Configuration
import Essentials
import Federation
public import HTTP
import Pages
import SecurityTokens

/// One configuration, answering requests. A reload makes another and leaves this one to end its work.
public final class GatewayApplication: Sendable {
    private let context: GatewayContext
    private let hosts: HostRule
    private let client: ClientAddress
    private let certificates: ClientCertificateRule
    private let headers: SecurityHeaders
    private let router: Router
    private let mounted: [any RouteMounting]
    private let refusals: RefusalPages
    private let operations: OperationsRoutes
    private let authorization: AuthorizationRoutes?
    private let journal: ResourceJournal

    /// Puts the floors below together for a configuration.
    ///
    /// - Parameter former: the application that this one takes the place of; it hands on what it fetched.
    /// - Throws: what the issuers or pages of the configuration cannot be made of.
    public init(
        configuration: SallyportConfiguration, services: GatewayServices, mounting mounted: [any RouteMounting] = [],
        isDevelopment: Bool = false, replacing former: GatewayApplication? = nil
    ) throws {
        let keys = SAMLKeys(
            services: services, url: configuration.url, rollover: configuration.keyRollover,
            replacing: former?.context.issuing.keys)
        let providers = ProviderDirectory(
            configuration, services: services, keys: keys, replacing: former?.context.providers)
        let issuing = IssuingProvider(
            keys: keys, url: configuration.url, services: services,
            targets: Dictionary(
                configuration.issuers.compactMap { issuer in
                    issuer.assertions.map {
                        (ExactString(issuer.id), .init(principalName: $0.principalName, recipient: $0.recipient))
                    }
                }, uniquingKeysWith: { first, _ in first }))
        let issuers = try IssuerDirectory(
            configuration, services: services, providers: providers, issuing: issuing)
        context = GatewayContext(
            configuration: configuration, services: services, providers: providers,
            grants: GrantService(
                issuers: issuers.all, broker: issuing, audit: services.audit, clock: services.clock,
                randomness: services.randomness, log: services.log),
            issuing: issuing,
            pages: try PageLibrary.load(
                overrides: Self.overrides(in: configuration.templateOverrides), place: configuration.url.authority,
                version: SallyportVersion.current))
        hosts =
            (isDevelopment ? HostRule.loopback(port: configuration.url.port) : nil)
            ?? HostRule(url: configuration.url, further: configuration.hosts)
        headers = SecurityHeaders(isSecure: configuration.url.scheme == .https)
        client = ClientAddress(proxies: configuration.proxies)
        certificates = try ClientCertificateRule(configuration, clock: services.clock)
        self.mounted = mounted
        operations = OperationsRoutes(services: services, metrics: services.metrics as? MetricsRegistry)
        refusals = RefusalPages(context: context)
        // One for all configurations, so that there is one to flush.
        journal = former?.journal ?? ResourceJournal(services: services)
        authorization = AuthorizationRoutes(
            configuration, issuer: issuers.embedded, services: services, journal: journal)
        var router = Router()
        SignInRoutes(context: context, refusals: refusals).mount(on: &router)
        SignOutRoutes(context: context, refusals: refusals).mount(on: &router)
        let consoles = ConsoleDirectory(configuration, embedded: issuers.embedded, services: services)
        PortalRoutes(context: context, refusals: refusals, consoles: consoles).mount(on: &router)
        FederationRoutes(configuration, issuer: issuers.embedded, context: context, refusals: refusals)?
            .mount(on: &router)
        SAMLRoutes(context: context, refusals: refusals).mount(on: &router)
        InspectionRoutes(context: context, refusals: refusals).mount(on: &router)
        AssetRoutes(pages: context.pages).mount(on: &router)
        SecurityTokenRoutes(
            issuer: issuers.embedded,
            hasAdministration: configuration.issuers.contains { $0.dialect == .embedded && $0.hasAdministration },
            refusals: refusals,
            hasRevocations: configuration.issuers.contains { $0.revokingAccount != nil }
        ).mount(on: &router)
        self.router = router
    }

    /// The files of the folder that replaces templates; a folder that cannot be read is an error, so that a
    /// typing mistake does not quietly show other pages than the operator made.
    private static func overrides(in folder: String?) throws -> [String: [UInt8]] {
        guard let folder else { return [:] }
        let files = DiskFiles()
        var found: [String: [UInt8]] = [:]
        for name in try files.names(in: folder) {
            found[name] = try files.read(folder + "/" + name, limit: 1_048_576)
        }
        return found
    }

    /// Fetches in the background what the providers publish, so that the first sign-in need not wait for it.
    func warmUp() {
        let providers = context.providers
        let keys = providers.entries.contains { $0.saml != nil } ? context.issuing.keys : nil
        Task {
            // What fails here fails again, and is said, when somebody needs it.
            _ = try? await keys?.current()
            await providers.warmUp()
        }
    }

    /// What is to be done now and then, whether or not anybody asks for anything.
    func tend() async { await context.issuing.keys.tend() }

    /// Writes down what was answered and is not written yet; asked when nothing is answered any more.
    func finish() async { await journal.flush() }

    /// Answers one request.
    public func answer(_ request: HTTPRequest) async -> HTTPResponse {
        if var figures = await operations.answer(request) {
            SecurityHeaders.apply(toFigures: &figures)
            return figures
        }
        var response = await routed(request)
        headers.apply(to: &response)
        return response
    }

    private func routed(_ received: HTTPRequest) async -> HTTPResponse {
        let request: HTTPRequest
        do {
            request = try certificates.apply(received).from(client.of(received))
        } catch {
            return refusals.uncertified(error)
        }
        // The host of such a question may be the resource's: it is judged there.
        if let authorization, authorization.isAsked(request) {
            return await authorization.answer(request, peer: received.peer)
        }
        do throws(GatewayRefusal) {
            try hosts.check(request)
        } catch {
            return refusals.misdirected(error)
        }
        for somebody in mounted {
            if let answer = await somebody.answer(request) { return answer }
        }
        if let answer = await router.answer(request) { return answer }
        return refusals.notFound(request)
    }
}
