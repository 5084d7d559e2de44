import Foundation

@testable import HTTP

#if canImport(Glibc)
    import Glibc
#endif

/// A bare TCP client that sends exactly the bytes it is told.
final class RawClient: Sendable {
    private let descriptor: Int32

    /// Connects; the numeric address may be of either family.
    init(port: UInt16, host: String = "127.0.0.1") throws {
        let isIPv4 = !host.contains(":")
        descriptor = socket(isIPv4 ? AF_INET : AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError(.EMFILE) }
        var code: Int32
        if isIPv4 {
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            place.sin_port = port.bigEndian
            inet_pton(AF_INET, host, &place.sin_addr)
            code = withUnsafePointer(to: &place) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        } else {
            var place = sockaddr_in6()
            place.sin6_family = sa_family_t(AF_INET6)
            place.sin6_port = port.bigEndian
            inet_pton(AF_INET6, host, &place.sin6_addr)
            code = withUnsafePointer(to: &place) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
        // The descriptor is closed by `deinit`, which runs here as well, as everything has its value.
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .ECONNREFUSED) }
        // A test that would wait for ever ends after this.
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { Glibc.close(descriptor) }

    /// False where the other end has closed.
    @discardableResult func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// The next bytes; empty at the end of the connection or after the limit of time.
    func receive() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : []
    }

    /// Everything until the other end closes.
    func receiveAll() -> String {
        var all: [UInt8] = []
        while true {
            let part = receive()
            if part.isEmpty { return String(decoding: all, as: UTF8.self) }
            all += part
        }
    }

    /// One answer with a `Content-Length` (or, for HEAD, its head).
    func receiveAnswer(headOnly: Bool = false) -> String {
        var all: [UInt8] = []
        while true {
            let text = String(decoding: all, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let head = text[..<end.lowerBound]
                let length =
                    head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.split(separator: ":")[1].trimmingCharacters(in: .whitespaces)) } ?? 0
                if headOnly || text[end.upperBound...].utf8.count >= length { return text }
            }
            let part = receive()
            if part.isEmpty { return text }
            all += part
        }
    }

    /// True where the other end closes without sending anything more.
    func isClosed() -> Bool { receive().isEmpty }
}

/// Runs blocking calls on a thread of their own: the cooperative pool has as few threads as the machine has
/// cores, and Dispatch gives only so many.
func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}

/// Sends raw bytes and gives everything until the server closes.
func exchange(_ server: HTTPServer, _ text: String) async throws -> String {
    try await blocking {
        let client = try RawClient(port: server.port)
        client.send(text)
        return client.receiveAll()
    }
}
