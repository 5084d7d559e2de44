/// The tables, and how an older file becomes a newer one.
///
/// Whatever is compared as bytes is a BLOB: SQLite's texts have no defined meaning past a NUL.
enum SQLiteSchema {
    /// `PRAGMA application_id` of our files: "Sprt".
    static let applicationID: Int64 = 0x5370_7274
    /// The version this program writes.
    static var version: Int { steps.count }

    /// Step n brings a file from version n to n + 1. A step that has been released never changes.
    private static let steps = [first]

    /// Brings a file to `version`, or refuses it.
    static func bringUp(_ connection: SQLiteConnection, path: String, mayUpgrade: Bool) throws(StorageError) {
        try connection.run("BEGIN IMMEDIATE")
        do throws(StorageError) {
            let found = Int(try connection.integer("PRAGMA user_version") ?? 0)
            let application = try connection.integer("PRAGMA application_id") ?? 0
            let tables = try connection.integer("SELECT count(*) FROM sqlite_schema") ?? 0
            guard application == applicationID || (application == 0 && found == 0 && tables == 0) else {
                throw StorageError.foreign(path: path)
            }
            guard found <= version else { throw StorageError.newerSchema(found: found, known: version) }
            guard mayUpgrade || found == version || tables == 0 else {
                throw StorageError.olderSchemaInUse(found: found, known: version)
            }
            guard found >= 0 else { throw StorageError.corrupt("version \(found)") }
            for step in steps[found...] { try connection.script(step) }
            if found < version {
                try connection.script("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
            }
            try connection.run("COMMIT")
        } catch {
            if connection.isInTransaction { try connection.run("ROLLBACK") }
            throw error
        }
    }

    private static let first = """
        CREATE TABLE record (
          number INTEGER PRIMARY KEY,
          collection BLOB NOT NULL,
          key BLOB NOT NULL,
          value BLOB NOT NULL,
          indexes BLOB NOT NULL,
          expires_seconds INTEGER,
          expires_nanoseconds INTEGER,
          UNIQUE (collection, key)
        ) STRICT;
        CREATE INDEX record_expiry ON record (expires_seconds, expires_nanoseconds)
          WHERE expires_seconds IS NOT NULL;

        CREATE TABLE record_index (
          collection BLOB NOT NULL,
          entry BLOB NOT NULL,
          record INTEGER NOT NULL REFERENCES record (number) ON DELETE CASCADE,
          PRIMARY KEY (collection, entry, record)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX record_index_record ON record_index (record);

        CREATE TABLE used_handle (
          collection BLOB NOT NULL,
          handle BLOB NOT NULL,
          until_seconds INTEGER NOT NULL,
          until_nanoseconds INTEGER NOT NULL,
          PRIMARY KEY (collection, handle)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX used_handle_expiry ON used_handle (until_seconds, until_nanoseconds);

        CREATE TABLE audit (
          sequence INTEGER PRIMARY KEY AUTOINCREMENT,
          id BLOB NOT NULL,
          kind TEXT NOT NULL CHECK (kind IN ('intent', 'outcome', 'refusal', 'event')),
          at_seconds INTEGER NOT NULL,
          at_nanoseconds INTEGER NOT NULL,
          action BLOB NOT NULL,
          fields BLOB NOT NULL
        ) STRICT;
        CREATE TRIGGER audit_is_not_updated BEFORE UPDATE ON audit
          BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
          BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
        CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
          WHEN EXISTS (SELECT 1 FROM audit WHERE sequence = NEW.sequence)
          BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

        -- Intents that wait for their outcome, so that a start need not read the whole log.
        CREATE TABLE open_intent (
          id BLOB NOT NULL,
          sequence INTEGER NOT NULL REFERENCES audit (sequence),
          PRIMARY KEY (id, sequence)
        ) STRICT, WITHOUT ROWID;
        """
}
