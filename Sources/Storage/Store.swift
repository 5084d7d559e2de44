public import Essentials

/// A value kept under a key, until a time, findable by further names.
public struct StoredRecord: Sendable, Equatable {
    /// The key within its collection; compared as bytes.
    public let key: String
    /// The value. Storage does not know what it means; what must be secret is sealed.
    public let value: [UInt8]
    /// From this instant on the record counts as absent; `nil`: never.
    public let expires: Instant?
    /// Further names to find it by, compared as bytes (`issuer` + NUL + `sid`).
    public let indexes: [String]

    /// A record.
    public init(key: String, value: [UInt8], expires: Instant?, indexes: [String] = []) {
        self.key = key
        self.value = value
        self.expires = expires
        self.indexes = indexes
    }

    /// Equal when every byte is; the order of the indexes does not count.
    public static func == (left: StoredRecord, right: StoredRecord) -> Bool {
        left.key.isExactly(right.key) && left.value == right.value && left.expires == right.expires
            && Set(left.indexes.map { ExactString($0) }) == Set(right.indexes.map { ExactString($0) })
    }
}

/// What must be remembered between requests and survive the process.
///
/// Every write is durable when it returns. Keys, indexes, handles and collections are compared as bytes.
/// The time is the caller's: a store reads no clock.
public protocol Store: Sendable {
    /// Keeps a record under a key that is not yet taken, not even by an expired record.
    ///
    /// - Throws: `StorageError.alreadyExists`.
    func insert(_ record: StoredRecord, into collection: String) async throws(StorageError)

    /// Keeps a record, in place of the one that had the key, and of its indexes.
    func put(_ record: StoredRecord, into collection: String) async throws(StorageError)

    /// The record of a key; `nil` where there is none or it has expired.
    func get(_ key: String, from collection: String, at now: Instant) async throws(StorageError) -> StoredRecord?

    /// The records that bear an index and have not expired, in the order of their keys' bytes.
    func find(index: String, in collection: String, at now: Instant) async throws(StorageError) -> [StoredRecord]

    /// Removes a record; `false` where there was none.
    func delete(_ key: String, from collection: String) async throws(StorageError) -> Bool

    /// Uses a handle: `true` for the first caller, `false` for all others until `until` has come.
    /// Atomic, however many ask at once.
    func use(_ handle: String, in collection: String, until: Instant, at now: Instant) async throws(StorageError)
        -> Bool

    /// Adds a line to the audit log; durable on return.
    func appendAudit(_ record: AuditRecord) async throws(StorageError)

    /// Lines of the audit log whose number is above `sequence`, in order, at most `limit` (and at most
    /// `StorageLimits.auditPage`).
    func audit(after sequence: Int64, limit: Int) async throws(StorageError) -> [(
        sequence: Int64, record: AuditRecord
    )]

    /// The intents whose outcome is not in the log, in order.
    func intentsWithoutOutcome() async throws(StorageError) -> [AuditRecord]

    /// Forgets records and handles that have expired; returns how many.
    func removeExpired(at now: Instant) async throws(StorageError) -> Int
}

/// What a store takes.
public enum StorageLimits {
    /// Bytes of a key, an index, a handle or the name of a collection.
    public static let name = 1024
    /// Bytes of a value.
    public static let value = 1_048_576
    /// Indexes of a record.
    public static let indexes = 32
    /// Bytes of the fields of an audit record as JSON.
    public static let auditFields = 65_536
    /// Lines of the audit log in one answer.
    public static let auditPage = 1000

    /// Refuses what is too large, before any store sees it.
    static func check(_ record: StoredRecord, collection: String) throws(StorageError) {
        try check(name: collection, "the name of a collection")
        try check(name: record.key, "a key")
        guard record.value.count <= value else {
            throw .tooLarge(what: "a value", bytes: record.value.count, limit: value)
        }
        guard record.indexes.count <= indexes else {
            throw .tooLarge(what: "the list of indexes", bytes: record.indexes.count, limit: indexes)
        }
        for index in record.indexes { try check(name: index, "an index") }
    }

    /// Refuses a name that is too long.
    static func check(name: String, _ what: String) throws(StorageError) {
        guard name.utf8.count <= Self.name else {
            throw .tooLarge(what: what, bytes: name.utf8.count, limit: Self.name)
        }
    }
}
