import Configuration
import Cryptography
import DemoProviders
import EmbeddedIssuer
import Essentials
import Foundation
import Gateway
import HTTP
import Storage
import Synchronization
import Vault

/// A gateway and all around it, in one process: store and keys in a folder of its own, a clock that a test
/// moves, the demo provider, an issuer whose answers a test chooses.
final class Premises: Sendable {
    static let secret = "client-secret-nobody-may-log"
    static let demo = "http://localhost:8401"

    /// Keys are made once; making an RSA key takes longer than all the rest.
    private static let keys = Result { try DemoKeys.generate() }

    let folder: String
    let origin: String
    let clock = StepClock()
    let log = KeptLog()
    let journal = Journal()
    let wire: Wire
    let store: WatchedStore
    let vault: Vault
    let provider: DemoOpenIDProvider
    let services: GatewayServices
    let gateway: GatewayApplication
    /// A SAML provider beside the OpenID provider, where a test has one.
    let samlProvider = Mutex<DemoSAMLProvider?>(nil)

    init(
        url: String = "https://login.example.org", isDevelopment: Bool = false, _ edit: (String) -> String = { $0 }
    ) async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("gateway-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        origin = url
        wire = Wire(journal: journal)
        store = WatchedStore(try await SQLiteStore.open(path: folder + "/state.db"), journal: journal)
        let randomness = SeededRandomness(seed: 2)
        vault = try await Vault.open(
            store: store, rootKeyFile: folder + "/root.key", clock: clock, randomness: randomness)
        provider = try Premises.provider(for: url, clock: clock, wire: wire)
        wire.plug(provider)
        // Nobody looks at it, as time goes by leaps here; what is announced here is read here.
        let changes = ChangeFeed(store: store, clock: clock, randomness: randomness, log: log)
        services = GatewayServices(
            clock: clock, randomness: randomness, http: wire, store: store, audit: store, vault: vault, log: log,
            metrics: NoMetrics(), revocations: try await Revocations.open(store: store, clock: clock, feed: changes))
        gateway = try GatewayApplication(
            configuration: try Premises.configuration(url: url, edit), services: services,
            isDevelopment: isDevelopment)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Makes `demo` let in one mailbox only.
    static func guarded(_ text: String) -> String {
        "presets: presets\n"
            + text.replacingOccurrences(
                of: "  demo:\n    preset: generic-oidc\n",
                with: "  demo:\n    preset: guarded\n    mailbox: ada@example.org\n")
    }

    /// A gateway whose people sign in by SAML.
    static func asserting(
        url: String = "https://login.example.org", _ edit: @escaping (String) -> String = { $0 }
    ) async throws -> (premises: Premises, corporation: Corporation) {
        let text = try Fixtures.text("saml.yaml")
        let premises = try await Premises(url: url) { _ in
            edit(text.replacingOccurrences(of: "url: URL", with: "url: \(url)"))
        }
        return (premises, try Corporation(premises))
    }

    /// The fixture's configuration for a URL, edited.
    static func configuration(
        url: String, _ edit: (String) -> String = { $0 }
    ) throws -> SallyportConfiguration {
        let text = edit(try Fixtures.text("sallyport.yaml").replacingOccurrences(of: "url: URL", with: "url: \(url)"))
        let files = MemoryFiles(texts: [
            "sallyport.yaml": text, "narrow-trust.json": try Fixtures.text("narrow-trust.json"),
            "narrow-saml.json": try Fixtures.text("narrow-saml.json"),
            "presets/guarded.yaml": try Fixtures.text("guarded.yaml"),
        ])
        let (configuration, findings) = ConfigurationLoader.load(
            path: "sallyport.yaml", environment: ["SECRET": secret], files: files)
        guard let configuration else { throw Surprise(description: findings.map(\.text).joined(separator: "\n")) }
        return configuration
    }

    private static func provider(for url: String, clock: StepClock, wire: Wire) throws -> DemoOpenIDProvider {
        let clients = try ["demo", "posting", "second", "strict"].map { id in
            DemoClient(
                id: "client-\(id)", authentication: .secret(Secret(secret)),
                redirectURIs: [try Premises.url("\(url)/callback/\(id)")],
                postLogoutRedirectURIs: [try Premises.url("\(url)/signed-out")])
        }
        return try DemoOpenIDProvider(
            issuer: try Premises.url(demo + "/demo"), clients: clients, keys: try keys.get(), clock: clock,
            randomness: SeededRandomness(seed: 1), pause: wire.pause)
    }

    static func url(_ text: String) throws -> HTTPURL {
        guard let url = HTTPURL(text) else { throw Surprise(description: "no URL: \(text)") }
        return url
    }

    /// What the host of the demo providers answers to a browser.
    func answerOfProviders(_ request: HTTPRequest) async -> HTTPResponse {
        if let saml = samlProvider.withLock({ $0 }), request.path.hasPrefix(saml.base.path + "/") {
            return await saml.answer(request)
        }
        return await provider.answer(request)
    }

    /// Changes what the provider does wrong.
    func misbehave(_ change: (inout Misbehaviour) -> Void) {
        var misbehaviour = provider.misbehaviour
        change(&misbehaviour)
        provider.misbehaviour = misbehaviour
    }

    /// The audit log.
    var audit: [AuditRecord] {
        get async throws { try await store.audit(after: 0, limit: 1000).map(\.record) }
    }

    /// The reasons of all refusals so far.
    var refusals: [String] {
        get async throws {
            try await audit.filter { $0.kind == .refusal }.compactMap { $0.fields["reason"]?.string }
        }
    }

    /// One request, without a browser around it.
    func ask(
        _ method: HTTPMethod = .get, _ target: String, headers: HTTPHeaders? = nil, body: String = ""
    ) async throws -> HTTPResponse {
        let own: HTTPHeaders = ["Host": try Premises.url(origin).authority]
        let headers = headers ?? own
        guard let request = HTTPRequest(method, target, headers: headers, body: body.bytes, peer: "192.0.2.7") else {
            throw Surprise(description: "no target: \(target)")
        }
        return await gateway.answer(request)
    }
}
