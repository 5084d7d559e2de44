// unaudited FILE: the gateway of a configuration file, without its audit log.
//
// It shows what durable audit costs, and nothing else: no option of the shipped program leaves the log out.

import Configuration
import Cryptography
import Essentials
import Gateway
import Glibc
import HTTP
import Storage
import Vault

struct NoAudit: AuditSink {
    func append(_ record: AuditRecord) async throws {}
}

struct WrongCall: Error {}

func serve(_ path: String) async throws {
    let variables = ["BENCH_SECRET": "bench", "BENCH_KEY": "aKeyThatSignsInBenchmarksAndNowhereElse0"]
    let loaded = ConfigurationLoader.load(path: path, environment: variables, files: DiskFiles())
    guard let configuration = loaded.configuration else { throw WrongCall() }
    let folder = configuration.stateDirectory
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw WrongCall() }
    let store = try await SQLiteStore.open(path: folder + "/sallyport.db")
    let clock = SystemClock()
    let vault = try await Vault.open(
        store: store, rootKeyFile: folder + "/sallyport.key", clock: clock, randomness: SystemRandomness())
    let metrics = MetricsRegistry()
    let changes = ChangeFeed(store: store, clock: clock, randomness: SystemRandomness(), log: NoLog())
    let services = GatewayServices(
        clock: clock, randomness: SystemRandomness(), http: HTTPClient(metrics: metrics, log: NoLog()), store: store,
        audit: NoAudit(), vault: vault, log: NoLog(), metrics: metrics,
        revocations: try await Revocations.open(store: store, clock: clock, feed: changes), changes: changes)
    let application = try GatewayApplication(configuration: configuration, services: services)
    let listen = HTTPServerSettings(host: configuration.listen.host, port: configuration.listen.port)
    let server = try HTTPServer(listen, log: NoLog(), metrics: metrics) { await application.answer($0) }
    let line = Array("ready http://127.0.0.1:\(server.port)\n".utf8)
    _ = write(STDOUT_FILENO, line, line.count)
    // Until the benchmark ends it.
    while true { try await Task.sleep(for: .seconds(3600)) }
}

do { try await serve(CommandLine.arguments.dropFirst().first ?? "") } catch {
    print("unaudited: \(error)")
    exit(1)
}
