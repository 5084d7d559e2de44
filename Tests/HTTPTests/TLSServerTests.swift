import Essentials
import Foundation
import Testing

@testable import HTTP

@Suite("The server speaks TLS")
struct TLSServerTests {
    static func settings(_ authority: Authority) throws -> TLSSettings {
        let pair = try authority.issue("DNS:localhost")
        return TLSSettings(certificateFile: pair.certificate, keyFile: pair.key, clock: SystemClock())
    }

    static func start(
        _ tls: TLSSettings, threads: Int = 2, requestDeadline: Duration = .seconds(15),
        answerDeadline: Duration = .seconds(60), log: any LogSink = NoLog(),
        _ handler: @escaping HTTPHandler = ServerTests.echo
    ) throws -> HTTPServer {
        let settings = HTTPServerSettings(
            threads: threads, requestDeadline: requestDeadline, answerDeadline: answerDeadline, tls: tls)
        return try HTTPServer(settings, log: log, metrics: NoMetrics(), handler: handler)
    }

    /// What a client offers, and what the server makes of it.
    struct Offer: Sendable, CustomTestStringConvertible {
        let options: [String]
        /// What the program prints of the session; `nil` where there is none.
        let agreed: String?
        var testDescription: String { options.joined(separator: " ") }
    }

