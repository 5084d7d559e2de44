import CMicrohttpd
import Essentials
import Synchronization

/// One connection: what it is doing, the request on it, and the suspension while its handler waits.
///
/// The library's callbacks, the handler's task and the sweeper meet here; every step is taken under one lock.
/// The descriptor is used under the lock and only until the close notification, so that `shutdown(2)` never
/// meets a number that has been given to somebody else.
final class Connection: Sendable {
    /// The address of the other end.
    let peer: IPAddress?
    /// The same as text, for requests.
    let peerText: String
    /// The certificate and key of its TLS session, which only borrows them; `nil` for plain HTTP.
    private let identity: TLSIdentity?
    private let descriptor: Int32
    private let bodies: BodyStore
    private let state: Mutex<State>

    private struct State: ~Copyable {
        var phase: ConnectionPhase
        var isOpen = true
        var isCut = false
        var hasHadRequest = false
        var stage = Stage.awaitingHead
        var target: [UInt8] = []
        /// Where the target stands in the library's buffer: a number to compare, never followed.
        var targetAddress = 0
        /// What the client showed in its handshake; `nil` until it was asked for.
        var shown: ClientCertificate??
        var head: RequestHead?
        var body: [UInt8] = []
        var discarded = 0
        /// Bytes of the body that were taken from the common store.
        var held = 0
        /// The store had no room for more.
        var isWithoutRoom = false
        /// Counts the requests, so that a handler that comes too late does not answer the next one.
        var number: UInt64 = 0
        var answer: HTTPResponse?
        var waiting: Waiting?
    }

    /// A handler that waits, and the suspension of its connection.
    private struct Waiting: ~Copyable {
        let suspension: Suspension
        let task: Task<Void, Never>
    }

    /// Where the request on the connection stands.
    enum Stage: Sendable {
        case awaitingHead
        case awaitingBody
        case handling
        case answered
    }

    init(
        peer: IPAddress?, descriptor: Int32, identity: TLSIdentity? = nil, bodies: BodyStore,
        at now: ContinuousClock.Instant
    ) {
        self.bodies = bodies
        self.identity = identity
        self.peer = peer?.unmapped
        peerText = self.peer?.description ?? ""
        self.descriptor = descriptor
        state = Mutex(State(phase: ConnectionPhase(kind: .reading, since: now)))
    }

    /// Where the request stands.
    var stage: Stage { state.withLock { $0.stage } }

    // MARK: Called by the library, on the connection's own thread

    /// The certificate that the client showed in the handshake, read once.
    func clientCertificate(_ read: () -> ClientCertificate?) -> ClientCertificate? {
        guard identity != nil else { return nil }
        return state.withLock { state in
            if let shown = state.shown { return shown }
            let shown = read()
            state.shown = .some(shown)
            return shown
        }
    }

    /// A request line has come in.
    func take(target: [UInt8], address: Int, at now: ContinuousClock.Instant) {
        state.withLock { state in
            state.target = target
            state.targetAddress = address
            state.hasHadRequest = true
            // Before the first request the deadline runs from the opening, and the sweeper may have noticed
            // the first byte of a later one already.
            if state.phase.kind != .reading { state.phase = ConnectionPhase(kind: .reading, since: now) }
        }
    }

    /// The raw target of the request line, and where it stands in the library's buffer.
    var target: (bytes: [UInt8], address: Int) { state.withLock { ($0.target, $0.targetAddress) } }

    /// A head was judged to be good.
    func take(_ head: RequestHead) {
        state.withLock { state in
            state.head = head
            state.stage = .awaitingBody
            state.body.reserveCapacity(min(head.contentLength ?? 0, 65_536))
        }
    }

    /// What a part of a body came to.
    enum BodyVerdict: Sendable {
        case taken
        /// Over the limit; left out and read on, so that the client sees the refusal.
        case discarded
        /// Far over the limit.
        case hopeless
    }

    /// A part of the body.
    func take(body part: UnsafeRawBufferPointer, limit: Int) -> BodyVerdict {
        state.withLock { state in
            if state.discarded == 0, part.count <= limit - state.body.count {
                if takeRoom(for: state.body.count + part.count, &state) {
                    state.body.append(contentsOf: part)
                    return .taken
                }
                state.isWithoutRoom = true
            }
            state.body = []
            giveRoomBack(&state)
            state.discarded += part.count
            return state.discarded > max(limit, 1_048_576) ? .hopeless : .discarded
        }
    }

    private func takeRoom(for count: Int, _ state: inout State) -> Bool {
        let further = count - BodyStore.share - state.held
        guard further > 0 else { return true }
        guard bodies.take(further) else { return false }
        state.held += further
        return true
    }

    private func giveRoomBack(_ state: inout State) {
        bodies.give(state.held)
        state.held = 0
    }

    /// True where the body was left out because all connections together had too many large ones.
    var isWithoutRoom: Bool { state.withLock { $0.isWithoutRoom } }

    /// True where the body came in chunks. How the library read their frame is not shown to us (it takes a bare
    /// line feed for the end of a line), so what stands behind such a body may be a request to us only.
    var isChunked: Bool { state.withLock { $0.head.map { $0.contentLength == nil } ?? false } }

