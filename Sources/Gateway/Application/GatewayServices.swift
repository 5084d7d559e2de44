public import EmbeddedIssuer
public import Essentials
public import HTTP
import SAML
public import Storage
public import Vault

/// What the gateway is handed when it is put together: time, randomness, network, store, keys, log.
public struct GatewayServices: Sendable {
    /// The time of day.
    public let clock: any WallClock
    /// Unpredictable bytes.
    public let randomness: any Randomness
    /// The way out to providers and issuers.
    public let http: any HTTPSending
    /// Where sessions, used handles and the audit log are kept.
    public let store: any Store
    /// The same store's audit log.
    public let audit: any AuditSink
    /// Sealing keys.
    public let vault: Vault
    /// Lines for the operator.
    public let log: any LogSink
    /// Counts and gauges.
    public let metrics: any MetricsSink
    /// Changes that other nodes made.
    public let changes: ChangeFeed
    /// What the IAM API made; `nil` where nothing keeps it.
    public let principals: PrincipalStore?
    /// What ends sessions before their time.
    public let revocations: Revocations
    /// Threads for what takes long; `nil` does it where it is asked for.
    public let work: WorkPool?
    /// Metadata documents of SAML providers, each once.
    let metadata = MetadataLibrary()

    /// All of them.
    public init(
        clock: any WallClock, randomness: any Randomness, http: any HTTPSending, store: any Store,
        audit: any AuditSink, vault: Vault, log: any LogSink, metrics: any MetricsSink, revocations: Revocations,
        changes: ChangeFeed? = nil, principals: PrincipalStore? = nil, work: WorkPool? = nil
    ) {
        self.clock = clock
        self.randomness = randomness
        self.http = http
        self.store = store
        self.audit = audit
        self.vault = vault
        self.log = log
        self.metrics = metrics
        self.changes = changes ?? ChangeFeed(store: store, clock: clock, randomness: randomness, log: log)
        self.principals = principals
        self.revocations = revocations
        self.work = work
    }
}

extension GatewayServices {
    /// Does work that takes over a millisecond (RSA's private half) on a thread that is there for it.
    func aside<Result: Sendable>(_ job: @escaping @Sendable () throws -> Result) async throws -> Result {
        guard let work else { return try job() }
        return try await work.run(job)
    }
}
