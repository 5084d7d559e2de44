public import Essentials
public import IAM
import SecurityTokens
public import Storage
public import Vault

/// Keeps what the IAM API makes: one record a user, role or managed policy, so that every change is one write.
///
/// Changes of an account take turns, on however many nodes: a turn's number is used once, and the next one is there when
/// the change is done. A node that dies in its turn holds the others up for as long as a turn may take.
public struct PrincipalStore: Sendable {
    /// What nodes follow.
    public static let topic = ChangeTopic("iam")
    static let collection = "iam"
    static let turns = "iam-turn"
    static let index = "all"
    /// How long a turn lasts at most.
    static let turn: Duration = .seconds(10)
    private static let tries = 100
    private static let pause: Duration = .milliseconds(30)

    private let store: any Store
    private let reader: StoredPrincipalReader
    private let clock: any WallClock
    private let log: any LogSink
    private let feed: ChangeFeed
    /// What the requests of this node ask.
    let objects: Followed<StoredPrincipals>

    /// Reads the objects of a store, and follows what the feed over it tells.
    ///
    /// - Throws: `StorageError`.
    public static func open(
        store: any Store, vault: Vault, clock: any WallClock, log: any LogSink, feed: ChangeFeed
    ) async throws -> PrincipalStore {
        let reader = StoredPrincipalReader(store: store, vault: vault, clock: clock, log: log)
        return PrincipalStore(
            store: store, reader: reader, clock: clock, log: log, feed: feed,
            objects: try await feed.follow(PrincipalStore.topic) { try await reader.load() })
    }

    private init(
        store: any Store, reader: StoredPrincipalReader, clock: any WallClock, log: any LogSink, feed: ChangeFeed,
        objects: Followed<StoredPrincipals>
    ) {
        self.store = store
        self.reader = reader
        self.clock = clock
        self.log = log
        self.feed = feed
        self.objects = objects
    }

    /// Whether the API made such a role or user.
    public func contains(_ arn: ARN) -> Bool { objects.value.principals.contains { $0.arn == arn } }

    /// What one change does.
    struct Change: Sendable {
        /// The key of the record, and what it holds from now on; `nil` where it goes.
        let key: String
        let value: JSONObject?
    }

    /// The key of an object: names are unique within an account and a kind, whatever their case and path.
    static func key(_ kind: String, _ name: String, in account: String) -> String {
        "\(account)/\(kind)/\(name.asciiLowercased)"
    }

    /// Makes a change in its turn.
    ///
    /// - Parameters:
    ///   - judge: what is to be done, by everything as it is now.
    ///   - record: notes the intent; the change is made when it returns.
    /// - Throws: what `judge` and `record` throw; `STSError.concurrentModification`, `.serviceUnavailable`.
    func change<Result: Sendable>(
        of account: String,
        judge: (StoredPrincipals) throws(RefusedCall) -> (change: Change, result: Result),
        record: () async throws(RefusedCall) -> Void
    ) async throws(RefusedCall) -> Result {
        let number = try await begin(account)
        let outcome: Swift.Result<Result, RefusedCall>
        do throws(RefusedCall) {
            let now: StoredPrincipals
            do { now = try await reader.load() } catch { throw Self.failed(error) }
            let (change, result) = try judge(now)
            try await record()
            do { try await write(change) } catch { throw Self.failed(error) }
            outcome = .success(result)
        } catch { outcome = .failure(error) }
        do {
            try await end(account, number)
            try await feed.announce(PrincipalStore.topic)
        } catch {
            // The change stands; every node reads anew each half minute.
            log.log(.error, "a change of IAM could not be announced", ["cause": "\(error)"])
        }
        return try outcome.get()
    }

    private func write(_ change: Change) async throws(StorageError) {
        guard let value = change.value else {
            _ = try await store.delete(change.key, from: Self.collection)
            return
        }
        try await store.put(
            StoredRecord(key: change.key, value: value.serializedBytes, expires: nil, indexes: [Self.index]),
            into: Self.collection)
    }

    private func begin(_ account: String) async throws(RefusedCall) -> Int64 {
        for _ in 0..<Self.tries {
            let now = clock.now()
            do {
                let found = try await store.get(account, from: Self.turns, at: now)
                let number = found.flatMap { Int64(String(decoding: $0.value, as: UTF8.self)) } ?? 0
                if try await store.use(
                    "\(account)/\(number)", in: Self.turns, until: now + Self.turn, at: now)
                {
                    return number
                }
            } catch { throw Self.failed(error) }
            do { try await Task.sleep(for: Self.pause) } catch { throw RefusedCall(.serviceUnavailable) }
        }
        throw RefusedCall(.concurrentModification)
    }

    private func end(_ account: String, _ number: Int64) async throws(StorageError) {
        try await store.put(
            StoredRecord(key: account, value: String(number + 1).bytes, expires: nil), into: Self.turns)
    }

    private static func failed(_ error: StorageError) -> RefusedCall {
        RefusedCall(.serviceUnavailable, why: error.detail)
    }
}