    /// The last of the good ones shows that what is refused is the version, and not what comes with it.
    static let offers = [
        Offer(options: [], agreed: "New, TLSv1.3"), Offer(options: ["-tls1_3"], agreed: "New, TLSv1.3"),
        Offer(options: ["-tls1_2"], agreed: "Protocol  : TLSv1.2"),
        Offer(options: ["-alpn", "http/1.1"], agreed: "ALPN protocol: http/1.1"),
        Offer(options: ["-alpn", "h2,http/1.1"], agreed: "ALPN protocol: http/1.1"),
        Offer(options: ["-tls1_2", "-cipher", "ALL:@SECLEVEL=0"], agreed: "Protocol  : TLSv1.2"),
        Offer(options: ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], agreed: nil),
        Offer(options: ["-tls1", "-cipher", "ALL:@SECLEVEL=0"], agreed: nil),
        Offer(
            options: ["-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA256:AES128-GCM-SHA256"],
            agreed: nil),
        Offer(options: ["-tls1_2", "-sigalgs", "ECDSA+SHA1", "-cipher", "ALL:@SECLEVEL=0"], agreed: nil),
        Offer(options: ["-alpn", "h2"], agreed: nil),
    ]

    @Test("versions, suites and protocols", arguments: offers)
    func versions(_ offer: Offer) async throws {
        let authority = try await blocking { try Authority() }
        let server = try Self.start(try await blocking { try Self.settings(authority) })
        let said = try await SecureClient.ask(server.port, offer.options)
        #expect(said.contains("HTTP/1.1 200 OK") == (offer.agreed != nil), "\(said)")
        if let agreed = offer.agreed {
            #expect(said.contains(agreed), "\(said)")
        } else {
            // It was the server that ended it, at the client's first words.
            #expect(said.contains("New, (NONE), Cipher is (NONE)"), "\(said)")
            #expect(said.contains("unexpected eof while reading"), "\(said)")
        }
        await server.stop(grace: .seconds(1))
    }

    @Test("the certificate leads to its authority, and plain HTTP gets no answer")
    func certificate() async throws {
        let authority = try await blocking { try Authority() }
        let server = try Self.start(try await blocking { try Self.settings(authority) })
        let said = try await SecureClient.ask(
            server.port,
            ["-CAfile", authority.certificate, "-verify_return_error", "-verify_hostname", "localhost"])
        #expect(said.contains("Verify return code: 0 (ok)"))
        #expect(said.contains("HTTP/1.1 200 OK"))
        let plain = try await exchange(server, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(!plain.contains("HTTP/1.1"))
        await server.stop(grace: .seconds(1))
    }

    @Test("bodies, kept connections and requests behind one that waits", arguments: ["-tls1_2", "-tls1_3"])
    func requests(version: String) async throws {
        let authority = try await blocking { try Authority() }
        let tls = try await blocking { try Self.settings(authority) }
        let gate = Gate()
        let server = try Self.start(tls, threads: 1) { request in
            if request.path == "/slow" { await gate.wait() }
            if request.path == "/large" { return .text(.ok, String(repeating: "y", count: 1_000_000) + "end") }
            return .text(.ok, "\(request.path) \(request.body.count) done")
        }
        let client = try await blocking {
            let client = try SecureClient(port: server.port, [version])
            client.send("POST /post HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n")
            client.send(String(repeating: "x", count: 300_000))
            #expect(client.receive(until: " done").hasSuffix("/post 300000 done"))
            // Both stand in one record: the second is in the library's buffer while the first waits.
            client.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\nGET /behind HTTP/1.1\r\nHost: h\r\n\r\n")
            return client
        }
        await gate.untilWaiting(1)
        await gate.open()
        try await blocking {
            #expect(client.receive(until: " done").hasSuffix("/slow 0 done"))
            #expect(client.receive(until: " done").hasSuffix("/behind 0 done"))
            client.send("GET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            let large = client.receiveAll()
            #expect(large.hasSuffix("yend"))
            #expect(large.utf8.count > 1_000_000)
        }
        await server.stop(grace: .seconds(1))
    }

    @Test("a handshake that dribbles, and one that no request follows, are cut by the deadline")
    func deadline() async throws {
        let authority = try await blocking { try Authority() }
        let tls = try await blocking { try Self.settings(authority) }
        let server = try Self.start(tls, requestDeadline: .milliseconds(800))
        let sent = try await blocking {
            let client = try RawClient(port: server.port)
            // The head of a record that announces a ClientHello of 512 bytes, then one byte at a time.
            client.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03])
            var sent = 0
            while sent < 12, client.send([0x41]) {
                sent += 1
                usleep(500_000)
            }
            return sent
        }
        #expect(sent >= 2)
        #expect(sent <= 5)
        let ended = try await blocking { try SecureClient(port: server.port).receiveAll() }
        #expect(ended.isEmpty)
        await server.stop(grace: .seconds(1))
    }

    @Test("a handler that waits too long is answered for")
    func expiry() async throws {
        let authority = try await blocking { try Authority() }
        let tls = try await blocking { try Self.settings(authority) }
        let server = try Self.start(tls, answerDeadline: .milliseconds(200)) { _ in
            try? await Task.sleep(for: .seconds(600))
            return .text(.ok, "too late")
        }
        let said = try await SecureClient.ask(server.port)
        #expect(said.contains("HTTP/1.1 503 "))
        await server.stop(grace: .seconds(1))
    }

    @Test("stopping answers what was taken in, and closes what is idle or has asked nothing")
    func graceful() async throws {
        let authority = try await blocking { try Authority() }
        let tls = try await blocking { try Self.settings(authority) }
        let gate = Gate()
        let server = try Self.start(tls) { request in
            if request.path == "/slow" { await gate.wait() }
            return .text(.ok, "finished")
        }
        let (slow, idle, silent) = try await blocking {
            let silent = try SecureClient(port: server.port)
            let idle = try SecureClient(port: server.port)
            idle.send("GET /quick HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(idle.receive(until: "finished").hasPrefix("HTTP/1.1 200"))
            let slow = try SecureClient(port: server.port)
            slow.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
            return (slow, idle, silent)
        }
        await gate.untilWaiting(1)
        async let stopped: Void = server.stop(grace: .seconds(20))
        // Their ends tell that stopping has begun, long before deadline and grace.
        #expect(try await blocking { idle.receiveAll() }.isEmpty)
        #expect(try await blocking { silent.receiveAll() }.isEmpty)
        #expect(throws: (any Error).self) { try RawClient(port: server.port) }
        await gate.open()
        let answer = try await blocking { slow.receiveAll() }
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.contains("Connection: close"))
        #expect(answer.hasSuffix("finished"))
        await stopped
    }
}
