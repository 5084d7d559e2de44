public import Essentials
import Synchronization

/// The embedded store: one SQLite file in WAL mode with `synchronous=FULL`.
///
/// One thread writes and groups what waits into one transaction; two read. Neither ever holds a thread of
/// Swift's own pool. A store that is let go without `close()` ends its threads by itself, later.
public final class SQLiteStore: Store, AuditSink {
    static let readerCount = 2

    let writer: SQLiteWriter
    private let readers = SQLiteReaders()
    private let writerEnd = Signal()
    private let readerEnds = (0..<readerCount).map { _ in Signal() }

    /// Opens a file, and makes it (mode 0600, its folder 0700) where there is none.
    ///
    /// - Parameter mayUpgrade: whether a file of an older version may be brought up: not while others use it.
    /// - Throws: `StorageError` where file or folder may be touched by others, the file is not ours, newer
    ///   than this program, or damaged.
    public static func open(
        path: String, mayUpgrade: Bool = true, log: any LogSink = NoLog()
    ) async throws(StorageError) -> SQLiteStore {
        let store = SQLiteStore(log: log)
        try await store.start(path, mayUpgrade)
        return store
    }

    private init(log: any LogSink) { writer = SQLiteWriter(log: log) }

    deinit {
        readers.close()
        writer.close()
    }

    private func start(_ path: String, _ mayUpgrade: Bool) async throws(StorageError) {
        let end = writerEnd
        let failure = await withCheckedContinuation { continuation in
            writer.start(
                path: path, mayUpgrade: mayUpgrade, opened: { continuation.resume(returning: $0) },
                ended: { end.give() })
        }
        if let failure { throw failure }
        for end in readerEnds {
            let failure = await withCheckedContinuation { continuation in
                readers.start(path: path, opened: { continuation.resume(returning: $0) }, ended: { end.give() })
            }
            if let failure { throw failure }
        }
    }

    /// Does what waits, then closes the file. Calls that come later throw `StorageError.closed`.
    public func close() async {
        readers.close()
        for end in readerEnds { await end.wait() }
        // Last, so that SQLite empties the log into the file.
        writer.close()
        await writerEnd.wait()
    }

    /// Keeps a record under a key that is not yet taken.
    public func insert(_ record: StoredRecord, into collection: String) async throws(StorageError) {
        try StorageLimits.check(record, collection: collection)
        try await writer.perform { (connection) throws(StorageError) in
            try RecordTable.insert(record, collection, connection)
        }
    }

    /// Keeps a record in place of the one that had the key.
    public func put(_ record: StoredRecord, into collection: String) async throws(StorageError) {
        try StorageLimits.check(record, collection: collection)
        try await writer.perform { (connection) throws(StorageError) in
            try RecordTable.put(record, collection, connection)
        }
    }

    /// The record of a key that has not expired.
    public func get(_ key: String, from collection: String, at now: Instant) async throws(StorageError)
        -> StoredRecord?
    {
        try await readers.perform { (connection) throws(StorageError) in
            try RecordTable.get(key, collection, now, connection)
        }
    }

    /// The records that bear an index and have not expired.
    public func find(index: String, in collection: String, at now: Instant) async throws(StorageError)
        -> [StoredRecord]
    {
        try await readers.perform { (connection) throws(StorageError) in
            try RecordTable.find(index, collection, now, connection)
        }
    }

    /// Removes a record; `false` where there was none.
    public func delete(_ key: String, from collection: String) async throws(StorageError) -> Bool {
        try await writer.perform { (connection) throws(StorageError) in
            try RecordTable.delete(key, collection, connection)
        }
    }

    /// Uses a handle: `true` for the first caller only.
    public func use(_ handle: String, in collection: String, until: Instant, at now: Instant)
        async throws(StorageError) -> Bool
    {
        try StorageLimits.check(name: handle, "a handle")
        try StorageLimits.check(name: collection, "the name of a collection")
        return try await writer.perform { (connection) throws(StorageError) in
            try HandleTable.use(handle, collection, until: until, at: now, connection)
        }
    }

    /// Adds a line to the audit log.
    public func appendAudit(_ record: AuditRecord) async throws(StorageError) {
        let line = try AuditTable.line(record)
        try await writer.perform { (connection) throws(StorageError) in try AuditTable.append(line, connection) }
    }

    /// Adds a line to the audit log.
    public func append(_ record: AuditRecord) async throws { try await appendAudit(record) }

    /// Adds lines to the audit log, all or none of them.
    public func append(all records: [AuditRecord]) async throws {
        let lines = try records.map(AuditTable.line)
        try await writer.perform { (connection) throws(StorageError) in
            for line in lines { try AuditTable.append(line, connection) }
        }
    }

    /// Lines of the audit log above a number.
    public func audit(after sequence: Int64, limit: Int) async throws(StorageError) -> [(
        sequence: Int64, record: AuditRecord
    )] {
        try await readers.perform { (connection) throws(StorageError) in
            try AuditTable.page(after: sequence, limit: limit, connection)
        }
    }

    /// The intents whose outcome is not in the log.
    public func intentsWithoutOutcome() async throws(StorageError) -> [AuditRecord] {
        try await readers.perform { (connection) throws(StorageError) in try AuditTable.openIntents(connection) }
    }

    /// Forgets what has expired, a few hundred at a time, so that other writes come in between.
    public func removeExpired(at now: Instant) async throws(StorageError) -> Int {
        let portion = 500
        var total = 0
        while true {
            let removed = try await writer.perform { (connection) throws(StorageError) in
                let records = try RecordTable.removeExpired(at: now, limit: portion, connection)
                return (records, try HandleTable.removeExpired(at: now, limit: portion, connection))
            }
            total += removed.0 + removed.1
            if removed.0 < portion, removed.1 < portion { return total }
        }
    }
}

/// Something that happens once and may be waited for, before or after.
final class Signal: Sendable {
    private struct State {
        var isGiven = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state = Mutex(State())

    func give() {
        let waiting = state.withLock { state in
            state.isGiven = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isGiven = state.withLock { state in
                if !state.isGiven { state.waiting.append(continuation) }
                return state.isGiven
            }
            if isGiven { continuation.resume() }
        }
    }
}
