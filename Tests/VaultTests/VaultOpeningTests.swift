import Cryptography
import Essentials
import Foundation
import Storage
import Testing
import Vault

@Suite struct VaultOpeningTests {
    private func refusal(_ place: TemporaryStore) async -> VaultError? {
        do throws(VaultError) {
            _ = try await place.vault(randomness: SystemRandomness())
            return nil
        } catch { return error }
    }

    private func keys(_ place: TemporaryStore) async throws -> [StoredRecord] {
        try await place.store.find(index: "all", in: "vault-key", at: .epoch)
    }

    @Test func theFirstStartMakesKeysAndTheNextReadsThem() async throws {
        let place = try await TemporaryStore()
        let first = try await place.vault(randomness: SystemRandomness())
        let attributes = try FileManager.default.attributesOfItem(atPath: place.rootKeyFile)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        #expect(try place.rootKey().count == 32)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: place.folder).filter { $0.contains("key") } == [
                "root.key"
            ])
        let made = try await keys(place)
        #expect(made.map(\.key) == ["derivation-1", "sealing-1"])
        let rootKey = try place.rootKey()

        let second = try await place.vault(randomness: SystemRandomness())
        #expect(try await keys(place) == made)
        #expect(try place.rootKey() == rootKey)
        let sealed = try first.seal([1, 2, 3], for: .session, context: [9])
        #expect(try second.open(sealed, for: .session, context: [9]) == [1, 2, 3])
        let back = try second.seal([4], for: .csrf, context: [])
        #expect(try first.open(back, for: .csrf, context: []) == [4])
        #expect(try first.derive("l", from: [1]) == second.derive("l", from: [1]))
        #expect(try first.derive("l", from: [1]) != second.derive("l1", from: []))
        await place.store.close()
    }

    /// No key stands in the store as it is: the database's bytes hold none of what the root key opens.
    @Test func keysAreWrappedInTheStore() async throws {
        let place = try await TemporaryStore()
        let secret = SameBytes(value: Array("sixteen bytes!!!".utf8))
        _ = try await place.vault(randomness: secret)
        for record in try await keys(place) {
            // version 1, salt 32, ciphertext of time and key 40, tag 16
            #expect(record.value.count == 89)
            #expect(!Data(record.value.dropFirst(33)).contains(Array("sixteen bytes!!!".utf8)))
        }
        await place.store.close()
    }

    @Test func manyThatStartAtOnceShareTheirKeys() async throws {
        let place = try await TemporaryStore()
        let vaults = try await withThrowingTaskGroup(of: Vault.self) { group in
            for _ in 0..<8 { group.addTask { try await place.vault(randomness: SystemRandomness()) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for sealer in vaults {
            let sealed = try sealer.seal([7], for: .session, context: [])
            for opener in vaults { #expect(try opener.open(sealed, for: .session, context: []) == [7]) }
            #expect(try sealer.derive("l", from: []) == vaults[0].derive("l", from: []))
        }
        #expect(try await keys(place).count == 2)
        await place.store.close()
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o660, 0o644, 0o601])
    func aRootKeyOpenToOthersIsRefused(mode: Int) async throws {
        let place = try await TemporaryStore()
        try place.writeRootKey([UInt8](repeating: 1, count: 32), mode: mode)
        let error = await refusal(place)
        #expect(error?.reason == "root-key-unsafe-permissions")
        #expect(error?.remedy?.contains("chmod 600") == true)
        #expect(try await keys(place).isEmpty)
        await place.store.close()
    }

    @Test(arguments: [0, 1, 31, 33, 64])
    func aRootKeyOfAnotherLengthIsRefused(bytes: Int) async throws {
        let place = try await TemporaryStore()
        try place.writeRootKey([UInt8](repeating: 1, count: bytes))
        #expect(await refusal(place) == .rootKeyWrongLength(path: place.rootKeyFile, bytes: bytes))
        #expect(try place.rootKey().count == bytes)
        await place.store.close()
    }

    @Test func aLostRootKeyIsNotReplaced() async throws {
        let place = try await TemporaryStore()
        _ = try await place.vault(randomness: SystemRandomness())
        try FileManager.default.removeItem(atPath: place.rootKeyFile)
        #expect(await refusal(place) == .rootKeyMissing(path: place.rootKeyFile))
        #expect(!FileManager.default.fileExists(atPath: place.rootKeyFile))
        await place.store.close()
    }

    @Test func anotherRootKeyDoesNotFit() async throws {
        let place = try await TemporaryStore()
        _ = try await place.vault(randomness: SystemRandomness())
        try place.writeRootKey([UInt8](repeating: 1, count: 32))
        #expect(await refusal(place) == .keyDoesNotUnwrap(name: "derivation-1", path: place.rootKeyFile))
        await place.store.close()
    }

    @Test func aFolderIsNoRootKey() async throws {
        let place = try await TemporaryStore()
        try FileManager.default.createDirectory(atPath: place.rootKeyFile, withIntermediateDirectories: false)
        #expect(await refusal(place)?.reason == "root-key-unusable")
        await place.store.close()
    }

    /// A wrapped key stands for its own name only, and every bit of it counts.
    @Test func anAlteredKeyIsRefused() async throws {
        let place = try await TemporaryStore()
        _ = try await place.vault(randomness: SystemRandomness())
        let made = try await keys(place)
        func put(_ key: String, _ value: [UInt8]) async throws {
            try await place.store.put(
                StoredRecord(key: key, value: value, expires: nil, indexes: ["all"]), into: "vault-key")
        }
        let sealing = try #require(made.last)
        for index in sealing.value.indices {
            var altered = sealing.value
            altered[index] ^= 1
            try await put("sealing-1", altered)
            let expected: VaultError =
                index == 0
                ? .keyUnreadable(name: "sealing-1")
                : .keyDoesNotUnwrap(name: "sealing-1", path: place.rootKeyFile)
            #expect(await refusal(place) == expected)
        }
        try await put("sealing-1", sealing.value)
        #expect(await refusal(place) == nil)
        for name in ["sealing-2", "derivation-2"] {
            try await put(name, sealing.value)
            #expect(await refusal(place) == .keyDoesNotUnwrap(name: name, path: place.rootKeyFile))
            _ = try await place.store.delete(name, from: "vault-key")
        }
        for name in ["sealing-01", "sealing-", "sealing-+1", "sealing-4294967296", "signing-1", ""] {
            try await put(name, sealing.value)
            #expect(await refusal(place) == .keyUnreadable(name: name))
            _ = try await place.store.delete(name, from: "vault-key")
        }
        await place.store.close()
    }

    @Test func aStoreThatFailsIsNamed() async throws {
        let place = try await TemporaryStore()
        await place.store.close()
        #expect(await refusal(place) == .storage(.closed))
        #expect(!FileManager.default.fileExists(atPath: place.rootKeyFile))
    }
}
