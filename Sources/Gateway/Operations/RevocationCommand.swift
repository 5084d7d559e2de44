public import Configuration
import Cryptography
import EmbeddedIssuer
public import Essentials
import Glibc
import Storage
import Vault

/// Revocations made by a command beside the gateways that run over a state folder: it writes into their store, and every
/// one of them reads it within a second.
public struct RevocationCommand: Sendable {
    private let configuration: SallyportConfiguration
    private let log: any LogSink

    /// The kinds of what is revoked.
    public static var kinds: [String] { Revocation.Subject.kinds }

    /// A command over the state folder of this configuration.
    public init(configuration: SallyportConfiguration, log: any LogSink) {
        self.configuration = configuration
        self.log = log
    }

    /// Makes a revocation; what was made, as JSON.
    ///
    /// - Parameter names: what stands behind the kind.
    /// - Throws: `RevocationError`, and what keeps the store from being opened.
    public func revoke(kind: String, names: [String], before: String?, why: String?) async throws -> JSONObject {
        let subject = try Revocation.Subject(kind: kind, names: names)
        return try await withDesk { desk in
            try await desk.revoke(
                subject, before: before, by: "command line", why: why, id: CorrelationID(SystemRandomness()),
                facts: ["via": "command", "uid": .integer(Int64(getuid()))]
            ).json
        }
    }

    /// Those in force, as JSON.
    ///
    /// - Throws: `RevocationError`, and what keeps the store from being opened.
    public func list() async throws -> [JSONObject] {
        try await withDesk { desk in try await desk.all().map(\.json) }
    }

    private func withDesk<Result: Sendable>(
        _ work: (RevocationDesk) async throws -> Result
    ) async throws -> Result {
        let path = configuration.stateDirectory + "/sallyport.db"
        // A store that nobody has made has no sessions to end; a mistyped folder must not become one.
        guard access(path, F_OK) == 0 else { throw StartError.noState(path: configuration.stateDirectory) }
        let clock = SystemClock()
        let store = try await SQLiteStore.open(path: path, mayUpgrade: false, log: log)
        do {
            let trail = AuditTrail(store: store, log: log, metrics: NoMetrics())
            try trail.copy(to: configuration.auditFile)
            let feed = ChangeFeed(store: store, clock: clock, randomness: SystemRandomness(), log: log)
            let vault = try await Vault.open(
                store: store, rootKeyFile: configuration.stateDirectory + "/sallyport.key", clock: clock,
                randomness: SystemRandomness())
            let principals = try await PrincipalStore.open(
                store: store, vault: vault, clock: clock, log: log, feed: feed)
            let result = try await work(
                configuration.revocationDesk(
                    RevocationRecords(store: store, clock: clock, feed: feed), principals: principals, audit: trail,
                    clock: clock, randomness: SystemRandomness()))
            await store.close()
            return result
        } catch {
            await store.close()
            throw error
        }
    }
}
