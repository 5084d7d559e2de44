import CSQLite
import Essentials

/// One connection and its prepared statements. Used by one thread only, the one that opened it.
final class SQLiteConnection {
    enum Role {
        case writer
        case reader
    }

    private let handle: OpaquePointer
    private var statements: [String: SQLiteStatement] = [:]

    /// Opens a file that exists, in WAL mode, every commit synced.
    init(path: String, role: Role) throws(StorageError) {
        var opened: OpaquePointer?
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
            | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        // A handle comes even with most errors, and must be closed.
        guard let opened else { throw .failed(code: Int(code), "no memory for a connection") }
        handle = opened
        guard code == SQLITE_OK else { throw failure(code) }
        try configure(role)
    }

    deinit {
        statements.removeAll()
        // Every statement is finalised, so that this closes at once; a failure could not be acted on.
        sqlite3_close_v2(handle)
    }

    private func configure(_ role: Role) throws(StorageError) {
        try check(sqlite3_busy_timeout(handle, 5000))
        // No file may make SQL run that this program did not write (sqlite.org/security.html).
        for option in [
            SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_VIEW,
            SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL,
        ] { try check(sallyport_sqlite_switch(handle, option, 0)) }
        try check(sallyport_sqlite_switch(handle, SQLITE_DBCONFIG_DEFENSIVE, 1))
        try check(sallyport_sqlite_switch(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1))
        try check(sallyport_sqlite_switch(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1))
        sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, Int32(StorageLimits.value * 2))
        try run("PRAGMA cell_size_check = ON")
        try run("PRAGMA recursive_triggers = ON")
        try run("PRAGMA temp_store = MEMORY")
        if role == .writer {
            guard try text("PRAGMA journal_mode = WAL") == "wal" else {
                throw .failed(code: Int(SQLITE_ERROR), "write-ahead logging is not to be had on this file system")
            }
            try run("PRAGMA journal_size_limit = 67108864")
        } else {
            try run("PRAGMA query_only = ON")
        }
        // 2 is FULL: the log is synced before a commit returns.
        try run("PRAGMA synchronous = FULL")
        guard try integer("PRAGMA synchronous") == 2 else {
            throw .failed(code: Int(SQLITE_ERROR), "commits are not synced")
        }
    }

    /// A prepared statement, made once; its last use is reset.
    func statement(_ sql: String) throws(StorageError) -> SQLiteStatement {
        if let known = statements[sql] {
            known.reset()
            return known
        }
        var made: OpaquePointer?
        try check(sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil))
        guard let made else { throw .failed(code: Int(SQLITE_MISUSE), "an empty statement") }
        let statement = SQLiteStatement(made, database: handle)
        statements[sql] = statement
        return statement
    }

    /// Runs a statement to its end and forgets its rows.
    func run(_ sql: String, _ values: SQLiteValue...) throws(StorageError) {
        let statement = try statement(sql)
        defer { statement.reset() }
        try statement.bind(values)
        while try statement.step() {}
    }

    /// Runs statements that are ours and take no values.
    func script(_ sql: String) throws(StorageError) { try check(sqlite3_exec(handle, sql, nil, nil, nil)) }

    /// The first column of the first row as a number.
    func integer(_ sql: String) throws(StorageError) -> Int64? {
        let statement = try statement(sql)
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : nil
    }

    /// The first column of the first row as a text.
    func text(_ sql: String) throws(StorageError) -> String? {
        let statement = try statement(sql)
        defer { statement.reset() }
        return try statement.step() ? try statement.text(0) : nil
    }

    /// Rows that the last statement changed.
    var changes: Int { Int(sqlite3_changes64(handle)) }

    /// The number of the last row inserted.
    var lastRow: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Whether a transaction is open; some failures end it by themselves.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    private func check(_ code: Int32) throws(StorageError) {
        guard code == SQLITE_OK else { throw failure(code) }
    }

    private func failure(_ code: Int32) -> StorageError { StorageError(sqlite: code, database: handle) }
}

extension StorageError {
    /// What an SQLite result code means here (sqlite.org/rescode.html). SQLite's message names no values.
    init(sqlite code: Int32, database: OpaquePointer?) {
        let message = sqlite3_errmsg(database).map { String(cString: $0) } ?? "no message"
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_FULL: self = .full(message)
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt(message)
        default: self = .failed(code: Int(code), message)
        }
    }
}
