import Essentials
import Foundation
import Testing

@testable import HTTP

@Suite("The server's bounds hold")
struct ServerLimitsTests {
    private func start(_ settings: HTTPServerSettings, _ handler: @escaping HTTPHandler = ServerTests.echo) throws
        -> HTTPServer
    {
        try ServerTests.start(settings, handler)
    }

    @Test("malformed heads are answered and the connection closed", arguments: MalformedHead.all)
    func malformed(head: MalformedHead) async throws {
        let server = try start(HTTPServerSettings(threads: 1))
        // What stands behind a refused head must not be taken for a request.
        let all = try await exchange(server, head.text + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(head.statuses.contains(Int(all.split(separator: " ").dropFirst().first ?? "0") ?? 0), "\(all)")
        #expect(!all.contains("smuggled"))
        await server.stop(grace: .seconds(1))
    }

    @Test("one byte each half second does not keep a connection")
    func dribble() async throws {
        let server = try start(HTTPServerSettings(threads: 1, requestDeadline: .milliseconds(800)))
        let sent = try await blocking {
            let client = try RawClient(port: server.port)
            var sent = 0
            for byte in Array("GET / HTTP/1.1\r\nHost: aaaaaaaaaaaaaaaaaaaaa\r\n\r\n".utf8) {
                guard client.send([byte]) else { break }
                sent += 1
                usleep(500_000)
                if sent > 10 { break }
            }
            return sent
        }
        // 800 ms hold two bytes; the close is seen by the sender one or two bytes later.
        #expect(sent >= 2)
        #expect(sent <= 6)
        await server.stop(grace: .seconds(1))
    }

    @Test("after an answer the deadline runs from the next first byte, and an idle connection lives")
    func dribbleAfterAnswer() async throws {
        let server = try start(HTTPServerSettings(threads: 1, requestDeadline: .milliseconds(800)))
        let (isAlive, isCut) = try await blocking {
            let client = try RawClient(port: server.port)
            client.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = client.receiveAnswer()
            usleep(1_600_000)
            client.send("GET /2 HTTP/1.1\r\nHost: h\r\n\r\n")
            let isAlive = client.receiveAnswer().contains("/2")
            usleep(200_000)
            client.send("GET /3 HT")
            return (isAlive, client.isClosed())
        }
        #expect(isAlive)
        #expect(isCut)
        await server.stop(grace: .seconds(1))
    }

    @Test("an idle connection is closed after its time")
    func idle() async throws {
        let server = try start(HTTPServerSettings(threads: 1, idleTimeout: .milliseconds(200)))
        let isClosed = try await blocking {
            let client = try RawClient(port: server.port)
            client.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n")
            _ = client.receiveAnswer()
            return client.isClosed()
        }
        #expect(isClosed)
        await server.stop(grace: .seconds(1))
    }

    @Test("a handler that waits too long is answered for and cancelled")
    func expiry() async throws {
        let cancelled = AsyncStream<Bool>.makeStream()
        let server = try start(HTTPServerSettings(threads: 1, answerDeadline: .milliseconds(200))) { request in
            guard request.path == "/slow" else { return .text(.ok, "next") }
            try? await Task.sleep(for: .seconds(600))
            cancelled.continuation.yield(Task.isCancelled)
            return .text(.ok, "too late")
        }
        let (first, second) = try await blocking {
            let client = try RawClient(port: server.port)
            client.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
            let first = client.receiveAnswer()
            client.send("GET /next HTTP/1.1\r\nHost: h\r\n\r\n")
            return (first, client.receiveAnswer())
        }
        #expect(first.hasPrefix("HTTP/1.1 503 "))
        #expect(first.contains("Retry-After: "))
        #expect(second.hasSuffix("next"))
        var seen = cancelled.stream.makeAsyncIterator()
        #expect(await seen.next() == true)
        await server.stop(grace: .seconds(1))
    }

    @Test("a body over the limit is refused, announced or chunked")
    func body() async throws {
        let server = try start(HTTPServerSettings(threads: 1, maximumBodyBytes: 1000))
        let most = String(repeating: "x", count: 1000)
        let fits = try await exchange(
            server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n\(most)")
        #expect(fits.hasSuffix("POST / 1000 127.0.0.1"))
        let announced = try await exchange(server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n")
        #expect(announced.hasPrefix("HTTP/1.1 413 "))
        let expected = try await exchange(
            server, "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n")
        #expect(expected.hasPrefix("HTTP/1.1 413 "))
        let chunked = try await exchange(
            server,
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n\(most)\r\n1\r\nx\r\n0\r\n\r\n")
        #expect(chunked.hasPrefix("HTTP/1.1 413 "))
        await server.stop(grace: .seconds(1))
    }

    @Test("a chunked body without end is cut")
    func endless() async throws {
        let server = try start(HTTPServerSettings(threads: 1, maximumBodyBytes: 1000))
        let isCut = try await blocking {
            let client = try RawClient(port: server.port)
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = Array("8000\r\n".utf8) + [UInt8](repeating: 0x78, count: 0x8000) + Array("\r\n".utf8)
            for _ in 0..<400 where !client.send(chunk) { return true }
            return false
        }
        #expect(isCut)
        await server.stop(grace: .seconds(1))
    }

    @Test("connections over the limit are refused, idle ones make room, oldest first")
    func connections() async throws {
        let server = try start(
            HTTPServerSettings(threads: 1, maximumConnections: 4, maximumConnectionsPerAddress: 100))
        try await blocking {
            var clients: [RawClient] = []
            for _ in 0..<4 {
                let client = try RawClient(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(client.receiveAnswer().hasPrefix("HTTP/1.1 200 "))
                clients.append(client)
            }
            let fifth = try RawClient(port: server.port)
            fifth.send("GET /5 HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(fifth.receiveAnswer().contains("/5"))
            #expect(clients[0].isClosed())
            clients[3].send("GET /4 HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(clients[3].receiveAnswer().contains("/4"))
        }
        await server.stop(grace: .seconds(1))
    }

    @Test("busy connections are not pushed out", arguments: [true, false])
    func busy(perAddress: Bool) async throws {
        let gate = Gate()
        let settings = HTTPServerSettings(
            threads: 1, maximumConnections: perAddress ? 100 : 3, maximumConnectionsPerAddress: perAddress ? 3 : 100)
        let server = try start(settings) { _ in
            await gate.wait()
            return .text(.ok, "held")
        }
        let clients = try await blocking {
            try (0..<3).map { _ in
                let client = try RawClient(port: server.port)
                client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                return client
            }
        }
        await gate.untilWaiting(3)
        let isRefused = try await blocking {
            let client = try RawClient(port: server.port)
            client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            return client.isClosed()
        }
        #expect(isRefused)
        await gate.open()
        let answers = try await blocking { clients.map { $0.receiveAll() } }
        #expect(answers.allSatisfy { $0.hasSuffix("held") })
        await server.stop(grace: .seconds(1))
    }
}
