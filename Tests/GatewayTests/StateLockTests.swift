import Foundation
import Testing

@testable import Gateway

@Suite struct StateLocks {
    private static func folder() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("state-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        return folder
    }

    private static func refusal(_ folder: String, _ use: StateLock.Use) async -> String? {
        do {
            _ = try await StateLock.take(folder: folder, use)
            return nil
        } catch { return error.reason }
    }

    @Test func gatewaysShareAFolder() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try await StateLock.take(folder: folder, .shared)
        #expect(first.isFirst)
        try first.started()
        let second = try await StateLock.take(folder: folder, .shared)
        #expect(!second.isFirst)
        try second.started()
        first.release()
        // The one that is left is still there.
        let third = try await StateLock.take(folder: folder, .shared)
        #expect(!third.isFirst)
        try third.started()
        second.release()
        third.release()
        #expect(try await StateLock.take(folder: folder, .shared).isFirst)
    }

    @Test func developmentModeSharesWithNobody() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let alone = try await StateLock.take(folder: folder, .alone)
        try alone.started()
        for use in [StateLock.Use.shared, .alone] { #expect(await Self.refusal(folder, use) == "state-in-use") }
        alone.release()
        let shared = try await StateLock.take(folder: folder, .shared)
        try shared.started()
        #expect(await Self.refusal(folder, .alone) == "state-in-use")
        shared.release()
        #expect(await Self.refusal(folder, .alone) == nil)
    }

    /// Of gateways that start at once each has its turn, and one is the first.
    @Test func startsTakeTurns() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let locks = try await withThrowingTaskGroup(of: StateLock.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let lock = try await StateLock.take(folder: folder, .shared)
                    try lock.started()
                    return lock
                }
            }
            var locks: [StateLock] = []
            for try await lock in group { locks.append(lock) }
            return locks
        }
        #expect(locks.count { $0.isFirst } == 1)
        locks.forEach { $0.release() }
    }

    @Test func aFolderThatIsNotThereIsNotInUse() async {
        #expect(await Self.refusal("/nowhere/at/all", .shared) == "state-folder-unusable")
    }
}
