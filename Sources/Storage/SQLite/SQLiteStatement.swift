import CSQLite
import Essentials

/// A value for a statement.
enum SQLiteValue {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])

    /// A text that is compared as bytes, NUL and all: kept as a blob.
    static func exact(_ text: String) -> SQLiteValue { .bytes(text.bytes) }
}

/// A prepared statement of one connection.
final class SQLiteStatement {
    private let handle: OpaquePointer
    private let database: OpaquePointer

    init(_ handle: OpaquePointer, database: OpaquePointer) {
        self.handle = handle
        self.database = database
    }

    deinit { sqlite3_finalize(handle) }

    /// Ready to be used again; gives back the last error of its use, which has been thrown already.
    func reset() {
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// Binds values to the places `?1`, `?2` …; every place must have one.
    func bind(_ values: [SQLiteValue]) throws(StorageError) {
        guard Int(sqlite3_bind_parameter_count(handle)) == values.count else {
            throw .failed(code: Int(SQLITE_RANGE), "a statement was given the wrong number of values")
        }
        for (offset, value) in values.enumerated() {
            let place = Int32(offset + 1)
            let code: Int32
            switch value {
            case .null: code = sqlite3_bind_null(handle, place)
            case .integer(let number): code = sqlite3_bind_int64(handle, place, number)
            case .text(let text): code = sallyport_sqlite_bind_text(handle, place, text, Int32(text.utf8.count))
            case .bytes(let bytes): code = sallyport_sqlite_bind_bytes(handle, place, bytes, Int32(bytes.count))
            }
            guard code == SQLITE_OK else { throw StorageError(sqlite: code, database: database) }
        }
    }

    /// Goes to the next row; false at the end.
    func step() throws(StorageError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw StorageError(sqlite: code, database: database)
        }
    }

    /// Goes to the next row or the end; false where a key is taken already.
    func stepUnlessTaken() throws(StorageError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW, SQLITE_DONE: return true
        case let code where sallyport_sqlite_is_taken(code) != 0: return false
        case let code: throw StorageError(sqlite: code, database: database)
        }
    }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    /// - Throws: where the bytes are not UTF-8, which this program never writes.
    func text(_ column: Int32) throws(StorageError) -> String {
        guard let text = String(strictUTF8: bytes(column)) else { throw .corrupt("a text is not UTF-8") }
        return text
    }
}
