// The C library's `timespec` counts as the first module's that includes it.
import CMicrohttpd
import Essentials

#if canImport(Glibc)
    import Glibc
#endif

/// The two files that a pair stands in.
struct TLSPairFiles: Sendable {
    let certificateFile: String
    let keyFile: String

    /// What they hold.
    struct Contents: Sendable {
        let certificateFile: String
        let keyFile: String
        let certificates: [UInt8]
        let key: Secret
    }

    /// What tells a file from what stood in its place before; links are followed.
    struct Stamp: Sendable, Equatable {
        private var parts: [Int64] = []

        init(_ paths: [String]) {
            for path in paths {
                var facts = stat()
                // A file that is not there is a state of its own.
                guard stat(path, &facts) == 0 else {
                    parts += [-1]
                    continue
                }
                parts += [
                    Int64(truncatingIfNeeded: facts.st_dev), Int64(truncatingIfNeeded: facts.st_ino),
                    Int64(facts.st_size), Int64(facts.st_mtim.tv_sec), Int64(facts.st_mtim.tv_nsec),
                    Int64(facts.st_ctim.tv_sec), Int64(facts.st_ctim.tv_nsec),
                ]
            }
        }
    }

    var stamp: Stamp { Stamp([certificateFile, keyFile]) }

    func read() throws(TLSPairError) -> Contents {
        Contents(
            certificateFile: certificateFile, keyFile: keyFile,
            certificates: try TLSPairFiles.read(certificateFile, limit: 262_144),
            key: Secret(try TLSPairFiles.read(keyFile, limit: 65_536)))
    }

    private static func read(_ path: String, limit: Int) throws(TLSPairError) -> [UInt8] {
        // Not blocking, so that a pipe in a file's place holds nobody up.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadableFile(path: path, why: SystemMessage.text(errno)) }
        // A descriptor that was only read from has nothing to lose by a failed close.
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadableFile(path: path, why: SystemMessage.text(errno))
            }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer.prefix(count))
            guard bytes.count <= limit else { throw .unreadableFile(path: path, why: "more than \(limit) bytes") }
        }
    }
}
