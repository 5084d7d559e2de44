import Essentials
import Foundation
import Testing

@testable import Storage

@Suite struct DurabilityTests {
    /// A child process writes from many tasks, notes in a plain file what `appendAudit` and `use` have
    /// returned for, and is killed in the midst of it. All that was noted must be there.
    @Test func whatWasAcknowledgedOutlivesAKill() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("state.db")
        let notes = folder.file("notes")
        #expect(FileManager.default.createFile(atPath: notes, contents: nil))
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, notes = notes as String] in
            let file = open(notes, O_WRONLY | O_APPEND)
            guard file >= 0 else { return }
            let store = try await SQLiteStore.open(path: path)
            let noon = Instant(seconds: 1_800_000_000)
            await withTaskGroup(of: Void.self) { group in
                for writer in 0..<16 {
                    group.addTask {
                        for number in 0..<1_000_000 {
                            let id = "\(writer)-\(number)"
                            let record = AuditRecord(id: id, kind: .intent, at: noon, action: "a", fields: [:])
                            guard (try? await store.appendAudit(record)) != nil,
                                (try? await store.use(id, in: "h", until: noon + .seconds(9), at: noon)) == true
                            else { return }
                            let line = id + "\n"
                            _ = write(file, line, line.utf8.count)
                            if writer == 7, number == 40 { kill(getpid(), SIGKILL) }
                        }
                    }
                }
            }
        }
        let noted = try String(contentsOfFile: notes, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(noted.count > 40)
        let store = try await SQLiteStore.open(path: path)
        var kept: [String] = []
        var after: Int64 = 0
        while true {
            let page = try await store.audit(after: after, limit: 1000)
            guard let last = page.last else { break }
            kept += page.map(\.record.id)
            after = last.sequence
        }
        #expect(Set(noted).subtracting(kept).isEmpty)
        #expect(try await store.intentsWithoutOutcome().map(\.id) == kept)
        let noon = Instant(seconds: 1_800_000_000)
        for id in noted { #expect(try await store.use(id, in: "h", until: noon + .seconds(9), at: noon) == false) }
        await store.close()
    }
}
