import Foundation

/// OpenSSL's `s_client`, speaking to a server on this machine.
final class SecureClient: Sendable {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// Connects; certificates are not judged unless the options say so.
    init(port: UInt16, _ options: [String] = [], quiet: Bool = true) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            ["openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-ign_eof"] + (quiet ? ["-quiet"] : []) + options
        process.standardInput = input
        process.standardOutput = output
        process.standardError = quiet ? FileHandle.nullDevice : output
        try process.run()
    }

    func send(_ text: String) { try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

    /// Everything up to and with this text, or until the connection ends.
    func receive(until end: String) -> String {
        var all = Data()
        let mark = Data(end.utf8)
        while !all.suffix(mark.count).elementsEqual(mark) {
            let byte = output.fileHandleForReading.readData(ofLength: 1)
            if byte.isEmpty { break }
            all += byte
        }
        return String(decoding: all, as: UTF8.self)
    }

    /// Everything until the connection ends.
    func receiveAll() -> String {
        let all = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: all, as: UTF8.self)
    }

    deinit {
        try? input.fileHandleForWriting.close()
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }

    /// One request; what the program says about the session, and the answer.
    static func ask(_ port: UInt16, _ options: [String] = [], path: String = "/") async throws -> String {
        try await blocking {
            let client = try SecureClient(port: port, options, quiet: false)
            client.send("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return client.receiveAll()
        }
    }
}
