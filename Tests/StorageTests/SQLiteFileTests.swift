import Essentials
import Foundation
import Testing

@testable import Storage

@Suite struct SQLiteFileTests {
    let folder: TemporaryFolder
    var path: String { folder.file("state.db") }

    init() throws { folder = try TemporaryFolder() }

    private func refusal(of path: String) async -> StorageError? {
        do throws(StorageError) {
            await (try SQLiteStore.open(path: path)).close()
            return nil
        } catch { return error }
    }

    /// Runs SQL on the file by another hand than the store's.
    private func sqlite(_ sql: String) throws {
        let script = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()"
        let code = try run("python3", ["-c", script, path, sql])
        try #require(code == 0)
    }

    @Test func fileAndFolderAreOurs() async throws {
        let path = folder.file("made/state.db")
        let store = try await SQLiteStore.open(path: path)
        try await store.put(StoreCheck.record("k"), into: "a")
        #expect(try mode(of: folder.file("made")) == 0o700)
        for suffix in ["", "-wal", "-shm"] { #expect(try mode(of: path + suffix) == 0o600) }
        await store.close()
    }

    @Test(arguments: [0o640, 0o604, 0o660, 0o666, 0o610])
    func aFileOpenToOthersIsRefused(bits: Int) async throws {
        await (try SQLiteStore.open(path: path)).close()
        try setMode(bits, of: path)
        #expect(await refusal(of: path)?.reason == "storage-unsafe-permissions")
        try setMode(0o600, of: path)
        #expect(await refusal(of: path) == nil)
    }

    @Test(arguments: [0o770, 0o702, 0o777, 0o1777])
    func aFolderOthersMayWriteIsRefused(bits: Int) async throws {
        try setMode(bits, of: folder.path)
        #expect(await refusal(of: path)?.reason == "storage-unsafe-permissions")
        #expect(!FileManager.default.fileExists(atPath: path))
        try setMode(0o755, of: folder.path)
        #expect(await refusal(of: path) == nil)
    }

    @Test func aLogOpenToOthersIsRefused() async throws {
        await (try SQLiteStore.open(path: path)).close()
        #expect(FileManager.default.createFile(atPath: path + "-wal", contents: nil))
        try setMode(0o644, of: path + "-wal")
        #expect(await refusal(of: path)?.reason == "storage-unsafe-permissions")
    }

    @Test func whatIsNoPlainFileIsRefused() async throws {
        let target = folder.file("target")
        #expect(FileManager.default.createFile(atPath: target, contents: nil))
        try setMode(0o600, of: target)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
        let inner = folder.file("inner")
        try FileManager.default.createDirectory(
            atPath: inner, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        for path in [path, inner, target + "/state.db", folder.file("a/b/state.db"), "", folder.path + "/"] {
            #expect(await refusal(of: path)?.reason == "storage-unusable-path")
        }
    }

    /// Others may be using it.
    @Test func anOlderFileIsBroughtUpAloneOnly() async throws {
        await (try SQLiteStore.open(path: path, mayUpgrade: false)).close()
        await (try SQLiteStore.open(path: path, mayUpgrade: false)).close()
        try sqlite("PRAGMA user_version = 0")
        await #expect(throws: StorageError.olderSchemaInUse(found: 0, known: 1)) {
            _ = try await SQLiteStore.open(path: path, mayUpgrade: false)
        }
    }

    @Test func aNewerFileIsRefusedAndLeftAlone() async throws {
        await (try SQLiteStore.open(path: path)).close()
        try sqlite("PRAGMA user_version = 99")
        #expect(await refusal(of: path) == .newerSchema(found: 99, known: 1))
        try sqlite("PRAGMA user_version = 1")
        #expect(await refusal(of: path) == nil)
    }

    @Test(arguments: [
        "CREATE TABLE theirs (x)", "PRAGMA application_id = 7; CREATE TABLE t (x)", "PRAGMA user_version = 1",
    ])
    func anothersDatabaseIsRefused(sql: String) async throws {
        try sqlite(sql)
        try setMode(0o600, of: path)
        #expect(await refusal(of: path) == .foreign(path: path))
    }

    @Test func whatIsNoDatabaseIsCorrupt() async throws {
        #expect(FileManager.default.createFile(atPath: path, contents: Data(repeating: 0x41, count: 5000)))
        try setMode(0o600, of: path)
        #expect(await refusal(of: path)?.reason == "storage-corrupt")
    }

    @Test func aDamagedPageIsCorrupt() async throws {
        let store = try await SQLiteStore.open(path: path)
        for number in 0..<200 {
            try await store.put(StoreCheck.record("k\(number)", [UInt8](repeating: 7, count: 400)), into: "a")
        }
        await store.close()
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        let size = try file.seekToEnd()
        // Everything past the schema's pages.
        try file.seek(toOffset: 20 * 4096)
        try file.write(contentsOf: Data(repeating: 0xA5, count: Int(size) - 20 * 4096))
        try file.close()
        let damaged = try await SQLiteStore.open(path: path)
        var reasons: Set<String> = []
        for number in 0..<200 {
            do throws(StorageError) { _ = try await damaged.get("k\(number)", from: "a", at: .epoch) } catch {
                reasons.insert(error.reason)
            }
        }
        #expect(reasons == ["storage-corrupt"])
        await damaged.close()
    }

    /// The size that SQLite may use stands in for the disk.
    @Test func aFullDatabaseSaysSoAndKeepsWhatItHad() async throws {
        let store = try await SQLiteStore.open(path: path)
        try await store.put(StoreCheck.record("first"), into: "a")
        try await store.writer.limitPages(to: 60)
        var failure: StorageError?
        for number in 0..<100 where failure == nil {
            do throws(StorageError) {
                try await store.put(StoreCheck.record("k\(number)", [UInt8](repeating: 7, count: 8000)), into: "a")
            } catch { failure = error }
        }
        #expect(failure?.reason == "storage-full")
        #expect(try await store.get("first", from: "a", at: .epoch) != nil)
        try await store.writer.limitPages(to: 1_000_000)
        try await store.put(StoreCheck.record("last"), into: "a")
        #expect(try await store.get("last", from: "a", at: .epoch) != nil)
        await store.close()
    }
}

extension SQLiteWriter {
    /// Outside a transaction's saved pages: the limit holds from the next statement on.
    fileprivate func limitPages(to count: Int) async throws(StorageError) {
        try await perform { (connection) throws(StorageError) in
            _ = try connection.integer("PRAGMA max_page_count = \(count)")
        }
    }
}
