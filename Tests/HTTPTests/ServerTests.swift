import Essentials
import Foundation
import Synchronization
import Testing

@testable import HTTP

#if canImport(Glibc)
    import Glibc
#endif

@Suite("The server answers")
struct ServerTests {
    static func echo(_ request: HTTPRequest) async -> HTTPResponse {
        let target = String(decoding: request.rawTarget, as: UTF8.self)
        return .text(.ok, "\(request.method.rawValue) \(target) \(request.body.count) \(request.peer)")
    }

    static func start(
        _ settings: HTTPServerSettings = HTTPServerSettings(threads: 2), _ handler: @escaping HTTPHandler = echo
    ) throws -> HTTPServer {
        try HTTPServer(settings, log: NoLog(), metrics: NoMetrics(), handler: handler)
    }

    @Test("method, raw target, body and peer reach the handler; connections are kept")
    func keepAlive() async throws {
        let server = try Self.start()
        let answers = try await blocking {
            let client = try RawClient(port: server.port)
            var answers: [String] = []
            client.send("GET /a%2Fb?x=%41&x=+ HTTP/1.1\r\nHost: h\r\n\r\n")
            answers.append(client.receiveAnswer())
            client.send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello")
            answers.append(client.receiveAnswer())
            client.send("HEAD /h HTTP/1.1\r\nHost: h\r\n\r\n")
            answers.append(client.receiveAnswer(headOnly: true))
            // The last one: the connection ends behind a chunked body.
            client.send(
                "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n")
            answers.append(client.receiveAll())
            return answers
        }
        #expect(answers[0].hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answers[0].hasSuffix("\r\n\r\nGET /a%2Fb?x=%41&x=+ 0 127.0.0.1"))
        #expect(answers[1].hasSuffix("\r\n\r\nPOST /p 5 127.0.0.1"))
        #expect(answers[2].contains("Content-Length: 19\r\n"))
        #expect(answers[2].hasSuffix("\r\n\r\n"))
        #expect(answers[3].contains("\r\nConnection: close\r\n"))
        #expect(answers[3].hasSuffix("\r\n\r\nPOST /c 7 127.0.0.1"))
        await server.stop(grace: .seconds(1))
    }

    @Test("pipelined requests are answered in order")
    func pipelining() async throws {
        let server = try Self.start()
        let all = try await exchange(
            server,
            "GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        let first = try #require(all.range(of: "GET /1 0"))
        let second = try #require(all.range(of: "GET /2 0"))
        #expect(first.lowerBound < second.lowerBound)
        await server.stop(grace: .seconds(1))
    }

    @Test("it listens on IPv6 and tells the peer's address", .enabled(if: ServerTests.hasIPv6))
    func version6() async throws {
        let server = try Self.start(HTTPServerSettings(host: "::1", threads: 1))
        let answer = try await blocking {
            let client = try RawClient(port: server.port, host: "::1")
            client.send("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n")
            return client.receiveAnswer()
        }
        #expect(answer.hasSuffix("GET / 0 ::1"))
        await server.stop(grace: .seconds(1))
    }

    static var hasIPv6: Bool { (try? ListeningSocket(host: "::1", port: 0)) != nil }

    @Test("a taken port and a name are refused")
    func listening() async throws {
        let server = try Self.start()
        #expect(throws: HTTPServerError.self) {
            try Self.start(HTTPServerSettings(port: server.port))
        }
        #expect(throws: HTTPServerError.notAnAddress(host: "localhost")) {
            try Self.start(HTTPServerSettings(host: "localhost"))
        }
        #expect(throws: HTTPServerError.self) { try Self.start(HTTPServerSettings(maximumHeaderBytes: 40_000)) }
        await server.stop(grace: .seconds(1))
    }

    @Test("a handler that does not wait stays on the thread that read its request")
    func immediate() async throws {
        let threads = Mutex<[(pthread_t, pthread_t)]>([])
        let server = try Self.start(HTTPServerSettings(threads: 1)) { _ in
            let before = pthread_self()
            let after = await ServerTests.sameThread()
            threads.withLock { $0.append((before, after)) }
            return .text(.ok, "done")
        }
        for _ in 0..<8 {
            _ = try await exchange(server, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        }
        let seen = threads.withLock { $0 }
        #expect(seen.count == 8)
        #expect(Set(seen.flatMap { [$0.0, $0.1] }).count == 1)
        await server.stop(grace: .seconds(1))
    }

    static func sameThread() async -> pthread_t { pthread_self() }

    @Test("handlers that wait are suspended and resumed, many at once on one thread")
    func suspension() async throws {
        let gate = Gate()
        let server = try Self.start(HTTPServerSettings(threads: 1)) { request in
            if request.path == "/wait" { await gate.wait() }
            return .text(.ok, request.path)
        }
        let port = server.port
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    try await blocking {
                        let client = try RawClient(port: port)
                        client.send("GET /wait HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                        return client.receiveAll()
                    }
                }
            }
            await gate.untilWaiting(40)
            // The one thread still answers others while forty wait.
            let other = try await exchange(server, "GET /now HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(other.hasSuffix("/now"))
            await gate.open()
            var answered = 0
            for try await answer in group where answer.hasSuffix("\r\n\r\n/wait") { answered += 1 }
            #expect(answered == 40)
        }
        await server.stop(grace: .seconds(1))
    }

    @Test(
        "an answer that cannot be written becomes a 500",
        arguments: [
            HTTPResponse(HTTPStatus(rawValue: 99)), HTTPResponse(.ok, headers: ["X": "a\r\nY: b"]),
            HTTPResponse(.ok, headers: ["X Y": "a"]), HTTPResponse(.ok, headers: ["X": "a\u{0}b"]),
        ])
    func unwritable(response: HTTPResponse) async throws {
        let server = try Self.start { _ in response }
        let answer = try await exchange(server, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 500 "))
        #expect(!answer.contains("Y: b"))
        await server.stop(grace: .seconds(1))
    }

    @Test("204 and 304 have no body, whatever the handler says")
    func noContent() async throws {
        let server = try Self.start { request in
            HTTPResponse(request.path == "/204" ? .noContent : .notModified, body: Array("x".utf8))
        }
        for path in ["/204", "/304"] {
            let answer = try await exchange(server, "GET \(path) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 \(path.dropFirst())"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
        await server.stop(grace: .seconds(1))
    }

    @Test("a large head and a large head of the answer fit beside each other")
    func largeHeads() async throws {
        let cookie = String(repeating: "c", count: 7000)
        let server = try Self.start { request in
            HTTPResponse(.ok, headers: ["Set-Cookie": "a=\(request.cookies["a"] ?? "")", "X": cookie], body: [0x2E])
        }
        let answer = try await exchange(
            server, "GET / HTTP/1.1\r\nHost: h\r\nCookie: a=\(cookie)\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.contains("Set-Cookie: a=\(cookie)\r\n"))
        await server.stop(grace: .seconds(1))
    }
}

/// Holds handlers until it is opened.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var watchers: [(Int, CheckedContinuation<Void, Never>)] = []
    private var arrived = 0

    func wait() async {
        arrived += 1
        watchers.removeAll { count, continuation in
            if arrived >= count { continuation.resume() }
            return arrived >= count
        }
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Returns when this many have come to wait.
    func untilWaiting(_ count: Int) async {
        if arrived >= count { return }
        await withCheckedContinuation { watchers.append((count, $0)) }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}
