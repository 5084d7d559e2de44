import Essentials

/// The tables `audit` and `open_intent`.
enum AuditTable {
    /// A record that may be kept.
    struct Line: Sendable {
        let record: AuditRecord
        /// Its fields as they are kept.
        fileprivate let fields: [UInt8]
    }

    /// - Throws: where a name or the fields are more than is kept.
    static func line(_ record: AuditRecord) throws(StorageError) -> Line {
        try StorageLimits.check(name: record.id, "the id of an audit record")
        try StorageLimits.check(name: record.action, "the action of an audit record")
        return Line(record: record, fields: try serialize(record.fields))
    }

    static func append(_ line: Line, _ connection: SQLiteConnection) throws(StorageError) {
        let (record, fields) = (line.record, line.fields)
        try connection.run(
            """
            INSERT INTO audit (id, kind, at_seconds, at_nanoseconds, action, fields)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """, .exact(record.id), .text(record.kind.rawValue), .integer(record.at.seconds),
            .integer(Int64(record.at.nanoseconds)), .exact(record.action), .bytes(fields))
        switch record.kind {
        case .intent:
            try connection.run(
                "INSERT INTO open_intent (id, sequence) VALUES (?1, ?2)", .exact(record.id),
                .integer(connection.lastRow))
        case .outcome:
            // One outcome is that of one intent: two grants asked for under one id are told apart by their number.
            try connection.run(
                """
                DELETE FROM open_intent WHERE id = ?1
                  AND sequence = (SELECT min(sequence) FROM open_intent WHERE id = ?1)
                """, .exact(record.id))
        case .refusal, .event: break
        }
    }

    static func page(
        after sequence: Int64, limit: Int, _ connection: SQLiteConnection
    ) throws(StorageError) -> [(sequence: Int64, record: AuditRecord)] {
        let statement = try connection.statement(
            """
            SELECT sequence, id, kind, at_seconds, at_nanoseconds, action, fields FROM audit
            WHERE sequence > ?1 ORDER BY sequence LIMIT ?2
            """)
        defer { statement.reset() }
        try statement.bind([
            .integer(sequence), .integer(Int64(max(0, min(limit, StorageLimits.auditPage)))),
        ])
        var lines: [(sequence: Int64, record: AuditRecord)] = []
        while try statement.step() { lines.append((statement.integer(0), try read(statement))) }
        return lines
    }

    static func openIntents(_ connection: SQLiteConnection) throws(StorageError) -> [AuditRecord] {
        let statement = try connection.statement(
            """
            SELECT sequence, audit.id, kind, at_seconds, at_nanoseconds, action, fields
            FROM open_intent JOIN audit USING (sequence) ORDER BY sequence
            """)
        defer { statement.reset() }
        var intents: [AuditRecord] = []
        while try statement.step() { intents.append(try read(statement)) }
        return intents
    }

    private static func read(_ statement: SQLiteStatement) throws(StorageError) -> AuditRecord {
        guard let kind = AuditRecord.Kind(rawValue: try statement.text(2)) else {
            throw .corrupt("the kind of an audit record")
        }
        return AuditRecord(
            id: try statement.text(1), kind: kind,
            at: Instant(seconds: statement.integer(3), nanoseconds: statement.integer(4)),
            action: try statement.text(5), fields: try parse(statement.bytes(6)))
    }

    /// The fields of a record as they are kept.
    ///
    /// - Throws: where they are more than is kept, or could not be read back.
    static func serialize(_ fields: JSONObject) throws(StorageError) -> [UInt8] {
        let bytes = fields.serializedBytes
        guard bytes.count <= StorageLimits.auditFields else {
            throw .tooLarge(what: "an audit record", bytes: bytes.count, limit: StorageLimits.auditFields)
        }
        if isPlain(.object(fields), depth: 0) { return bytes }
        do throws(StorageError) { _ = try parse(bytes) } catch { throw .unreadableFields(error.detail) }
        return bytes
    }

    /// True for fields of which no reading is needed to know that they read back: not deep, and with names in ASCII,
    /// of which none is equivalent to another that it does not equal.
    private static func isPlain(_ value: JSONValue, depth: Int) -> Bool {
        switch value {
        case .object(let object):
            depth < depthLimit
                && object.members.allSatisfy { member in
                    member.name.utf8.allSatisfy { $0 < 0x80 } && isPlain(member.value, depth: depth + 1)
                }
        case .array(let elements): depth < depthLimit && elements.allSatisfy { isPlain($0, depth: depth + 1) }
        case .null, .bool, .number, .string: true
        }
    }

    private static let depthLimit = 32

    private static func parse(_ bytes: [UInt8]) throws(StorageError) -> JSONObject {
        let limits = JSONLimits(bytes: StorageLimits.auditFields, depth: depthLimit, values: StorageLimits.auditFields)
        do throws(JSONError) { return try JSONObject(parsing: bytes, limits: limits) } catch {
            throw .corrupt("the fields of an audit record: \(error.detail)")
        }
    }
}
