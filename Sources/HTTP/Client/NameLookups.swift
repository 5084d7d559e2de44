import Essentials

/// How many names of each host are being looked up, counted by the transfers of one loop on its thread.
///
/// The system's resolver cannot be stopped: a look-up whose transfer was given up goes on in a thread of its own for
/// as long as the resolver is patient. Such threads count on, so that a host whose name server is dead holds no more
/// of them than it may have connections, however often it is asked for.
final class NameLookups {
    /// What the C library's resolver spends on a name at most by its defaults (resolv.conf(5): two attempts of five
    /// seconds at each of three servers).
    static let patience: Duration = .seconds(30)

    private struct Host {
        var running = 0
        var abandoned: [ContinuousClock.Instant] = []
    }
    private let limit: Int
    private var hosts: [ExactString: Host] = [:]

    /// Room for so many look-ups of each host at once.
    init(limit: Int) { self.limit = max(1, limit) }

    /// Counts another one; false where the host has no room for it.
    func begin(_ host: ExactString, at now: ContinuousClock.Instant = .now) -> Bool {
        hosts = hosts.compactMapValues { host in
            var host = host
            host.abandoned.removeAll { now - $0 >= NameLookups.patience }
            return host.running > 0 || !host.abandoned.isEmpty ? host : nil
        }
        let found = hosts[host, default: Host()]
        guard found.running + found.abandoned.count < limit else { return false }
        hosts[host, default: Host()].running += 1
        return true
    }

    /// One that began has ended: answered, or left behind.
    func end(_ host: ExactString, isAbandoned: Bool, at now: ContinuousClock.Instant = .now) {
        hosts[host]?.running -= 1
        if isAbandoned { hosts[host]?.abandoned.append(now) }
    }
}
