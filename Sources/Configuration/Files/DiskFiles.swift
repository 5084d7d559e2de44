import Glibc

/// The machine's own files.
public struct DiskFiles: FileReading {
    /// Reads from the disk.
    public init() {}

    /// The bytes of a regular file, or of a pipe such as `/dev/stdin`.
    public func read(_ path: String, limit: Int) throws(FileReadingError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DiskFiles.failure(path) }
        // A descriptor that was only read from has nothing to lose by a failed close.
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw DiskFiles.failure(path)
            }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer.prefix(count))
            guard bytes.count <= limit else { throw .tooLarge(path, limit: limit) }
        }
    }

    /// The names in a directory.
    public func names(in directory: String) throws(FileReadingError) -> [String] {
        guard let stream = opendir(directory) else { throw DiskFiles.failure(directory) }
        defer { _ = closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw DiskFiles.failure(directory) }
                return names
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }

    private static func failure(_ path: String) -> FileReadingError {
        let code = errno
        return code == ENOENT ? .absent(path) : .unreadable(path, why: String(cString: strerror(code)))
    }
}
