import Essentials
import Synchronization

/// All open connections, and how many come from where.
final class ConnectionTable: Sendable {
    /// Whom connections are counted for: an IPv4 address, or the /64 of an IPv6 one, as one household or
    /// machine has at least that.
    struct Origin: Hashable, Sendable {
        private let bytes: [UInt8]
        init(_ address: IPAddress) {
            let address = address.unmapped
            bytes = address.isIPv4 ? address.bytes : Array(address.bytes.prefix(8))
        }
    }

    private struct State {
        var all: [ObjectIdentifier: Connection] = [:]
        var byOrigin: [Origin: [ObjectIdentifier: Connection]] = [:]
        /// Until then it is not worth looking for idle connections again.
        var noneIdleUntil: ContinuousClock.Instant?
    }
    private let state = Mutex(State())
    private let maximum: Int
    private let maximumPerOrigin: Int
    private let exempt: [AddressRange]

    init(maximum: Int, maximumPerOrigin: Int, exempt: [AddressRange]) {
        self.maximum = maximum
        self.maximumPerOrigin = maximumPerOrigin
        self.exempt = exempt
    }

    /// Whether a connection from there is taken; idle ones make room, oldest first.
    ///
    /// Those cut to make room count until the library has closed them; an eighth more than the maximum is
    /// the end in any case.
    func admits(_ address: IPAddress?, at now: ContinuousClock.Instant) -> Admission {
        state.withLock { state in
            if state.all.count >= maximum {
                guard state.all.count < maximum + maximum / 8 + 8, makeRoom(&state, at: now) else { return .full }
            }
            guard let address, !exempt.contains(where: { $0.contains(address) }) else { return .admitted }
            let same = state.byOrigin[Origin(address)] ?? [:]
            guard same.count >= maximumPerOrigin else { return .admitted }
            guard same.count < maximumPerOrigin + maximumPerOrigin / 8 + 8,
                ConnectionTable.cutOldest(1, of: same.values) > 0
            else { return .fullForAddress }
            return .admitted
        }
    }

    /// Whether a connection was taken.
    enum Admission: String, Sendable {
        case admitted
        case full = "full"
        case fullForAddress = "full-for-address"
    }

    func add(_ connection: Connection) {
        state.withLock { state in
            state.all[ObjectIdentifier(connection)] = connection
            guard let peer = connection.peer else { return }
            state.byOrigin[Origin(peer), default: [:]][ObjectIdentifier(connection)] = connection
        }
    }

    func remove(_ connection: Connection) {
        state.withLock { state in
            state.all[ObjectIdentifier(connection)] = nil
            guard let peer = connection.peer else { return }
            let origin = Origin(peer)
            state.byOrigin[origin]?[ObjectIdentifier(connection)] = nil
            if state.byOrigin[origin]?.isEmpty == true { state.byOrigin[origin] = nil }
        }
    }

    /// Those open at this moment.
    var snapshot: [Connection] { state.withLock { Array($0.all.values) } }

    /// How many are open.
    var count: Int { state.withLock { $0.all.count } }

    /// Cuts a batch, so that a flood of connections does not search the whole table for each.
    private func makeRoom(_ state: inout State, at now: ContinuousClock.Instant) -> Bool {
        if let until = state.noneIdleUntil, now < until { return false }
        if ConnectionTable.cutOldest(max(1, maximum / 64), of: state.all.values) > 0 { return true }
        state.noneIdleUntil = now + .milliseconds(50)
        return false
    }

    private static func cutOldest(_ count: Int, of connections: some Sequence<Connection>) -> Int {
        let idle = connections.compactMap { connection in connection.idleSince.map { ($0, connection) } }
        var cut = 0
        for (_, connection) in idle.sorted(by: { $0.0 < $1.0 }) where cut < count {
            if connection.cutIfIdle() { cut += 1 }
        }
        return cut
    }
}
