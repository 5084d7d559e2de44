import Essentials
import Storage
import Synchronization
import Vault

/// Reads the objects of IAM from the store. What has not changed since is not read anew: every change of one object
/// would cost the parsing of all.
final class StoredPrincipalReader: Sendable {
    private struct Known {
        let value: [UInt8]
        let principal: StoredPrincipal?
        let policy: StoredPolicy?
    }

    private static let limits = JSONLimits(bytes: StorageLimits.value, depth: 16, values: 65_536)

    private let store: any Store
    private let vault: Vault
    private let clock: any WallClock
    private let log: any LogSink
    private let known = Mutex<[ExactString: Known]>([:])

    init(store: any Store, vault: Vault, clock: any WallClock, log: any LogSink) {
        self.store = store
        self.vault = vault
        self.clock = clock
        self.log = log
    }

    /// Reads everything. What cannot be read is left out and said: one damaged record must not end all others, and left
    /// out it grants nothing.
    func load() async throws(StorageError) -> StoredPrincipals {
        let records = try await store.find(
            index: PrincipalStore.index, in: PrincipalStore.collection, at: clock.now())
        let before = known.withLock { $0 }
        var now: [ExactString: Known] = [:]
        now.reserveCapacity(records.count)
        var all = StoredPrincipals()
        for record in records {
            let key = ExactString(record.key)
            let object: Known
            if let same = before[key], same.value == record.value {
                object = same
            } else {
                do { object = try read(record) } catch {
                    log.log(
                        .error, "an object of IAM could not be read and is left out",
                        ["key": record.key, "cause": "\(error)"])
                    continue
                }
            }
            now[key] = object
            if let principal = object.principal { all.principals.append(principal) }
            if let policy = object.policy { all.policies.append(policy) }
        }
        known.withLock { $0 = now }
        return all
    }

    private func read(_ record: StoredRecord) throws -> Known {
        let json = try JSONObject(parsing: record.value, limits: Self.limits)
        if json["kind"]?.string?.isExactly("policy") == true {
            return Known(value: record.value, principal: nil, policy: try StoredPolicy(json))
        }
        return Known(value: record.value, principal: try StoredPrincipal(json, vault: vault), policy: nil)
    }
}
