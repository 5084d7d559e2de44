import Essentials
import Foundation
import Testing

@testable import Storage

@Suite struct SQLiteStoreTests {
    let folder: TemporaryFolder
    var path: String { folder.file("state.db") }

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: StoreCheck.all)
    func conforms(check: StoreCheck) async throws {
        let store = try await SQLiteStore.open(path: path)
        try await check.run(store)
        await store.close()
    }

    @Test func manyAuditLinesAtOnceAreKeptInOrderOrNoneOfThem() async throws {
        let store = try await SQLiteStore.open(path: path)
        try await store.append(all: (0..<300).map { StoreCheck.line(String($0), .event) })
        try await store.append(all: [])
        await #expect(throws: StorageError.self) {
            let tooLong = String(repeating: "x", count: 100_000)
            try await store.append(all: [StoreCheck.line("good", .event), StoreCheck.line(tooLong, .event)])
        }
        let ids = try await store.audit(after: 0, limit: 1000).map(\.record.id)
        #expect(ids == (0..<300).map(String.init))
        await store.close()
    }

    @Test func everythingSurvivesReopening() async throws {
        let noon = StoreCheck.noon
        let record = StoreCheck.record("k", expires: noon + .seconds(9), indexes: ["i"])
        let first = try await SQLiteStore.open(path: path)
        try await first.put(record, into: "a")
        #expect(try await first.use("h", in: "a", until: noon + .seconds(9), at: noon))
        try await first.appendAudit(StoreCheck.line("1", .intent))
        await first.close()

        let second = try await SQLiteStore.open(path: path)
        #expect(try await second.get("k", from: "a", at: noon) == record)
        #expect(try await second.find(index: "i", in: "a", at: noon) == [record])
        #expect(try await second.use("h", in: "a", until: noon + .seconds(9), at: noon) == false)
        #expect(try await second.intentsWithoutOutcome().map(\.id) == ["1"])
        try await second.appendAudit(StoreCheck.line("2", .event))
        #expect(try await second.audit(after: 0, limit: 9).map(\.record.id) == ["1", "2"])
        await second.close()
    }

    @Test func twoStoresShareOneFile() async throws {
        let one = try await SQLiteStore.open(path: path)
        let other = try await SQLiteStore.open(path: path)
        let noon = StoreCheck.noon
        let first = try await withThrowingTaskGroup(of: Bool.self) { group in
            for store in [one, other] {
                for _ in 0..<20 {
                    group.addTask { try await store.use("h", in: "a", until: noon + .seconds(9), at: noon) }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(first == 1)
        try await one.put(StoreCheck.record("k"), into: "a")
        #expect(try await other.get("k", from: "a", at: noon) != nil)
        await one.close()
        await other.close()
    }

    @Test func aClosedStoreSaysSo() async throws {
        let store = try await SQLiteStore.open(path: path)
        await store.close()
        await store.close()
        await #expect(throws: StorageError.closed) { try await store.put(StoreCheck.record("k"), into: "a") }
        await #expect(throws: StorageError.closed) { try await store.get("k", from: "a", at: .epoch) }
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    }

    @Test func whatWaitsWhenTheStoreClosesIsDone() async throws {
        let store = try await SQLiteStore.open(path: path)
        let gate = DispatchSemaphore(value: 0)
        async let held: Void = store.writer.perform { (_) throws(StorageError) in gate.wait() }
        async let appended: Void = store.appendAudit(StoreCheck.line("1", .event))
        // Both are with the writer, the one at the gate or behind it; which, depends on the moment.
        while store.writer.waiting + store.writer.taken < 2 { await Task.yield() }
        async let closed: Void = store.close()
        gate.signal()
        _ = try await (held, appended)
        await closed
        let again = try await SQLiteStore.open(path: path)
        #expect(try await again.audit(after: 0, limit: 9).count == 1)
        await again.close()
    }

    @Test func waitingWritesShareOneCommit() async throws {
        let store = try await SQLiteStore.open(path: path)
        let gate = DispatchSemaphore(value: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await store.writer.perform { (_) throws(StorageError) in gate.wait() } }
            while store.writer.taken < 1 { await Task.yield() }
            // The writer stands at the gate; whatever comes now waits.
            for number in 0..<100 {
                group.addTask { try await store.appendAudit(StoreCheck.line(String(number), .event)) }
            }
            while store.writer.waiting + store.writer.taken < 101 { await Task.yield() }
            gate.signal()
            try await group.waitForAll()
        }
        #expect(try await store.audit(after: 0, limit: 1000).count == 100)
        // The one held at the gate, and one for all others.
        #expect(store.writer.commits == 2)
        await store.close()
    }

    @Test func oneFailureInABatchDoesNotHurtTheOthers() async throws {
        let store = try await SQLiteStore.open(path: path)
        try await store.put(StoreCheck.record("taken"), into: "a")
        let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<50 {
                group.addTask {
                    let key = number % 10 == 0 ? "taken" : "k\(number)"
                    do throws(StorageError) {
                        try await store.insert(StoreCheck.record(key, indexes: ["i"]), into: "a")
                        return false
                    } catch {
                        #expect(error == .alreadyExists(collection: "a"))
                        return true
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused == 5)
        #expect(try await store.find(index: "i", in: "a", at: .epoch).count == 45)
        await store.close()
    }

    @Test(arguments: [
        "UPDATE audit SET action = x'00'", "DELETE FROM audit", "DELETE FROM audit WHERE sequence = 1",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit", "REPLACE INTO audit SELECT * FROM audit LIMIT 1",
        "INSERT INTO audit SELECT * FROM audit WHERE true ON CONFLICT DO UPDATE SET action = x'00'",
    ])
    func theAuditLogOnlyGrows(sql: String) async throws {
        let store = try await SQLiteStore.open(path: path)
        try await store.appendAudit(StoreCheck.line("1", .event))
        let error = await #expect(throws: StorageError.self) {
            try await store.writer.perform { (connection) throws(StorageError) in try connection.run(sql) }
        }
        #expect(error?.detail.contains("append-only") == true)
        #expect(try await store.audit(after: 0, limit: 9).map(\.record) == [StoreCheck.line("1", .event)])
        await store.close()
    }

    @Test func commitsAreSyncedAndLogged() async throws {
        let store = try await SQLiteStore.open(path: path)
        let settings = try await store.writer.perform { (connection) throws(StorageError) in
            let journal = try connection.text("PRAGMA journal_mode") ?? ""
            let names = ["synchronous", "foreign_keys", "recursive_triggers", "trusted_schema"]
            var values: [Int64] = []
            for name in names { values.append(try connection.integer("PRAGMA \(name)") ?? -1) }
            return (journal, values)
        }
        #expect(settings.0 == "wal")
        #expect(settings.1 == [2, 1, 1, 0])
        await store.close()
    }
}
