import CMicrohttpd
import Essentials
import Synchronization

/// What the library's callbacks do: admit connections, judge heads, gather bodies, start handlers.
///
/// The way of a request: `opened` → `taken(target)` → `handle` (head judged) → `handle` (body, part by part)
/// → `handle` (whole: the handler starts on this thread) → answer queued, or connection suspended and
/// `handle` called once more after the resumption → `completed`.
final class ServerCore: Sendable {
    let settings: HTTPServerSettings
    let table: ConnectionTable
    let bodies: BodyStore
    /// The certificate of new connections; `nil` for plain HTTP.
    let certificates: CertificateKeeper?
    private let handler: HTTPHandler
    private let log: any LogSink
    private let metrics: any MetricsSink
    /// No new connections; every answer closes its connection.
    private let isStopping = Atomic(false)
    /// No handler may wait any more.
    private let isSealed = Atomic(false)
    /// The longest time a handler held an HTTP thread since it was last asked, in nanoseconds.
    private let longestHold = Atomic<Int64>(0)

    init(
        _ settings: HTTPServerSettings, certificates: CertificateKeeper? = nil, log: any LogSink,
        metrics: any MetricsSink, handler: @escaping HTTPHandler
    ) {
        self.settings = settings
        self.certificates = certificates
        self.log = log
        self.metrics = metrics
        self.handler = handler
        bodies = BodyStore(limit: settings.maximumLargeBodyBytes)
        table = ConnectionTable(
            maximum: settings.maximumConnections, maximumPerOrigin: settings.maximumConnectionsPerAddress,
            exempt: settings.trustedProxies)
    }

    // MARK: Connections

    func admits(_ address: IPAddress?) -> Bool {
        let admission = isStopping.load(ordering: .acquiring) ? .full : table.admits(address, at: .now)
        if admission != .admitted {
            metrics.count("sallyport_http_connections_refused_total", ["reason": admission.rawValue])
        }
        return admission == .admitted
    }

    func opened(_ address: IPAddress?, descriptor: Int32, session: UnsafeMutableRawPointer?) -> Connection {
        let identity = certificates?.current
        let connection = Connection(
            peer: address, descriptor: descriptor, identity: identity, bodies: bodies, at: .now)
        table.add(connection)
        if let identity, let certificates {
            let isPrepared = session.map { identity.prepare($0, certificates.request) } ?? false
            // A session that would speak otherwise than it was told speaks to nobody.
            if !isPrepared { connection.cut() }
        }
        return connection
    }

    func closed(_ connection: Connection) {
        connection.close()
        connection.complete(at: .now)
        table.remove(connection)
    }

    // MARK: Requests

    /// One call of the library's handler; false closes the connection at once.
    func handle(_ handle: OpaquePointer, _ connection: Connection, _ event: RequestEvent) -> Bool {
        switch (connection.stage, event) {
        case (.awaitingHead, .head(let raw)): return judge(raw(), on: connection, handle)
        case (.awaitingBody, .body(let part)):
            return connection.take(body: part, limit: settings.maximumBodyBytes) != .hopeless
        case (.awaitingBody, .head): return start(on: connection, handle)
        case (.handling, .head):
            guard let answer = connection.takeAnswer() else { return false }
            return queue(answer, on: connection, handle)
        default: return false
        }
    }

    private func judge(_ raw: RawRequestHead, on connection: Connection, _ handle: OpaquePointer) -> Bool {
        let limits = RequestHead.Limits(headerBytes: settings.maximumHeaderBytes, bodyBytes: settings.maximumBodyBytes)
        do {
            connection.take(try RequestHead(judging: raw, limits: limits))
            return true
        } catch {
            return refuse(error, on: connection, handle)
        }
    }

    private func refuse(_ refusal: HeadRefusal, on connection: Connection, _ handle: OpaquePointer) -> Bool {
        metrics.count("sallyport_http_requests_refused_total", ["reason": refusal.reason])
        log.log(.debug, "request refused: \(refusal)", ["peer": connection.peerText])
        return queue(.text(refusal.status, "\(refusal.reason)\n"), on: connection, handle, closing: true)
    }

