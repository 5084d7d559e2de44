public import Configuration
public import Essentials
import HTTP

/// `serve`: a gateway of a configuration file, from start to SIGTERM.
public struct Serving: Sendable {
    private let configuration: SallyportConfiguration
    private let log: any LogSink
    private let reread: @Sendable () -> SallyportConfiguration?

    /// - Parameter reread: reads the file again; `nil` where it is not valid, which it has then said itself.
    public init(
        configuration: SallyportConfiguration, log: any LogSink,
        reread: @escaping @Sendable () -> SallyportConfiguration?
    ) {
        self.configuration = configuration
        self.log = log
        self.reread = reread
    }

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Parameter ready: called with where it listens once requests are answered.
    /// - Throws: `StartError`.
    public func run(ready: (String) -> Void) async throws(StartError) {
        let signals = Signals.stream()
        let listen = configuration.listen
        var settings = HTTPServerSettings(host: listen.host, port: listen.port)
        settings.trustedProxies = configuration.proxies.addresses
        settings.tls = configuration.serverTLS
        let runtime = try await GatewayRuntime.start(
            stateFolder: configuration.stateDirectory, listen: settings,
            clock: SystemClock(), log: log, metrics: MetricsRegistry()
        ) { _ throws(StartError) in configuration }
        ready("\(settings.tls == nil ? "http" : "https")://\(ListenAddress(host: listen.host, port: runtime.port))")
        for await signal in signals {
            switch signal {
            case .terminate:
                log.log(.info, "stopping: requests under way are answered, new ones are not taken")
                await runtime.stop()
                return
            case .reload:
                await runtime.reloadCertificate()
                await reload(runtime)
            }
        }
    }

    /// A file that is not valid leaves the running configuration as it is.
    private func reload(_ runtime: GatewayRuntime) async {
        // A large file takes long to read and judge, which is not for a thread that answers.
        let read: SallyportConfiguration? =
            if let work = runtime.work { try? await work.run { [reread] in reread() } } else { reread() }
        guard let fresh = read else {
            log.log(.error, "the configuration was not reloaded; the former one stays in force")
            return
        }
        do {
            try runtime.reload(fresh)
            log.log(.info, "the configuration was reloaded")
            for key in configuration.settingsTakenAtStart(differingFrom: fresh) {
                log.log(.warning, "a changed setting is taken at the next start only", ["setting": key])
            }
        } catch {
            log.log(.error, "the configuration was not reloaded; the former one stays in force", ["cause": "\(error)"])
        }
    }
}

extension SallyportConfiguration {
    /// What the running server, store or socket was made of and a reload cannot change.
    fileprivate func settingsTakenAtStart(differingFrom fresh: SallyportConfiguration) -> [String] {
        var changed: [String] = []
        if listen != fresh.listen { changed.append("listen") }
        if !stateDirectory.isExactly(fresh.stateDirectory) { changed.append("state") }
        if proxies != fresh.proxies { changed.append("proxies") }
        return changed
    }

    /// The server's own TLS. Where a proxy passes its clients' certificates on, the handshake requires none: the
    /// proxy need not have one, and what is required of clients is required of the request.
    var serverTLS: TLSSettings? {
        tls.pair.map { pair in
            let clients: TLSSettings.ClientCertificates =
                switch tls.clients?.isRequired {
                case nil: .none
                case false: .asked
                case true: proxies.passesClientCertificates ? .asked : .required
                }
            return TLSSettings(
                certificateFile: pair.certificateFile, keyFile: pair.keyFile, clientCertificates: clients,
                clock: SystemClock())
        }
    }
}
