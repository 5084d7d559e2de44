import Dispatch
public import Essentials
import Synchronization

/// An HTTP/1.1 server (RFC 9112) on a numeric address.
///
/// A handler starts on the thread that read its request and is never called for a head that the strict
/// reading refuses. Connections, times and sizes are bounded by the settings. The server sets no security
/// header: that is the application's.
public final class HTTPServer: Sendable {
    let core: ServerCore
    private let running: Mutex<Running?>
    private let sweeper: OwnThread
    private let watch: CertificateWatch?
    private let sweeperEnd = DispatchSemaphore(value: 0)
    /// The port it listens on.
    public let port: UInt16

    private struct Running: ~Copyable {
        let daemon: Daemon
        let socket: ListeningSocket
    }

    /// Starts to listen and to answer.
    ///
    /// - Throws: `HTTPServerError` for settings out of range, an address that cannot be listened on, or
    ///   threads that did not start.
    public init(
        _ settings: HTTPServerSettings, log: any LogSink, metrics: any MetricsSink, handler: @escaping HTTPHandler
    ) throws(HTTPServerError) {
        try settings.judge()
        var settings = settings
        let room = DescriptorRoom.make(for: settings.maximumConnections)
        if room < settings.maximumConnections {
            log.log(
                .warning, "the system's limit of open descriptors allows fewer connections than configured",
                ["allowed": String(room), "configured": String(settings.maximumConnections)])
            settings.maximumConnections = room
        }
        let keeper = try HTTPServer.keeper(settings.tls, log: log, metrics: metrics)
        let core = ServerCore(settings, certificates: keeper, log: log, metrics: metrics, handler: handler)
        let socket = try ListeningSocket(host: settings.host, port: settings.port)
        let port = socket.port
        let end = sweeperEnd
        let sweeper: OwnThread
        let watch: CertificateWatch?
        do {
            watch = try settings.tls.flatMap { tls throws(ThreadError) in
                try keeper.map { keeper throws(ThreadError) in try CertificateWatch(keeper, each: tls.checkInterval) }
            }
            sweeper = try OwnThread("http-sweeper") { HTTPServer.sweep(core, until: end) }
        } catch {
            throw .notStarted(why: error.detail)
        }
        let daemon: Daemon
        do {
            daemon = try Daemon(core, listening: socket.descriptor)
        } catch {
            end.signal()
            throw error
        }
        self.core = core
        self.port = port
        self.sweeper = sweeper
        self.watch = watch
        running = Mutex(Running(daemon: daemon, socket: socket))
    }

    /// Reads certificate and key again, at once and whether changed or not, for connections from now on. A pair
    /// that does not serve leaves the former one in use, with an alarm.
    public func reloadCertificate() async {
        guard let keeper = core.certificates else { return }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                keeper.reload()
                continuation.resume()
            }
        }
    }

    private static func keeper(_ tls: TLSSettings?, log: any LogSink, metrics: any MetricsSink)
        throws(HTTPServerError) -> CertificateKeeper?
    {
        guard let tls else { return nil }
        guard TLSSession.isSpoken else { throw .notStarted(why: "libmicrohttpd was built without TLS") }
        do {
            return try CertificateKeeper(tls, log: log, metrics: metrics)
        } catch {
            throw .certificateUnusable(error)
        }
    }

    /// Stops: no new connections from now on, idle ones are closed, requests taken in are answered. What is
    /// not answered after `grace` is answered with 503. Returns when all threads have ended.
    public func stop(grace: Duration) async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                self.stopBlocking(grace: grace)
                continuation.resume()
            }
        }
    }

    deinit { stopBlocking(grace: .zero) }

    private func stopBlocking(grace: Duration) {
        running.withLock { running in
            guard let taken = running.take() else { return }
            core.startStopping()
            _ = taken.daemon.quiesce()
            taken.socket.refuse()
            wait(atMost: grace) { core.cutIdle() }
            core.seal()
            // The last answers are on their way; then whoever does not read is cut.
            wait(atMost: .seconds(1)) { core.cutIdle() }
            core.cutAll()
            sweeperEnd.signal()
            sweeper.join()
            HTTPServer.end(taken)
        }
    }

    private static func end(_ running: consuming Running) {}

    /// Waits until no connection is open, a few times each tenth of a second.
    private func wait(atMost limit: Duration, each step: () -> Void) {
        let end = ContinuousClock.Instant.now + limit
        let pause = DispatchSemaphore(value: 0)
        repeat {
            step()
            if core.table.count == 0 { return }
            _ = pause.wait(timeout: .now() + .milliseconds(10))
        } while ContinuousClock.Instant.now < end
    }

    private static func sweep(_ core: ServerCore, until end: DispatchSemaphore) {
        let settings = core.settings
        let shortest = min(settings.requestDeadline, settings.answerDeadline, settings.idleTimeout)
        let interval = Int(min(250, max(10, shortest.wholeMilliseconds / 4)))
        var sweeps = 0
        while end.wait(timeout: .now() + .milliseconds(interval)) == .timedOut {
            core.sweep(at: .now)
            sweeps += 1
            if sweeps * interval >= 1000 {
                core.report()
                sweeps = 0
            }
        }
    }
}
