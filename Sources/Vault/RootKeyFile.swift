import Essentials
import Glibc

/// The file of 32 bytes under which all keys in the store are wrapped.
enum RootKeyFile {
    static let length = 32

    /// Reads the file. Where there is none and `mayMake` says so, makes it with mode 0600.
    static func load(_ path: String, mayMake: Bool, randomness: any Randomness) throws(VaultError) -> Secret {
        if let key = try read(path) { return key }
        guard mayMake else { throw .rootKeyMissing(path: path) }
        try make(path, randomness.bytes(length), name: path + "." + Hexadecimal.encode(randomness.bytes(8)))
        // Read back even where we made it: of two processes that start at once one has won.
        guard let key = try read(path) else { throw .rootKeyUnusable(path: path, "it vanished") }
        return key
    }

    private static func read(_ path: String) throws(VaultError) -> Secret? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw unusable(path)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw unusable(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .rootKeyUnusable(path: path, "it is no plain file") }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .rootKeyUnsafe(path: path, "belongs to another user")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .rootKeyUnsafe(path: path, "may be read or written by others")
        }
        guard status.st_size == length else {
            throw .rootKeyWrongLength(path: path, bytes: Int(status.st_size))
        }
        var key = [UInt8](repeating: 0, count: length)
        var count = 0
        while count < length {
            let got = key.withUnsafeMutableBytes {
                Glibc.read(file, $0.baseAddress?.advanced(by: count), length - count)
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw unusable(path) }
            guard got > 0 else { throw .rootKeyWrongLength(path: path, bytes: count) }
            count += got
        }
        return Secret(key)
    }

    /// Writes a file of another name and links it to its own, so that nobody ever sees half a key, and
    /// what another process has made in the meantime stays.
    private static func make(_ path: String, _ key: [UInt8], name: String) throws(VaultError) {
        let file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw unusable(path) }
        defer { unlink(name) }
        let isWritten = write(file, key, key.count) == key.count && fsync(file) == 0
        let why = errno
        close(file)
        guard isWritten else { throw .rootKeyUnusable(path: path, reason(why)) }
        guard link(name, path) == 0 || errno == EEXIST else { throw unusable(path) }
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = open(slash.map { String(path[...$0]) } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw unusable(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw unusable(path) }
    }

    private static func unusable(_ path: String) -> VaultError { .rootKeyUnusable(path: path, reason(errno)) }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }
}
