import Essentials
import Glibc
import Synchronization

/// Standard output and error, and the files a command is given.
struct Console: Sendable {
    /// Writes one line to standard output, at once.
    func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

    /// Writes one JSON value as one line.
    func print(json value: JSONValue) { print(value.serialized) }

    /// Writes one line to standard error.
    func complain(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

    private func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(Console.shown(text).utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            // Nobody reads any more: there is nobody to tell either.
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}

extension Console {
    /// The text without what would steer a terminal or turn its reading order, which a token's sender may have put
    /// there. Written as JSON writes it, so that in JSON, where it can stand within strings only, nothing changes.
    private static func shown(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: steers) else { return text }
        var out = ""
        for scalar in text.unicodeScalars {
            if steers(scalar) {
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    private static func steers(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x200E, 0x200F, 0x061C, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

/// Lines for the operator on standard error: time, level, sentence, facts.
struct ConsoleLog: LogSink {
    let console: Console
    let clock: any WallClock
    let least: LogLevel

    func log(_ level: LogLevel, _ message: String, _ facts: KeyValuePairs<String, String>) {
        guard level >= least else { return }
        let beside = facts.map { " \($0.key)=\(quoted($0.value))" }.joined()
        console.complain("\(clock.now().rfc3339) \(level.rawValue): \(message)\(beside)")
    }

    /// A value that a stranger may have chosen stays on its line.
    private func quoted(_ value: String) -> String {
        let isPlain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
        return isPlain ? value : JSONValue.string(value).serialized
    }
}

/// Why a file named on the command line could not be read.
enum InputError: Reportable {
    case unreadable(path: String, errno: Int32)
    case tooLarge(path: String, limit: Int)
    case notUTF8(path: String)

    var reason: String {
        switch self {
        case .unreadable: "file-unreadable"
        case .tooLarge: "file-too-large"
        case .notUTF8: "file-not-utf8"
        }
    }

    var detail: String {
        switch self {
        case .unreadable(let path, let code): "`\(path)` could not be read: \(String(cString: strerror(code)))"
        case .tooLarge(let path, let limit): "`\(path)` is larger than \(limit) bytes"
        case .notUTF8(let path): "`\(path)` is not UTF-8 text"
        }
    }
}

/// Files named on the command line.
enum InputFile {
    /// The whole file; `-` is standard input.
    static func read(_ path: String, limit: Int = 16 * 1_048_576) throws(InputError) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, errno: errno) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var out: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path: path, errno: errno) }
            if count == 0 { return out }
            out += chunk[..<count]
            guard out.count <= limit else { throw .tooLarge(path: path, limit: limit) }
        }
    }

    /// The whole file as text.
    static func text(_ path: String) throws(InputError) -> String {
        guard let text = String(strictUTF8: try read(path)) else { throw .notUTF8(path: path) }
        return text
    }
}
