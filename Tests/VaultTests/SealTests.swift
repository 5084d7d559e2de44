import Cryptography
import Essentials
import Foundation
import Storage
import Testing
import Vault

@Suite struct SealTests {
    private let context: [UInt8] = Array("provider\u{0}/return".utf8)
    private let text: [UInt8] = Array("a text".utf8)

    @Test(arguments: SealPurpose.allCases, [0, 1, 15, 16, 17, 4096, 1_048_576])
    func whatWasSealedOpens(purpose: SealPurpose, size: Int) async throws {
        let place = try await TemporaryStore()
        let vault = try await place.vault(randomness: SystemRandomness())
        let text = [UInt8](repeating: 0x5A, count: size)
        let sealed = try vault.seal(text, for: purpose, context: context)
        #expect(sealed.count == 1 + 4 + 32 + size + 16)
        #expect(sealed.prefix(5) == [1, 0, 0, 0, 1])
        #expect(try vault.open(sealed, for: purpose, context: context) == text)
        await place.store.close()
    }

    @Test func theSameTextIsSealedDifferentlyEachTime() async throws {
        let place = try await TemporaryStore()
        let vault = try await place.vault(randomness: SystemRandomness())
        let sealed = try (0..<50).map { _ in try vault.seal(text, for: .session, context: context) }
        #expect(Set(sealed).count == 50)
        #expect(Set(sealed.map { $0[5..<37] }).count == 50)
        await place.store.close()
    }

    @Test func everyBitCounts() async throws {
        let place = try await TemporaryStore()
        let vault = try await place.vault(randomness: SystemRandomness())
        let sealed = try vault.seal(text, for: .sessionToken, context: context)
        for bit in 0..<sealed.count * 8 {
            var altered = sealed
            altered[bit / 8] ^= 1 << (bit % 8)
            let error = #expect(throws: VaultError.self) {
                try vault.open(altered, for: .sessionToken, context: context)
            }
            // The head is read before any key is used; whatever follows it only fails to authenticate.
            switch bit / 8 {
            case 0: #expect(error == .malformed)
            case 1...4: #expect(error?.reason == "seal-unknown-key")
            default: #expect(error == .refused)
            }
        }
        await place.store.close()
    }

    @Test func everyOtherLengthIsRefused() async throws {
        let place = try await TemporaryStore()
        let vault = try await place.vault(randomness: SystemRandomness())
        let sealed = try vault.seal(text, for: .csrf, context: context)
        for length in 0..<sealed.count {
            #expect(throws: VaultError.self) {
                try vault.open(Array(sealed.prefix(length)), for: .csrf, context: context)
            }
            #expect(throws: VaultError.self) {
                try vault.open(Array(sealed.suffix(length)), for: .csrf, context: context)
            }
        }
        for tail in [[0], [0xFF], sealed] as [[UInt8]] {
            #expect(throws: VaultError.refused) { try vault.open(sealed + tail, for: .csrf, context: context) }
        }
        await place.store.close()
    }

    @Test(arguments: SealPurpose.allCases, SealPurpose.allCases)
    func aPurposeOpensItsOwnOnly(sealedFor: SealPurpose, openedFor: SealPurpose) async throws {
        let place = try await TemporaryStore()
        let vault = try await place.vault(randomness: SystemRandomness())
        let sealed = try vault.seal(text, for: sealedFor, context: [])
        if sealedFor == openedFor {
            #expect(try vault.open(sealed, for: openedFor, context: []) == text)
        } else {
            #expect(throws: VaultError.refused) { try vault.open(sealed, for: openedFor, context: []) }
        }
        await place.store.close()
    }

    /// `session` with a context that begins `-token` must not pass for `session-token`.
    @Test func purposeAndContextDoNotRunTogether() async throws {
        let place = try await TemporaryStore()
        let vault = try await place.vault(randomness: SystemRandomness())
        let sealed = try vault.seal(text, for: .session, context: Array("-token".utf8))
        #expect(throws: VaultError.refused) { try vault.open(sealed, for: .sessionToken, context: []) }
        for other in [[], context + [0], Array(context.dropLast()), [0] + context] as [[UInt8]] {
            let sealed = try vault.seal(text, for: .session, context: context)
            #expect(throws: VaultError.refused) { try vault.open(sealed, for: .session, context: other) }
        }
        await place.store.close()
    }

    @Test func anotherVaultRefuses() async throws {
        let one = try await TemporaryStore()
        let other = try await TemporaryStore()
        let sealed = try await one.vault(randomness: SystemRandomness()).seal(text, for: .session, context: context)
        let stranger = try await other.vault(randomness: SystemRandomness())
        #expect(throws: VaultError.refused) { try stranger.open(sealed, for: .session, context: context) }
        await one.store.close()
        await other.store.close()
    }

    @Test func nothingLargerThanTheLimitIsSealed() async throws {
        let place = try await TemporaryStore()
        let vault = try await place.vault(randomness: SystemRandomness())
        #expect(throws: VaultError.tooLarge(bytes: 1_048_577, limit: 1_048_576)) {
            try vault.seal([UInt8](repeating: 0, count: 1_048_577), for: .session, context: [])
        }
        #expect(throws: VaultError.malformed) {
            try vault.open([1, 0, 0, 0, 1] + [UInt8](repeating: 0, count: 1_048_700), for: .session, context: [])
        }
        #expect(throws: VaultError.tooLarge(bytes: 256, limit: 255)) {
            try vault.derive(String(repeating: "x", count: 256), from: [])
        }
        await place.store.close()
    }
}

