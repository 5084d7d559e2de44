import Essentials
import Foundation
import Storage
import Testing
import Vault

/// A folder of mode 0700 with a store in it; goes when its owner goes.
final class TemporaryStore: Sendable {
    let folder: String
    let store: SQLiteStore
    var rootKeyFile: String { folder + "/root.key" }

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("vault-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        store = try await SQLiteStore.open(path: folder + "/state.db")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func vault(randomness: any Randomness, at now: Int64 = 1_800_000_000) async throws(VaultError) -> Vault {
        try await Vault.open(
            store: store, rootKeyFile: rootKeyFile, clock: FixedClock(Instant(seconds: now)), randomness: randomness)
    }

    func writeRootKey(_ bytes: [UInt8], mode: Int = 0o600) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: rootKeyFile))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: rootKeyFile)
    }

    func rootKey() throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: rootKeyFile))) }
}

/// The same bytes each time.
struct SameBytes: Randomness {
    let value: [UInt8]
    func bytes(_ count: Int) -> [UInt8] { (0..<count).map { value[$0 % value.count] } }
}
