import Glibc

/// The database's file and folder: made for nobody but us, and refused when others may touch them.
enum SQLiteFile {
    /// Makes the file (mode 0600) and its folder (mode 0700) where they are missing, and checks both.
    ///
    /// An existing file is looked at, never opened: closing any descriptor of it would drop the locks
    /// that SQLite holds on it elsewhere in this process (sqlite.org/howtocorrupt.html §2.2).
    ///
    /// - Returns: the path as SQLite is to be given it.
    static func prepare(_ path: String) throws(StorageError) -> String {
        guard !path.isEmpty, !path.utf8.contains(0), path.utf8.last != UInt8(ascii: "/") else {
            throw .unusable(path: path, "it names no file")
        }
        // A path that starts with `file:` would be read as a URI with switches in it.
        let path = path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
        try checkFolder(folder(of: path))
        var status = stat()
        if lstat(path, &status) != 0 {
            guard errno == ENOENT else { throw .unusable(path: path, reason(errno)) }
            try make(path)
        } else {
            try check(status, path)
        }
        for companion in [path + "-wal", path + "-shm"] where lstat(companion, &status) == 0 {
            try check(status, companion)
        }
        return path
    }

    private static func folder(of path: String) -> String {
        let bytes = Array(path.utf8)
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")), slash > 0 else { return "/" }
        return String(decoding: bytes[..<slash], as: UTF8.self)
    }

    private static func checkFolder(_ folder: String) throws(StorageError) {
        var status = stat()
        if stat(folder, &status) != 0 {
            guard errno == ENOENT else { throw .unusable(path: folder, reason(errno)) }
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw .unusable(path: folder, reason(errno)) }
            guard stat(folder, &status) == 0 else { throw .unusable(path: folder, reason(errno)) }
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .unusable(path: folder, "it is no folder") }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .unsafePermissions(path: folder, "belongs to another user")
        }
        guard status.st_mode & 0o022 == 0 else { throw .unsafePermissions(path: folder, "may be written by others") }
    }

    private static func check(_ status: stat, _ path: String) throws(StorageError) {
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unusable(path: path, "it is no plain file") }
        guard status.st_uid == geteuid() else { throw .unsafePermissions(path: path, "belongs to another user") }
        guard status.st_mode & 0o077 == 0 else {
            throw .unsafePermissions(path: path, "may be read or written by others")
        }
    }

    private static func make(_ path: String) throws(StorageError) {
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if file < 0 {
            // Another process was quicker; it makes the same file.
            guard errno == EEXIST else { throw .unusable(path: path, reason(errno)) }
            return
        }
        close(file)
        // The name must survive a power cut as surely as what is written under it.
        let folder = open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .unusable(path: path, reason(errno)) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw .unusable(path: path, reason(errno)) }
    }

    private static func reason(_ code: Int32) -> String {
        return String(cString: strerror(code)).lowercased()
    }
}