/// Keys, texts and codes made by Fixtures/vault/recipe.py with Python's `cryptography`.
@Suite struct KnownAnswerTests {
    private struct Fixture: Decodable {
        struct Wrapped: Decodable { let name, value: String }
        struct Text: Decodable {
            let key: UInt32
            let purpose, context, salt, plaintext, sealed: String
        }
        struct Derived: Decodable { let label, input, output: String }
        let rootKey: String
        let now: Int64
        let wrapped: [Wrapped]
        let texts: [Text]
        let derived: [Derived]
    }

    private let fixture: Fixture

    init() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/vault/vault.json")
        fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
    }

    private func bytes(_ hexadecimal: String) throws -> [UInt8] { try #require(Hexadecimal.decode(hexadecimal)) }

    private func place() async throws -> TemporaryStore {
        let place = try await TemporaryStore()
        try place.writeRootKey(try bytes(fixture.rootKey))
        for key in fixture.wrapped {
            try await place.store.insert(
                StoredRecord(key: key.name, value: try bytes(key.value), expires: nil, indexes: ["all"]),
                into: "vault-key")
        }
        return place
    }

    @Test func everyKeyOfTheStoreOpens() async throws {
        let place = try await place()
        #expect(fixture.texts.count == 12)
        for text in fixture.texts {
            // While the first key still seals, and for the others at the fixture's own instant.
            let vault = try await place.vault(
                randomness: SystemRandomness(), at: text.key == 1 ? 1_699_999_999 : fixture.now)
            let purpose = try #require(SealPurpose(rawValue: text.purpose))
            #expect(
                try vault.open(try bytes(text.sealed), for: purpose, context: try bytes(text.context))
                    == bytes(text.plaintext))
        }
        await place.store.close()
    }

    /// Key 1 stops sealing at 1,700,000,000. What is handed out under it opens for as long as it may serve and fifteen
    /// minutes more, what is kept for ever.
    @Test(
        arguments: [
            (.sessionToken, 129_600 + 900), (.loginAttempt, 600 + 900), (.session, nil), (.csrf, nil),
        ] as [(SealPurpose, Int64?)])
    func aKeyOpensForAWhileAfterItHasStoppedSealing(_ purpose: SealPurpose, _ seconds: Int64?) async throws {
        let place = try await place()
        let text = try #require(fixture.texts.first { $0.key == 1 && $0.purpose == purpose.rawValue })
        func open(at now: Int64) async throws -> [UInt8] {
            try await place.vault(randomness: SystemRandomness(), at: now).open(
                try bytes(text.sealed), for: purpose, context: try bytes(text.context))
        }
        let stopped: Int64 = 1_700_000_000
        for later in [0, (seconds ?? 100_000_000) - 1] {
            #expect(try await open(at: stopped + later) == bytes(text.plaintext))
        }
        if let seconds {
            await #expect(throws: VaultError.retiredKey(id: 1)) { _ = try await open(at: stopped + seconds) }
        }
        await place.store.close()
    }

    /// The newest key whose time has come seals; before the times of all, the oldest does.
    @Test(
        arguments: [
            (-1, 1), (0, 1), (1_699_999_999, 1), (1_700_000_000, 258), (1_800_000_000, 258),
            (1_900_000_000, 4_294_967_295),
        ] as [(Int64, UInt32)])
    func sealsAsPythonDoes(now: Int64, key: UInt32) async throws {
        let place = try await place()
        for text in fixture.texts where text.key == key {
            let purpose = try #require(SealPurpose(rawValue: text.purpose))
            let vault = try await place.vault(randomness: SameBytes(value: try bytes(text.salt)), at: now)
            #expect(
                try vault.seal(try bytes(text.plaintext), for: purpose, context: try bytes(text.context))
                    == bytes(text.sealed))
        }
        await place.store.close()
    }

    @Test func derivesAsPythonDoes() async throws {
        let place = try await place()
        let vault = try await place.vault(randomness: SystemRandomness())
        #expect(fixture.derived.count == 3)
        for code in fixture.derived {
            #expect(try vault.derive(code.label, from: try bytes(code.input)) == bytes(code.output))
        }
        await place.store.close()
    }
}
