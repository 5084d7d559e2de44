// Vault: the keys this installation makes for itself, and sealing with them.
//
// Every sealed thing has a purpose, a version and a key id bound to it, so that a cookie never opens as a
// session token. It does not know what is sealed.
//
//   sealed = version(1) | key id(4) | salt(32) | AES-256-GCM ciphertext and tag(16)
//   key    = HKDF-SHA-256(sealing key, salt, "sallyport/vault/seal/1/" purpose), nonce zero
//   associated data = version(1) | key id(4) | length of purpose(1) | purpose | context

import Cryptography
public import Essentials
public import Storage

/// The keys of this installation, and sealing with them.
///
/// Keys are made at the first start, kept in the store wrapped under the root key file, and read once.
/// Whoever holds the same store and root key file opens what this vault has sealed.
public final class Vault: Sendable {
    /// Bytes that may be sealed.
    public static let maximumPlaintext = 1_048_576
    private static let version: UInt8 = 1
    private static let headLength = 5

    private let sealing: [KeyTable.Key]
    private let derivation: Secret
    private let clock: any WallClock
    private let randomness: any Randomness

    /// Opens the keys of a store. At the first start it makes them, and the root key file with mode 0600.
    ///
    /// - Throws: `VaultError` where the root key file is missing though the store holds keys, may be read
    ///   by others, has not 32 bytes, or does not fit the store.
    public static func open(
        store: any Store, rootKeyFile: String, clock: any WallClock, randomness: any Randomness
    ) async throws(VaultError) -> Vault {
        let table = KeyTable(store: store, rootKeyFile: rootKeyFile)
        let found = try await table.wrapped(at: clock.now())
        let rootKey = try RootKeyFile.load(rootKeyFile, mayMake: found.isEmpty, randomness: randomness)
        var keys = try unwrap(found, table, rootKey)
        let missing = KeyTable.Role.allCases.filter { role in !keys.contains { $0.role == role } }
        if !missing.isEmpty {
            for role in missing {
                try await table.makeFirst(role, rootKey: rootKey, at: clock.now(), randomness: randomness)
            }
            keys = try unwrap(try await table.wrapped(at: clock.now()), table, rootKey)
        }
        let sealing = keys.filter { $0.role == .sealing }.sorted { $0.id < $1.id }
        guard !sealing.isEmpty, let derivation = keys.first(where: { $0.role == .derivation && $0.id == 1 }) else {
            throw .keyUnreadable(name: KeyTable.collection)
        }
        return Vault(sealing: sealing, derivation: derivation.secret, clock: clock, randomness: randomness)
    }

    private init(
        sealing: [KeyTable.Key], derivation: Secret, clock: any WallClock, randomness: any Randomness
    ) {
        self.sealing = sealing
        self.derivation = derivation
        self.clock = clock
        self.randomness = randomness
    }

    private static func unwrap(
        _ records: [StoredRecord], _ table: KeyTable, _ rootKey: Secret
    ) throws(VaultError) -> [KeyTable.Key] {
        var keys: [KeyTable.Key] = []
        for record in records { keys.append(try table.unwrap(record, rootKey: rootKey)) }
        return keys
    }

    /// Seals a text for a purpose and a context; only the same two open it again.
    public func seal(
        _ plaintext: [UInt8], for purpose: SealPurpose, context: [UInt8]
    ) throws(VaultError) -> [UInt8] {
        guard plaintext.count <= Self.maximumPlaintext else {
            throw .tooLarge(bytes: plaintext.count, limit: Self.maximumPlaintext)
        }
        let now = clock.now()
        // The newest whose time has come; a clock set back leaves the oldest.
        guard let key = sealing.last(where: { $0.sealsFrom <= now }) ?? sealing.first else {
            throw .keyUnreadable(name: KeyTable.collection)
        }
        let head = [Self.version] + key.id.bigEndianBytes
        do throws(CryptographyError) {
            return try head
                + Envelope.seal(
                    plaintext, under: key.secret, salt: randomness.bytes(Envelope.saltLength),
                    info: Self.info(purpose), associatedData: Self.associatedData(head, purpose, context))
        } catch { throw .cryptography(error) }
    }

    /// Opens what was sealed for this purpose and this context under a key of this vault: one that seals, or one that has
    /// stopped, for as long as the purpose says.
    ///
    /// - Throws: `VaultError.malformed`, `.unknownKey`, `.retiredKey` or `.refused`; a person is told the same for all.
    public func open(
        _ sealed: [UInt8], for purpose: SealPurpose, context: [UInt8]
    ) throws(VaultError) -> [UInt8] {
        let overhead = Self.headLength + Envelope.saltLength + AESGCM.tagLength
        guard sealed.count >= overhead, sealed.count <= overhead + Self.maximumPlaintext else { throw .malformed }
        var reader = ByteReader(sealed)
        guard let head = reader.take(Self.headLength), head.first == Self.version else { throw .malformed }
        let id = head.dropFirst().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard let key = sealing.first(where: { $0.id == id }) else { throw .unknownKey(id: id) }
        // It stopped sealing when the first of those after it began.
        if let grace = purpose.opensAfterwards,
            let stopped = sealing.filter({ $0.id > id }).map(\.sealsFrom).min(), clock.now() >= stopped + grace
        {
            throw .retiredKey(id: id)
        }
        do throws(CryptographyError) {
            return try Envelope.open(
                reader.takeRest(), under: key.secret, info: Self.info(purpose),
                associatedData: Self.associatedData(head, purpose, context))
        } catch .authenticationFailed { throw .refused } catch { throw .cryptography(error) }
    }

    /// 32 bytes that follow from a label and an input for whoever has the keys, and are unpredictable for
    /// all others: HMAC-SHA-256 under a key of its own over `length of label(1) | label | input`.
    ///
    /// - Throws: `VaultError.tooLarge` where the label has more than 255 bytes.
    public func derive(_ label: String, from input: [UInt8]) throws(VaultError) -> [UInt8] {
        guard let length = UInt8(exactly: label.utf8.count) else {
            throw .tooLarge(bytes: label.utf8.count, limit: 255)
        }
        do throws(CryptographyError) {
            return try HMAC.authenticate([length] + label.bytes + input, key: derivation, .sha256)
        } catch { throw .cryptography(error) }
    }

    private static func info(_ purpose: SealPurpose) -> String { "sallyport/vault/seal/1/" + purpose.rawValue }

    private static func associatedData(_ head: [UInt8], _ purpose: SealPurpose, _ context: [UInt8]) -> [UInt8] {
        // Every purpose is a short name of ours; its length makes the border to the context unmistakable.
        head + [UInt8(truncatingIfNeeded: purpose.rawValue.utf8.count)] + purpose.rawValue.bytes + context
    }
}
