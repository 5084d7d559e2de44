public import Essentials
public import Storage

/// The revocations: where they are kept, and those in force at this node.
public struct Revocations: Sendable {
    /// Where they are kept.
    public let records: RevocationRecords
    /// Those in force, as every request asks them.
    public let list: Followed<RevocationList>

    /// Reads those of a store, and follows what its feed tells.
    ///
    /// - Throws: `RevocationError`, `StorageError`.
    public static func open(
        store: any Store, clock: any WallClock, feed: ChangeFeed
    ) async throws -> Revocations {
        let records = RevocationRecords(store: store, clock: clock, feed: feed)
        return Revocations(records: records, list: try await records.follow())
    }
}

/// Keeps revocations in the store, one record each, until what they end is over by itself.
///
/// Records are only added, so that nodes and commands that revoke at once never undo each other's.
public struct RevocationRecords: Sendable {
    /// What nodes follow.
    public static let topic = ChangeTopic("revocations")
    /// How many are kept at once.
    public static let limit = 10_000
    static let collection = "revocation"
    private static let index = "all"

    private let store: any Store
    private let clock: any WallClock
    private let feed: ChangeFeed
    private let limit: Int

    /// Those of a store, whose changes the feed tells.
    public init(
        store: any Store, clock: any WallClock, feed: ChangeFeed, limit: Int = RevocationRecords.limit
    ) {
        self.limit = limit
        self.store = store
        self.clock = clock
        self.feed = feed
    }

    /// Reads them, and again whenever somebody adds one.
    ///
    /// - Throws: `RevocationError`.
    func follow() async throws -> Followed<RevocationList> {
        try await feed.follow(RevocationRecords.topic) { [self] in RevocationList(try await all()) }
    }

    /// All that are in force. One that cannot be read is an error: it may be the one that matters.
    ///
    /// - Throws: `RevocationError`.
    public func all() async throws(RevocationError) -> [Revocation] {
        let found: [StoredRecord]
        do { found = try await store.find(index: Self.index, in: Self.collection, at: clock.now()) } catch {
            throw .storage(error)
        }
        var revocations: [Revocation] = []
        for record in found {
            guard let json = try? JSONObject(parsing: record.value, limits: .small),
                let revocation = Revocation(kept: json), revocation.id.text.isExactly(record.key)
            else { throw .unreadable(record.key) }
            revocations.append(revocation)
        }
        return revocations
    }

    /// Adds one. When it returns it is in force here, and on every other node within a second.
    ///
    /// - Throws: `RevocationError`.
    public func add(_ revocation: Revocation) async throws(RevocationError) {
        guard try await all().count < limit else { throw .tooMany(limit: limit) }
        do {
            try await store.insert(
                StoredRecord(
                    key: revocation.id.text, value: revocation.kept.serializedBytes, expires: revocation.forgottenAt,
                    indexes: [Self.index]), into: Self.collection)
        } catch { throw .storage(error) }
        do { try await feed.announce(RevocationRecords.topic) } catch {
            throw .notAnnounced((error as? any Reportable)?.detail ?? "\(type(of: error))")
        }
    }
}
