internal import Essentials
internal import HTTP

#if canImport(Glibc)
    import Glibc
#endif

/// A metadata file.
struct MetadataFile: Sendable {
    let path: String

    /// What tells the file from what stood in its place before; links are followed.
    struct Stamp: Sendable, Equatable {
        fileprivate let parts: [Int64]
    }

    /// What is in the file, unless its stamp is one that is known.
    ///
    /// The stamp is taken of the open file, so that it is the stamp of what is read. A file that is being written has
    /// another stamp afterwards and is read again.
    func read(unless known: Stamp?) throws(MetadataRefusal) -> (bytes: [UInt8]?, stamp: Stamp) {
        // Not blocking, so that a pipe in a file's place holds nobody up.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(errno) }
        // A descriptor that was only read from has nothing to lose by a failed close.
        defer { _ = close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw unreadable(errno) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw .fileUnreadable(path: path, "it is no file") }
        let stamp = Stamp(parts: [
            Int64(truncatingIfNeeded: facts.st_dev), Int64(truncatingIfNeeded: facts.st_ino), Int64(facts.st_size),
            Int64(facts.st_mtim.tv_sec), Int64(facts.st_mtim.tv_nsec), Int64(facts.st_ctim.tv_sec),
            Int64(facts.st_ctim.tv_nsec),
        ])
        if stamp == known { return (nil, stamp) }
        let size = Int(facts.st_size)
        guard size <= MetadataReader.maximumBytes else { throw tooLarge }
        return (try contents(descriptor, size), stamp)
    }

    private func contents(_ descriptor: Int32, _ size: Int) throws(MetadataRefusal) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw unreadable(errno)
            }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer.prefix(count))
            guard bytes.count <= MetadataReader.maximumBytes else { throw tooLarge }
        }
    }

    private var tooLarge: MetadataRefusal {
        .fileUnreadable(path: path, "it has more than \(MetadataReader.maximumBytes) bytes")
    }

    private func unreadable(_ code: Int32) -> MetadataRefusal {
        .fileUnreadable(path: path, SystemMessage.text(code))
    }
}
