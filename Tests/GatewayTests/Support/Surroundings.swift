import Essentials
import Foundation
import Storage
import Synchronization

/// A clock that stands until it is moved.
final class StepClock: WallClock {
    private let instant: Mutex<Instant>

    init(_ instant: Instant = Instant(seconds: 1_790_000_000)) { self.instant = Mutex(instant) }

    func now() -> Instant { instant.withLock { $0 } }

    func advance(by duration: Duration) { instant.withLock { $0 = $0 + duration } }
}

/// The same bytes in every run (SplitMix64).
final class SeededRandomness: Randomness {
    private let state: Mutex<UInt64>

    init(seed: UInt64) { state = Mutex(seed) }

    func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<count).map { _ in
                state &+= 0x9E37_79B9_7F4A_7C15
                var mixed = state
                mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
                return UInt8(truncatingIfNeeded: mixed ^ (mixed >> 31))
            }
        }
    }
}

/// Keeps every line that the operator would see.
final class KeptLog: LogSink {
    private let lines = Mutex<[String]>([])

    func log(_ level: LogLevel, _ message: String, _ facts: KeyValuePairs<String, String>) {
        let text = ([level.rawValue, message] + facts.map { "\($0.key)=\($0.value)" }).joined(separator: " ")
        lines.withLock { $0.append(text) }
    }

    var text: String { lines.withLock { $0.joined(separator: "\n") } }
}

/// What happened, in order, across the store and the network.
final class Journal: Sendable {
    private let entries = Mutex<[String]>([])

    func note(_ entry: String) { entries.withLock { $0.append(entry) } }

    var all: [String] { entries.withLock { $0 } }
}

/// The store, watched: keeps every value that was written, notes audit records in the journal, and fails where
/// it is told to.
final class WatchedStore: Store, AuditSink {
    enum Fault: Sendable, Hashable {
        case audit(AuditRecord.Kind)
        case reading
        case writing
    }

    private let inner: SQLiteStore
    private let journal: Journal
    private let faults = Mutex<Set<Fault>>([])
    private let records = Mutex<[StoredRecord]>([])

    init(_ inner: SQLiteStore, journal: Journal) {
        self.inner = inner
        self.journal = journal
    }

    func fail(_ fault: Fault) { faults.withLock { _ = $0.insert(fault) } }
    func recover() { faults.withLock { $0 = [] } }

    /// Every record ever written.
    var written: [StoredRecord] { records.withLock { $0 } }

    private func check(_ fault: Fault) throws(StorageError) {
        if faults.withLock({ $0.contains(fault) }) { throw .full("no room on the disk") }
    }

    func insert(_ record: StoredRecord, into collection: String) async throws(StorageError) {
        try check(.writing)
        records.withLock { $0.append(record) }
        try await inner.insert(record, into: collection)
    }

    func put(_ record: StoredRecord, into collection: String) async throws(StorageError) {
        try check(.writing)
        records.withLock { $0.append(record) }
        try await inner.put(record, into: collection)
    }

    func get(_ key: String, from collection: String, at now: Instant) async throws(StorageError) -> StoredRecord? {
        try check(.reading)
        return try await inner.get(key, from: collection, at: now)
    }

    func find(index: String, in collection: String, at now: Instant) async throws(StorageError) -> [StoredRecord] {
        try check(.reading)
        return try await inner.find(index: index, in: collection, at: now)
    }

    func delete(_ key: String, from collection: String) async throws(StorageError) -> Bool {
        try await inner.delete(key, from: collection)
    }

    func use(
        _ handle: String, in collection: String, until: Instant, at now: Instant
    ) async throws(StorageError) -> Bool {
        try await inner.use(handle, in: collection, until: until, at: now)
    }

    func appendAudit(_ record: AuditRecord) async throws(StorageError) {
        try check(.audit(record.kind))
        try await inner.appendAudit(record)
        journal.note("\(record.kind.rawValue) \(record.id)")
    }

    func append(_ record: AuditRecord) async throws { try await appendAudit(record) }

    func audit(after sequence: Int64, limit: Int) async throws(StorageError) -> [(
        sequence: Int64, record: AuditRecord
    )] { try await inner.audit(after: sequence, limit: limit) }

    func intentsWithoutOutcome() async throws(StorageError) -> [AuditRecord] {
        try await inner.intentsWithoutOutcome()
    }

    func removeExpired(at now: Instant) async throws(StorageError) -> Int { try await inner.removeExpired(at: now) }
}

/// Files under Tests/Fixtures/gateway.
enum Fixtures {
    static func text(_ name: String) throws -> String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/gateway")
        return try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
}

/// What a test did not expect of its surroundings.
struct Surprise: Error, CustomStringConvertible { let description: String }
