import Cryptography
import Essentials
import Storage

/// The keys of this installation as the store keeps them: each wrapped under the root key.
///
/// A record `sealing-ID` or `derivation-ID` holds `version(1) | Envelope`, its plaintext `seals
/// from(8, seconds) | key(32)`; version and the record's key are its associated data. A new sealing key
/// is put there with a time in the future, so that every node knows it before any seals with it.
struct KeyTable {
    enum Role: String, CaseIterable {
        case sealing
        case derivation
    }

    struct Key {
        let role: Role
        let id: UInt32
        /// Texts are sealed under it from then on.
        let sealsFrom: Instant
        let secret: Secret
    }

    static let collection = "vault-key"
    private static let index = "all"
    private static let version: UInt8 = 1
    private static let info = "sallyport/vault/wrap/1"

    let store: any Store
    let rootKeyFile: String

    /// The keys as they stand in the store, still wrapped.
    func wrapped(at now: Instant) async throws(VaultError) -> [StoredRecord] {
        do throws(StorageError) {
            return try await store.find(index: Self.index, in: Self.collection, at: now)
        } catch { throw .storage(error) }
    }

    /// Makes the first key of a role. Where another node has been quicker, its key stands.
    func makeFirst(
        _ role: Role, rootKey: Secret, at now: Instant, randomness: any Randomness
    ) async throws(VaultError) {
        let name = "\(role.rawValue)-1"
        let seconds = UInt64(bitPattern: now.seconds)
        let plaintext =
            UInt32(truncatingIfNeeded: seconds >> 32).bigEndianBytes
            + UInt32(truncatingIfNeeded: seconds).bigEndianBytes + randomness.bytes(AESGCM.keyLength)
        let value: [UInt8]
        do throws(CryptographyError) {
            value =
                try [Self.version]
                + Envelope.seal(
                    plaintext, under: rootKey, salt: randomness.bytes(Envelope.saltLength), info: Self.info,
                    associatedData: [Self.version] + name.bytes)
        } catch { throw .cryptography(error) }
        do throws(StorageError) {
            try await store.insert(
                StoredRecord(key: name, value: value, expires: nil, indexes: [Self.index]), into: Self.collection)
        } catch {
            if case .alreadyExists = error { return }
            throw .storage(error)
        }
    }

    /// Opens one key.
    func unwrap(_ record: StoredRecord, rootKey: Secret) throws(VaultError) -> Key {
        guard let (role, id) = Self.parse(record.key) else { throw .keyUnreadable(name: record.key) }
        var outer = ByteReader(record.value)
        guard outer.next() == Self.version else { throw .keyUnreadable(name: record.key) }
        let plaintext: [UInt8]
        do throws(CryptographyError) {
            plaintext = try Envelope.open(
                outer.takeRest(), under: rootKey, info: Self.info,
                associatedData: [Self.version] + record.key.bytes)
        } catch .authenticationFailed {
            throw .keyDoesNotUnwrap(name: record.key, path: rootKeyFile)
        } catch { throw .cryptography(error) }
        var inner = ByteReader(plaintext)
        guard let seconds = inner.takeInteger(bytes: 8), inner.remaining == AESGCM.keyLength else {
            throw .keyUnreadable(name: record.key)
        }
        return Key(
            role: role, id: id, sealsFrom: Instant(seconds: Int64(bitPattern: seconds)),
            secret: Secret(inner.takeRest()))
    }

    /// `ROLE-ID`, the id in the one decimal spelling it has.
    private static func parse(_ name: String) -> (Role, UInt32)? {
        for role in Role.allCases where name.startsExactly(with: role.rawValue + "-") {
            let digits = String(decoding: name.utf8.dropFirst(role.rawValue.utf8.count + 1), as: UTF8.self)
            guard let id = UInt32(digits), String(id).isExactly(digits) else { return nil }
            return (role, id)
        }
        return nil
    }
}
