public import Configuration
import Cryptography
import EmbeddedIssuer
public import Essentials
import Glibc
public import HTTP
import Storage
import Vault

/// Why the gateway does not start.
public enum StartError: Reportable {
    case configuration([Finding])
    case stateFolder(path: String, errno: Int32)
    case stateInUse(path: String)
    case startUnderWay(path: String)
    case noState(path: String)
    case underlying(any Reportable)

    /// A stable code.
    public var reason: String {
        switch self {
        case .configuration: "configuration-invalid"
        case .stateFolder: "state-folder-unusable"
        case .stateInUse: "state-in-use"
        case .startUnderWay: "state-start-under-way"
        case .noState: "state-folder-empty"
        case .underlying(let error): error.reason
        }
    }

    /// What was wrong and where.
    public var detail: String {
        switch self {
        case .configuration(let findings): findings.map(\.text).joined(separator: "\n")
        case .stateFolder(let path, let code):
            "the state folder `\(path)` cannot be used: \(String(cString: strerror(code)))"
        case .stateInUse(let path):
            "the state folder `\(path)` is used by a gateway that shares it with nobody, or would have to be"
        case .startUnderWay(let path):
            "another gateway over the state folder `\(path)` is starting and does not get done"
        case .noState(let path): "no gateway has run over the state folder `\(path)` yet"
        case .underlying(let error): error.detail
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .configuration: nil
        case .stateFolder: "name a folder that this user may write as `state:`"
        case .startUnderWay: "look at the log of the other one"
        case .noState: "name the configuration that the gateway is started with"
        case .stateInUse: "end the other one, or name a folder of its own as `state:`"
        case .underlying(let error): error.remedy
        }
    }
}

/// A gateway that is up: server, store, keys, and the application in its slot.
public final class GatewayRuntime: Sendable {
    private let lock: StateLock
    private let server: HTTPServer
    private let client: HTTPClient
    private let store: SQLiteStore
    private let trail: AuditTrail
    private let slot: HandlerSlot
    private let services: GatewayServices
    private let housekeeping: Task<Void, Never>
    private let following: Task<Void, Never>

    /// The port it listens on.
    public var port: UInt16 { server.port }

    private init(
        over store: SQLiteStore, _ client: HTTPClient, _ services: GatewayServices, _ trail: AuditTrail,
        lock: StateLock,
        listen: HTTPServerSettings
    ) throws {
        let slot = HandlerSlot()
        self.lock = lock
        self.client = client
        self.store = store
        self.trail = trail
        self.slot = slot
        self.services = services
        server = try HTTPServer(listen, log: services.log, metrics: services.metrics) { await slot.answer($0) }
        following = Task { await services.changes.run() }
        housekeeping = Task {
            // Cancelled, the sleep ends at once, and the store may be closed by then.
            while (try? await Task.sleep(for: .seconds(60))) != nil {
                await trail.closeLedger(at: services.clock.now())
                await slot.current?.tend()
                do {
                    _ = try await store.removeExpired(at: services.clock.now())
                } catch {
                    services.log.log(.error, "expired records could not be removed", ["cause": "\(error)"])
                }
                do { try await UnfinishedGrants(services: services).report(isAlone: false) } catch {
                    services.log.log(.error, "unfinished grants could not be looked for", ["cause": "\(error)"])
                }
            }
        }
    }

    /// Opens store and keys, listens, and puts the application in place. Returns when requests are answered; a
    /// provider that is down does not keep it from that.
    ///
    /// - Parameter configure: makes the configuration once the port is known.
    /// - Throws: `StartError`.
    public static func start(
        stateFolder: String, listen: HTTPServerSettings, clock: any WallClock, log: any LogSink,
        metrics: any MetricsSink, mounting: [any RouteMounting] = [], isDevelopment: Bool = false,
        configure: (UInt16) throws(StartError) -> SallyportConfiguration
    ) async throws(StartError) -> GatewayRuntime {
        guard mkdir(stateFolder, 0o700) == 0 || errno == EEXIST else {
            throw .stateFolder(path: stateFolder, errno: errno)
        }
        let lock = try await StateLock.take(folder: stateFolder, isDevelopment ? .alone : .shared)
        do {
            let store = try await SQLiteStore.open(
                path: stateFolder + "/sallyport.db", mayUpgrade: lock.isFirst, log: log)
            let client = HTTPClient(metrics: metrics, log: log)
            do {
                let vault = try await Vault.open(
                    store: store, rootKeyFile: stateFolder + "/sallyport.key", clock: clock,
                    randomness: SystemRandomness())
                let trail = AuditTrail(store: store, log: log, metrics: metrics)
                let changes = ChangeFeed(store: store, clock: clock, randomness: SystemRandomness(), log: log)
                let services = GatewayServices(
                    clock: clock, randomness: SystemRandomness(), http: client, store: store, audit: trail,
                    vault: vault, log: log, metrics: metrics,
                    revocations: try await Revocations.open(store: store, clock: clock, feed: changes),
                    changes: changes,
                    principals: try await PrincipalStore.open(
                        store: store, vault: vault, clock: clock, log: log, feed: changes),
                    work: try WorkPool(name: "work", threads: 2, queueLimit: 256))
                try await UnfinishedGrants(services: services).report(isAlone: lock.isFirst)
                let runtime = try GatewayRuntime(over: store, client, services, trail, lock: lock, listen: listen)
                do {
                    try runtime.begin(try configure(runtime.port), mounting, isDevelopment)
                    try lock.started()
                } catch {
                    await runtime.letGo(grace: .zero)
                    throw error
                }
                return runtime
            } catch {
                await client.stop()
                await store.close()
                lock.release()
                throw error
            }
        } catch let error as StartError {
            throw error
        } catch let error as any Reportable {
            throw .underlying(error)
        } catch {
            throw .stateFolder(path: stateFolder, errno: EIO)
        }
    }

    private func begin(
        _ configuration: SallyportConfiguration, _ mounting: [any RouteMounting], _ isDevelopment: Bool
    ) throws {
        try trail.copy(to: configuration.auditFile)
        let application = try GatewayApplication(
            configuration: configuration, services: services, mounting: mounting, isDevelopment: isDevelopment)
        slot.install(application)
        application.warmUp()
    }

    /// Puts a newly read configuration in place; requests under way end with the old one.
    public func reload(_ configuration: SallyportConfiguration) throws {
        let application = try GatewayApplication(
            configuration: configuration, services: services, replacing: slot.current)
        try trail.copy(to: configuration.auditFile)
        slot.install(application)
        application.warmUp()
    }

    /// Threads for what takes long.
    var work: WorkPool? { services.work }

    /// Reads the server's certificate and key again, where it speaks TLS.
    public func reloadCertificate() async { await server.reloadCertificate() }

    /// Answers what was accepted, then ends.
    public func stop() async {
        await letGo(grace: .seconds(20))
        await slot.current?.finish()
        await trail.closeLedger(at: services.clock.now(), all: true)
        await client.stop()
        await store.close()
        lock.release()
    }

    private func letGo(grace: Duration) async {
        await server.stop(grace: grace)
        housekeeping.cancel()
        following.cancel()
    }
}
