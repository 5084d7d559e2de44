import Essentials

/// The tables `record` and `record_index`.
enum RecordTable {
    static func insert(
        _ record: StoredRecord, _ collection: String, _ connection: SQLiteConnection
    ) throws(StorageError) {
        let statement = try connection.statement(
            """
            INSERT INTO record (collection, key, value, indexes, expires_seconds, expires_nanoseconds)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """)
        defer { statement.reset() }
        try statement.bind(row(record, collection))
        guard try statement.stepUnlessTaken() else { throw .alreadyExists(collection: collection) }
        try index(record, collection, number: connection.lastRow, connection)
    }

    static func put(
        _ record: StoredRecord, _ collection: String, _ connection: SQLiteConnection
    ) throws(StorageError) {
        let statement = try connection.statement(
            """
            INSERT INTO record (collection, key, value, indexes, expires_seconds, expires_nanoseconds)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value, indexes = excluded.indexes,
              expires_seconds = excluded.expires_seconds, expires_nanoseconds = excluded.expires_nanoseconds
            RETURNING number
            """)
        defer { statement.reset() }
        try statement.bind(row(record, collection))
        guard try statement.step() else { throw .corrupt("a record was kept without a number") }
        let number = statement.integer(0)
        try connection.run("DELETE FROM record_index WHERE record = ?1", .integer(number))
        try index(record, collection, number: number, connection)
    }

    static func get(
        _ key: String, _ collection: String, _ now: Instant, _ connection: SQLiteConnection
    ) throws(StorageError) -> StoredRecord? {
        let statement = try connection.statement(
            """
            SELECT key, value, indexes, expires_seconds, expires_nanoseconds FROM record
            WHERE collection = ?1 AND key = ?2
              AND (expires_seconds IS NULL OR (expires_seconds, expires_nanoseconds) > (?3, ?4))
            """)
        defer { statement.reset() }
        try statement.bind([
            .exact(collection), .exact(key), .integer(now.seconds), .integer(Int64(now.nanoseconds)),
        ])
        return try statement.step() ? try read(statement) : nil
    }

    static func find(
        _ entry: String, _ collection: String, _ now: Instant, _ connection: SQLiteConnection
    ) throws(StorageError) -> [StoredRecord] {
        let statement = try connection.statement(
            """
            SELECT record.key, value, indexes, expires_seconds, expires_nanoseconds
            FROM record_index JOIN record ON record.number = record_index.record
            WHERE record_index.collection = ?1 AND record_index.entry = ?2
              AND (expires_seconds IS NULL OR (expires_seconds, expires_nanoseconds) > (?3, ?4))
            ORDER BY record.key
            """)
        defer { statement.reset() }
        try statement.bind([
            .exact(collection), .exact(entry), .integer(now.seconds), .integer(Int64(now.nanoseconds)),
        ])
        var found: [StoredRecord] = []
        while try statement.step() { found.append(try read(statement)) }
        return found
    }

    static func delete(
        _ key: String, _ collection: String, _ connection: SQLiteConnection
    ) throws(StorageError) -> Bool {
        try connection.run("DELETE FROM record WHERE collection = ?1 AND key = ?2", .exact(collection), .exact(key))
        return connection.changes > 0
    }

    static func removeExpired(
        at now: Instant, limit: Int, _ connection: SQLiteConnection
    ) throws(StorageError) -> Int {
        try connection.run(
            """
            DELETE FROM record WHERE number IN (
              SELECT number FROM record WHERE expires_seconds IS NOT NULL
                AND (expires_seconds, expires_nanoseconds) <= (?1, ?2) LIMIT ?3)
            """, .integer(now.seconds), .integer(Int64(now.nanoseconds)), .integer(Int64(limit)))
        return connection.changes
    }

    private static func index(
        _ record: StoredRecord, _ collection: String, number: Int64, _ connection: SQLiteConnection
    ) throws(StorageError) {
        for entry in record.indexes {
            // The same index twice in a record is one index.
            try connection.run(
                "INSERT INTO record_index (collection, entry, record) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                .exact(collection), .exact(entry), .integer(number))
        }
    }

    private static func row(_ record: StoredRecord, _ collection: String) -> [SQLiteValue] {
        [
            .exact(collection), .exact(record.key), .bytes(record.value), .bytes(pack(record.indexes)),
            record.expires.map { .integer($0.seconds) } ?? .null,
            record.expires.map { .integer(Int64($0.nanoseconds)) } ?? .null,
        ]
    }

    private static func read(_ statement: SQLiteStatement) throws(StorageError) -> StoredRecord {
        guard let indexes = unpack(statement.bytes(2)) else { throw .corrupt("the indexes of a record") }
        let expires =
            statement.isNull(3) ? nil : Instant(seconds: statement.integer(3), nanoseconds: statement.integer(4))
        return StoredRecord(
            key: try statement.text(0), value: statement.bytes(1), expires: expires, indexes: indexes)
    }

    /// Each index as two bytes of length and its bytes; a name has at most `StorageLimits.name` bytes.
    private static func pack(_ indexes: [String]) -> [UInt8] {
        indexes.flatMap { index in
            [UInt8(truncatingIfNeeded: index.utf8.count >> 8), UInt8(truncatingIfNeeded: index.utf8.count)]
                + index.bytes
        }
    }

    private static func unpack(_ bytes: [UInt8]) -> [String]? {
        var reader = ByteReader(bytes)
        var indexes: [String] = []
        while !reader.isAtEnd {
            guard let length = reader.takeInteger(bytes: 2), let name = reader.take(Int(length)),
                let index = String(strictUTF8: name)
            else { return nil }
            indexes.append(index)
        }
        return indexes
    }
}

/// The table `used_handle`.
enum HandleTable {
    static func use(
        _ handle: String, _ collection: String, until: Instant, at now: Instant, _ connection: SQLiteConnection
    ) throws(StorageError) -> Bool {
        try connection.run(
            """
            INSERT INTO used_handle (collection, handle, until_seconds, until_nanoseconds) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (collection, handle) DO UPDATE
              SET until_seconds = excluded.until_seconds, until_nanoseconds = excluded.until_nanoseconds
              WHERE (until_seconds, until_nanoseconds) <= (?5, ?6)
            """, .exact(collection), .exact(handle), .integer(until.seconds), .integer(Int64(until.nanoseconds)),
            .integer(now.seconds), .integer(Int64(now.nanoseconds)))
        return connection.changes == 1
    }

    static func removeExpired(
        at now: Instant, limit: Int, _ connection: SQLiteConnection
    ) throws(StorageError) -> Int {
        try connection.run(
            """
            DELETE FROM used_handle WHERE (collection, handle) IN (
              SELECT collection, handle FROM used_handle
              WHERE (until_seconds, until_nanoseconds) <= (?1, ?2) LIMIT ?3)
            """, .integer(now.seconds), .integer(Int64(now.nanoseconds)), .integer(Int64(limit)))
        return connection.changes
    }
}
