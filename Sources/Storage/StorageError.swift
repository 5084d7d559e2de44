public import Essentials

/// Why something could not be kept or found.
public enum StorageError: Reportable, Equatable {
    /// The key is taken.
    case alreadyExists(collection: String)
    /// More than the store takes.
    case tooLarge(what: String, bytes: Int, limit: Int)
    /// An audit record whose fields could not be read back; nothing was kept.
    case unreadableFields(String)
    /// Another process holds the database for too long.
    case busy
    /// Too many requests wait for the store already.
    case overloaded(waiting: Int)
    /// The disk or the database is full.
    case full(String)
    /// The database is damaged, or holds what this program did not write.
    case corrupt(String)
    /// The database could not be read or written for another reason.
    case failed(code: Int, String)
    /// The file is of a newer version of Sallyport.
    case newerSchema(found: Int, known: Int)
    /// The file is of an older version of Sallyport, and others may be using it.
    case olderSchemaInUse(found: Int, known: Int)
    /// The file is a database, but of something else.
    case foreign(path: String)
    /// The file or its folder may be read or written by others.
    case unsafePermissions(path: String, String)
    /// The file or its folder cannot be used.
    case unusable(path: String, String)
    /// The store has been closed.
    case closed

    /// A stable code.
    public var reason: String {
        switch self {
        case .alreadyExists: "storage-already-exists"
        case .tooLarge: "storage-too-large"
        case .unreadableFields: "storage-unreadable-fields"
        case .busy: "storage-busy"
        case .overloaded: "storage-overloaded"
        case .full: "storage-full"
        case .corrupt: "storage-corrupt"
        case .failed: "storage-failed"
        case .newerSchema: "storage-newer-schema"
        case .olderSchemaInUse: "storage-older-schema-in-use"
        case .foreign: "storage-foreign-file"
        case .unsafePermissions: "storage-unsafe-permissions"
        case .unusable: "storage-unusable-path"
        case .closed: "storage-closed"
        }
    }

    /// What was wrong and where.
    public var detail: String {
        switch self {
        case .alreadyExists(let collection): "the key is already taken in `\(collection)`"
        case .tooLarge(let what, let bytes, let limit): "\(what) has \(bytes); at most \(limit) are kept"
        case .unreadableFields(let why): "the fields of an audit record could not be read back: \(why)"
        case .busy: "the database is held by another process"
        case .overloaded(let waiting): "\(waiting) requests wait for the database already"
        case .full(let why): "the database cannot grow: \(why)"
        case .corrupt(let why): "the database is damaged: \(why)"
        case .failed(let code, let why): "the database failed with code \(code): \(why)"
        case .newerSchema(let found, let known): "the database has version \(found); this program knows up to \(known)"
        case .olderSchemaInUse(let found, let known):
            "the database has version \(found); this program brings it to \(known), which it does alone only"
        case .foreign(let path): "the database `\(path)` belongs to another program"
        case .unsafePermissions(let path, let why): "`\(path)` \(why)"
        case .unusable(let path, let why): "`\(path)` cannot be used: \(why)"
        case .closed: "the database has been closed"
        }
    }

    /// What to do about it.
    public var remedy: String? {
        switch self {
        case .busy: "find the process that holds it for so long, and end it"
        case .full: "free space on its disk"
        case .corrupt: "restore the file from a backup"
        case .newerSchema: "start the version of Sallyport that wrote it, or a newer one"
        case .olderSchemaInUse: "end every gateway over it, then start one of this version"
        case .foreign: "name another file"
        case .unsafePermissions: "chmod 600 the file, chmod 700 its folder, both owned by the user that runs Sallyport"
        case .alreadyExists, .tooLarge, .unreadableFields, .overloaded, .failed, .unusable, .closed: nil
        }
    }
}
