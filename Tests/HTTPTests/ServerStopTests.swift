import Essentials
import Foundation
import Testing

@testable import HTTP

@Suite("The server stops without dropping what it took in")
struct ServerStopTests {
    @Test("a request that is being answered is answered, new connections are refused, idle ones closed")
    func graceful() async throws {
        let gate = Gate()
        let server = try ServerTests.start(HTTPServerSettings(threads: 2)) { request in
            if request.path == "/slow" { await gate.wait() }
            return .text(.ok, "finished")
        }
        let (slow, idle) = try await blocking {
            let idle = try RawClient(port: server.port)
            idle.send("GET /quick HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = idle.receiveAnswer()
            let slow = try RawClient(port: server.port)
            slow.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
            return (slow, idle)
        }
        await gate.untilWaiting(1)
        async let stopped: Void = server.stop(grace: .seconds(20))
        // The idle connection's end tells that stopping has begun.
        #expect(try await blocking { idle.isClosed() })
        #expect(throws: (any Error).self) { try RawClient(port: server.port) }
        await gate.open()
        let answer = try await blocking { slow.receiveAll() }
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.contains("Connection: close"))
        #expect(answer.hasSuffix("finished"))
        await stopped
    }

    @Test("what is not answered within the grace gets 503, and the process lives on")
    func impatient() async throws {
        let gate = Gate()
        let server = try ServerTests.start(HTTPServerSettings(threads: 1)) { _ in
            await gate.wait()
            return .text(.ok, "too late")
        }
        let clients = try await blocking {
            try (0..<20).map { _ in
                let client = try RawClient(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                return client
            }
        }
        await gate.untilWaiting(20)
        await server.stop(grace: .milliseconds(300))
        let answers = try await blocking { clients.map { $0.receiveAll() } }
        #expect(answers.allSatisfy { $0.hasPrefix("HTTP/1.1 503 ") })
        await gate.open()
    }

    @Test("stopping twice, at once and with nothing open, returns")
    func twice() async throws {
        let server = try ServerTests.start()
        async let first: Void = server.stop(grace: .seconds(5))
        async let second: Void = server.stop(grace: .seconds(5))
        _ = await (first, second)
        await server.stop(grace: .zero)
        #expect(throws: (any Error).self) { try RawClient(port: server.port) }
    }

    @Test("a server that is let go ends with its handlers waiting")
    func letGo() async throws {
        var server: HTTPServer? = try ServerTests.start(HTTPServerSettings(threads: 1)) { _ in
            try? await Task.sleep(for: .seconds(600))
            return .text(.ok, "never")
        }
        let port = try #require(server?.port)
        let client = try await blocking {
            let client = try RawClient(port: port)
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            return client
        }
        server = nil
        let answer = try await blocking { client.receiveAll() }
        #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 503 "))
        #expect(throws: (any Error).self) { try RawClient(port: port) }
    }
}
