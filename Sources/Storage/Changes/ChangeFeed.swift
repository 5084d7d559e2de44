public import Essentials
import Synchronization

/// Carries changes of what is kept in the store to every process that shares it, within half a second.
///
/// Whoever writes calls `announce`, which marks the topic and reads it here before it returns: at this node a change is
/// in force at once. Every other node looks at the marks four times a second and reads a topic whose mark has moved.
/// Every topic is read anew each half minute as well, for a process may die between its write and its mark.
///
/// While the store cannot be read the last values stay in force, and `isStale` says so.
public final class ChangeFeed: Sendable {
    /// How long a node looks away.
    public static let interval: Duration = .milliseconds(250)
    /// After how long without a look at the store a node is no longer ready.
    public static let patience: Duration = .seconds(5)
    /// How often every topic is read, moved or not.
    static let renewal: Duration = .seconds(30)

    fileprivate struct Topic: Sendable {
        /// The mark that was there before the topic was read.
        var mark: [UInt8]?
        var readAt: Instant
        let read: @Sendable (_ reading: UInt64) async throws -> Void
    }

    fileprivate struct State {
        var topics: [ChangeTopic: Topic] = [:]
        var readings: UInt64 = 0
        var lookedAt: Instant
        var isComplaining = false
    }

    private let store: any Store
    private let clock: any WallClock
    private let randomness: any Randomness
    private let log: any LogSink
    private let state: Mutex<State>

    /// A feed over a store; nothing is followed yet.
    public init(store: any Store, clock: any WallClock, randomness: any Randomness, log: any LogSink) {
        self.store = store
        self.clock = clock
        self.randomness = randomness
        self.log = log
        state = Mutex(State(lookedAt: clock.now()))
    }

    /// Reads a topic now, and again whenever it changes.
    ///
    /// - Parameter load: reads the whole topic from the store.
    /// - Throws: what `load` throws, or `StorageError`; nothing is followed then.
    public func follow<Value: Sendable>(
        _ topic: ChangeTopic, load: @escaping @Sendable () async throws -> Value
    ) async throws -> Followed<Value> {
        let mark = try await marks()[topic.name]
        let readAt = clock.now()
        let followed = Followed(try await load())
        state.withLock { state in
            state.topics[topic] = Topic(mark: mark, readAt: readAt) { reading in
                followed.install(try await load(), reading: reading)
            }
        }
        return followed
    }

    /// Tells every node that a topic has changed. To be called after the change is durable; when it returns the change
    /// is in force here.
    ///
    /// - Throws: `StorageError` where the mark could not be written, and what reading the topic throws.
    public func announce(_ topic: ChangeTopic) async throws {
        try await ChangeFeed.mark(topic, in: store, randomness)
        let read = state.withLock { $0.topics[topic]?.read }
        try await read?(nextReading())
    }

    /// Tells every node from a process that follows nothing itself: a command.
    public static func mark(
        _ topic: ChangeTopic, in store: any Store, _ randomness: any Randomness
    ) async throws(StorageError) {
        try await store.put(ChangeMark.record(topic, randomness), into: ChangeMark.collection)
    }

    /// Looks at the store once and reads what has changed.
    public func look() async {
        let now = clock.now()
        do {
            let marks = try await marks()
            for (topic, known) in state.withLock({ $0.topics }) {
                let mark = marks[topic.name]
                // A clock set back must not put the reading off.
                guard mark != known.mark || now - known.readAt >= Self.renewal || now < known.readAt else { continue }
                try await known.read(nextReading())
                state.withLock { state in
                    state.topics[topic]?.mark = mark
                    state.topics[topic]?.readAt = now
                }
            }
            if state.withLock({ $0.seen(at: now) }) { log.log(.info, "changes are read from the store again") }
        } catch {
            // One line an outage, not four a second.
            if state.withLock({ $0.complains() }) {
                log.log(
                    .error, "changes cannot be read from the store; what was last read stays in force",
                    ["cause": "\(error)"])
            }
        }
    }

    /// Looks at the store until its task is cancelled.
    public func run() async {
        while (try? await Task.sleep(for: Self.interval)) != nil { await look() }
    }

    /// True where the store could not be looked at for so long that what is in force may be out of date; a feed that nothing
    /// follows is never.
    public var isStale: Bool {
        let now = clock.now()
        return state.withLock { !$0.topics.isEmpty && now - $0.lookedAt > Self.patience }
    }

    private func nextReading() -> UInt64 {
        state.withLock { state in
            state.readings += 1
            return state.readings
        }
    }

    private func marks() async throws(StorageError) -> [ExactString: [UInt8]] {
        let found = try await store.find(index: ChangeMark.index, in: ChangeMark.collection, at: clock.now())
        return Dictionary(found.map { (ExactString($0.key), $0.value) }) { first, _ in first }
    }
}

extension ChangeFeed.State {
    /// - Returns: true where the store could not be looked at before.
    fileprivate mutating func seen(at now: Instant) -> Bool {
        lookedAt = now
        defer { isComplaining = false }
        return isComplaining
    }

    /// - Returns: true the first time.
    fileprivate mutating func complains() -> Bool {
        defer { isComplaining = true }
        return !isComplaining
    }
}