    private func start(on connection: Connection, _ handle: OpaquePointer) -> Bool {
        let started = ContinuousClock.Instant.now
        guard let (head, body, number) = connection.begin(at: started) else {
            return refuse(
                connection.isWithoutRoom ? .noRoomForBody : .bodyTooLarge(limit: settings.maximumBodyBytes),
                on: connection, handle)
        }
        guard
            let request = HTTPRequest(
                head.method, head.rawTarget, headers: head.headers, body: body, peer: connection.peerText,
                clientCertificate: connection.clientCertificate { TLSSession.clientCertificate(of: handle) })
        else { return refuse(.malformedTarget, on: connection, handle) }
        let meter = HoldMeter()
        let task = Task.immediate { [handler] in
            connection.finish(await handler(request), number: number)
        }
        note(meter.hold, of: request)
        let answer = connection.settle(task, on: handle) { !isSealed.load(ordering: .acquiring) }
        return answer.map { queue($0, on: connection, handle) } ?? true
    }

    private func queue(
        _ response: HTTPResponse, on connection: Connection, _ handle: OpaquePointer, closing: Bool = false
    ) -> Bool {
        connection.startAnswering(at: .now)
        let closing = closing || isStopping.load(ordering: .acquiring) || connection.isChunked
        if AnswerWriter.queue(response, on: handle, closing: closing) { return true }
        log.log(.error, "an answer could not be written", ["status": String(response.status.rawValue)])
        return AnswerWriter.queue(.text(.internalServerError, "internal error\n"), on: handle, closing: true)
    }

    private func note(_ hold: Int64, of request: HTTPRequest) {
        longestHold.max(hold, ordering: .relaxed)
        guard hold >= ServerCore.longHold else { return }
        metrics.count("sallyport_http_thread_long_holds_total")
        log.log(
            .warning, "a handler held an HTTP thread for long",
            [
                "milliseconds": String(hold / 1_000_000), "method": request.method.rawValue,
                "path": request.path.beginning(bytes: 128),
            ])
    }

    /// What no handler may take before it waits, in nanoseconds: other connections of the thread stand still meanwhile.
    static let longHold: Int64 = 20_000_000

    // MARK: Time

    /// Ends what has taken too long; called again and again by the sweeper.
    func sweep(at now: ContinuousClock.Instant) {
        let limits = ConnectionPhase.Limits(
            request: settings.requestDeadline, answer: settings.answerDeadline, idle: settings.idleTimeout)
        for connection in table.snapshot {
            switch connection.verdict(at: now, limits) {
            case .leave: continue
            case .cut: if connection.cut() { metrics.count("sallyport_http_connections_cut_total") }
            case .expire: if connection.expire() { metrics.count("sallyport_http_handlers_expired_total") }
            }
        }
    }

    /// Tells the operator how it stands.
    func report() {
        metrics.gauge("sallyport_http_connections", [:], to: Double(table.count))
        metrics.gauge("sallyport_http_large_body_bytes", [:], to: Double(bodies.used))
        let hold = longestHold.exchange(0, ordering: .relaxed)
        metrics.gauge("sallyport_http_thread_longest_hold_seconds", [:], to: Double(hold) / 1e9)
    }

    // MARK: Stopping

    /// From now on every answer closes its connection and no new one is admitted.
    func startStopping() { isStopping.store(true, ordering: .releasing) }

    /// Cuts what waits for nothing.
    func cutIdle() { for connection in table.snapshot { connection.cutIfIdle() } }

    /// From now on no handler waits; those that do are answered.
    func seal() {
        isSealed.store(true, ordering: .releasing)
        for connection in table.snapshot { _ = connection.expire() }
    }

    func cutAll() { for connection in table.snapshot { connection.cut() } }
}

/// What the library calls the handler for.
enum RequestEvent {
    /// The head has come, the body has ended, or a suspension has: no data. Fields are read only when asked.
    case head(() -> RawRequestHead)
    /// A part of the body.
    case body(UnsafeRawBufferPointer)
}
