import Essentials

/// Values by unguessable name, each for a while, at most so many: the oldest goes first.
struct BoundedTable<Value: Sendable>: Sendable {
    private var entries: [String: (value: Value, expires: Instant)] = [:]
    private var order: [String] = []
    private let limit: Int
    private let lifetime: Duration

    init(limit: Int, lifetime: Duration) {
        self.limit = limit
        self.lifetime = lifetime
    }

    mutating func insert(_ value: Value, as name: String, at now: Instant) {
        while order.count >= limit { entries[order.removeFirst()] = nil }
        entries[name] = (value, now + lifetime)
        order.append(name)
    }

    func get(_ name: String, at now: Instant) -> Value? {
        guard let entry = entries[name], now < entry.expires else { return nil }
        return entry.value
    }

    /// Takes the value out, so that it is had once.
    mutating func take(_ name: String, at now: Instant) -> Value? {
        defer {
            if entries.removeValue(forKey: name) != nil { order.removeAll { $0 == name } }
        }
        return get(name, at: now)
    }
}
