import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// OpenSSL's `s_client`, speaking to a server on this machine.
final class SecureClient: Sendable {
    private let process: ChildProcess

    /// Connects; certificates are not judged unless the options say so. Unless quiet, the output begins with what
    /// the program says about the session.
    init(port: UInt16, _ options: [String] = [], quiet: Bool = true) throws {
        // A program that dies must not take the tests with it.
        signal(SIGPIPE, SIG_IGN)
        let words = ["openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-ign_eof"] + options
        let line = words.map { "'\($0)'" }.joined(separator: " ")
        process = try ChildProcess(["sh", "-c", "exec \(line) " + (quiet ? "-quiet" : "2>&1")])
    }

    func send(_ text: String) { process.write(Array(text.utf8)) }

    /// Everything up to and with this text, or until the connection ends.
    func receive(until end: String) -> String {
        var all: [UInt8] = []
        let mark = Array(end.utf8)
        while !all.suffix(mark.count).elementsEqual(mark) {
            let byte = process.read(atMost: 1)
            if byte.isEmpty { break }
            all += byte
        }
        return String(decoding: all, as: UTF8.self)
    }

    /// Everything until the connection ends.
    func receiveAll() -> String {
        var all: [UInt8] = []
        while true {
            let part = process.read(atMost: 65_536)
            if part.isEmpty { return String(decoding: all, as: UTF8.self) }
            all += part
        }
    }

    deinit { process.end() }

    /// One request; what the program says about the session, and the answer.
    static func ask(_ port: UInt16, _ options: [String] = [], path: String = "/") async throws -> String {
        try await blocking {
            let client = try SecureClient(port: port, options, quiet: false)
            client.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return client.receiveAll()
        }
    }
}
