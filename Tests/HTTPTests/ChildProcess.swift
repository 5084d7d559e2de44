import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A child process with its standard input and output on pipes.
///
/// Foundation's `Process.waitUntilExit` was seen to wait for ever where several children end at once; this is
/// posix_spawn(3) and waitpid(2), and none of its pipes is handed on to another child.
final class ChildProcess: Sendable {
    private static let starting = NSLock()
    private let id: pid_t
    /// Closing it is the child's end of input.
    private let input: Int32
    private let output: Int32

    init(_ arguments: [String]) throws {
        var inward: [Int32] = [-1, -1]
        var outward: [Int32] = [-1, -1]
        // Held so that no other child starts between a pipe and its mark.
        ChildProcess.starting.lock()
        defer { ChildProcess.starting.unlock() }
        guard pipe(&inward) == 0, pipe(&outward) == 0 else { throw POSIXError(.EMFILE) }
        for descriptor in inward + outward { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, inward[0], 0)
        posix_spawn_file_actions_adddup2(&actions, outward[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        words.append(nil)
        defer { words.forEach { free($0) } }
        var child = pid_t()
        let code = posix_spawnp(&child, arguments[0], &actions, nil, words, environ)
        Glibc.close(inward[0])
        Glibc.close(outward[1])
        input = inward[1]
        output = outward[0]
        id = child
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .ENOENT) }
    }

    /// The first line of its output.
    func readLine() -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while Glibc.read(output, &byte, 1) == 1, byte != 0x0A { line.append(byte) }
        return String(decoding: line, as: UTF8.self)
    }

    /// Writes to its input; false where it takes no more.
    @discardableResult func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// The next of its output; empty at the end.
    func read(atMost limit: Int) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = Glibc.read(output, &buffer, limit)
        return count > 0 ? Array(buffer[..<count]) : []
    }

    /// Waits for its end; its exit code, or -1 where a signal ended it.
    func wait() -> Int32 {
        var status: Int32 = 0
        guard waitpid(id, &status, 0) == id else { return -1 }
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
    }

    /// Ends it at once.
    func end() {
        kill(id, SIGKILL)
        _ = wait()
    }

    deinit {
        Glibc.close(input)
        Glibc.close(output)
    }
}