    /// The request is whole: hands it out and its number; `nil` where the body was left out.
    func begin(at now: ContinuousClock.Instant) -> (head: RequestHead, body: [UInt8], number: UInt64)? {
        state.withLock { state in
            guard state.discarded == 0, let head = state.head else { return nil }
            state.number += 1
            state.stage = .handling
            state.phase = ConnectionPhase(kind: .handling, since: now)
            defer { state.body = [] }
            return (head, state.body, state.number)
        }
    }

    /// After the handler ran as far as it could on this thread: its answer, or `nil` where it waits and the
    /// connection was suspended. Where it may not wait, it is answered in its place.
    func settle(_ task: Task<Void, Never>, on connection: OpaquePointer, mayWait: () -> Bool) -> HTTPResponse? {
        if let answer = takeAnswer() { return answer }
        // The library's lock is never taken under ours: suspended first, and let go again below where the
        // answer has come in between.
        var suspension: Suspension? = Suspension(suspending: connection)
        let isGivenUp = state.withLock { state in
            if state.answer != nil { return false }
            if mayWait() {
                if let suspension = suspension.take() { state.waiting = Waiting(suspension: suspension, task: task) }
                return false
            }
            state.answer = Connection.unavailable
            state.number += 1
            return true
        }
        if isGivenUp { task.cancel() }
        return nil
    }

    /// The answer that ended a suspension.
    func takeAnswer() -> HTTPResponse? {
        state.withLock { state in
            defer { state.answer = nil }
            return state.answer
        }
    }

    /// An answer is about to go out.
    func startAnswering(at now: ContinuousClock.Instant) {
        state.withLock { state in
            state.stage = .answered
            state.phase = ConnectionPhase(kind: .answering, since: now)
        }
    }

    /// A request has ended, with or without an answer.
    func complete(at now: ContinuousClock.Instant) {
        state.withLock { state in
            state.stage = .awaitingHead
            state.phase = ConnectionPhase(kind: .idle, since: now)
            state.number += 1
            state.head = nil
            state.body = []
            state.target = []
            state.discarded = 0
            state.isWithoutRoom = false
            giveRoomBack(&state)
            state.answer = nil
        }
    }

    /// The descriptor is about to be closed.
    func close() { state.withLock { $0.isOpen = false } }

    // MARK: Called from other threads

    /// The handler's answer to the request of this number; too late a one is dropped.
    func finish(_ response: HTTPResponse, number: UInt64) {
        let waiting: Waiting? = state.withLock { state in
            guard state.number == number, state.stage == .handling, state.answer == nil else { return nil }
            state.answer = response
            return state.waiting.take()
        }
        if let waiting { waiting.suspension.resume() }
    }

    /// Answers 503 where a handler is waiting, and cancels it.
    func expire() -> Bool {
        let waiting: Waiting? = state.withLock { state in
            guard state.waiting != nil else { return nil }
            state.answer = Connection.unavailable
            state.number += 1
            return state.waiting.take()
        }
        guard let waiting else { return false }
        waiting.task.cancel()
        waiting.suspension.resume()
        return true
    }

    /// Ends the connection from outside.
    @discardableResult func cut() -> Bool {
        state.withLock { state in Connection.cut(&state, descriptor) }
    }

    private static func cut(_ state: inout State, _ descriptor: Int32) -> Bool {
        guard state.isOpen, !state.isCut else { return false }
        state.isCut = true
        // Fails only where the other end has gone already, which ends the connection as well.
        _ = sp_shutdown(descriptor)
        return true
    }

    /// What the sweeper does with it; a byte that came after the last answer starts the next request's time.
    func verdict(at now: ContinuousClock.Instant, _ limits: ConnectionPhase.Limits) -> ConnectionPhase.Verdict {
        state.withLock { state in
            guard state.isOpen, !state.isCut else { return .leave }
            if state.phase.kind == .idle {
                let quiet = sp_tcp_quiet_milliseconds(descriptor)
                let age = (now - state.phase.since).wholeMilliseconds
                if quiet >= 0, quiet + 20 < age { state.phase = ConnectionPhase(kind: .reading, since: now) }
            }
            return state.phase.verdict(at: now, limits)
        }
    }

    /// Since when the connection has been idle; `nil` where it is not.
    var idleSince: ContinuousClock.Instant? {
        state.withLock { $0.phase.kind == .idle && $0.isOpen && !$0.isCut ? $0.phase.since : nil }
    }

    /// Cuts it where it is idle, or has never sent a byte.
    @discardableResult func cutIfIdle() -> Bool {
        state.withLock { state in
            // Of a TLS connection the handshake's bytes say nothing about a request: it is fresh when quiet.
            let isFresh =
                state.phase.kind == .reading && !state.hasHadRequest && state.isOpen
                && (identity == nil
                    ? sp_tcp_bytes_received(descriptor) == 0
                    : sp_tcp_quiet_milliseconds(descriptor) >= Connection.quietHandshake)
            guard state.phase.kind == .idle || isFresh else { return false }
            return Connection.cut(&state, descriptor)
        }
    }

    /// Milliseconds without a byte after which a TLS connection without a request is taken to send none.
    private static let quietHandshake: Int64 = 1000

    static let unavailable = HTTPResponse(
        .serviceUnavailable, headers: ["Content-Type": "text/plain; charset=utf-8", "Retry-After": "5"],
        body: Array("service unavailable\n".utf8))
}
