import Configuration
import EmbeddedIssuer
import Essentials
import Federation
import HTTP
import SecurityTokens

/// The consoles that people go to from the portal, by the issuer of a role.
struct ConsoleDirectory: Sendable {
    /// One console.
    enum Console: Sendable {
        /// The embedded issuer's.
        case own(EmbeddedIssuer)
        /// One elsewhere.
        case elsewhere(ConsoleClient)
    }

    private let consoles: [ExactString: Console]
    private let home: HTTPURL

    init(_ configuration: SallyportConfiguration, embedded: EmbeddedIssuer?, services: GatewayServices) {
        home = configuration.url
        var consoles: [ExactString: Console] = [:]
        for issuer in configuration.issuers {
            switch issuer.console {
            case .own: consoles[ExactString(issuer.id)] = embedded.map { .own($0) }
            case .elsewhere(let endpoint):
                consoles[ExactString(issuer.id)] = .elsewhere(
                    ConsoleClient(endpoint: endpoint, http: services.http, peer: issuer.consolePeer))
            case nil: break
            }
        }
        self.consoles = consoles
    }

    /// True where a role's issuer has a console.
    func hasConsole(_ role: CatalogueRole) -> Bool { consoles[ExactString(role.issuer)] != nil }

    /// The origins that the way to the consoles of these roles leads through.
    func origins(of roles: [CatalogueRole]) -> [String] {
        var origins: [String] = []
        for issuer in Set(roles.map { ExactString($0.issuer) }) {
            guard case .elsewhere(let client) = consoles[issuer] else { continue }
            for origin in client.endpoint.origins where !origins.contains(where: { $0.isExactly(origin) }) {
                origins.append(origin)
            }
        }
        return origins.sorted()
    }

    /// The URL that signs the holder of a role's keys in; it opens what the keys open.
    func signInURL(_ taken: AssumedRole, _ grant: RoleGrant) async throws -> Secret {
        switch consoles[ExactString(grant.role.issuer)] {
        case .own(let issuer):
            let (token, _) = try await issuer.consoleToken(for: ConsoleKeys(taken.credentials), lasting: nil)
            let fields = [
                ("Action", "login"), ("Issuer", home.text.text), ("Destination", FederationRoutes.page),
                ("SigninToken", token.revealText() ?? ""),
            ]
            return Secret(FederationRoutes.path + "?" + PercentEncoding.form(fields))
        case .elsewhere(let client):
            // The keys came by the person's own proof, never from another role.
            return try await client.signInURL(
                with: taken.credentials, lasting: .lasting(min(grant.maximumDuration, .seconds(43_200))), issuer: home)
        case nil: throw GatewayRefusal.consoleMissing(grant.role.key)
        }
    }
}
