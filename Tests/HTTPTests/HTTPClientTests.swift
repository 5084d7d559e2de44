import Essentials
import Foundation
import Testing

@testable import HTTP

@Suite("The client sends")
struct HTTPClientTests {
    static let inner = OutgoingPeer(isPrivateNetworkAllowed: true, timeout: .seconds(60))

    static func client(_ settings: HTTPClientSettings = HTTPClientSettings()) -> HTTPClient {
        HTTPClient(settings: settings, metrics: NoMetrics(), log: NoLog())
    }

    static func url(_ port: UInt16, _ path: String) throws -> HTTPURL {
        try #require(HTTPURL("http://127.0.0.1:\(port)\(path)"))
    }

    /// Answers with everything the request was.
    static func mirror(_ request: HTTPRequest) async -> HTTPResponse {
        let fields = request.headers.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        let target = String(decoding: request.rawTarget, as: UTF8.self)
        return .text(
            .ok, "\(request.method.rawValue) \(target)\n\(fields)\n\n\(String(decoding: request.body, as: UTF8.self))")
    }

    @Test("method, path as it is, fields and body arrive", arguments: HTTPMethod.allCases, [[], Array("a\u{0}b".utf8)])
    func methods(method: HTTPMethod, body: [UInt8]) async throws {
        // RFC 9110 §9.3.2: HEAD has no use for content.
        guard method != .head || body.isEmpty else { return }
        let server = try ServerTests.start(HTTPServerSettings(threads: 1), Self.mirror)
        let client = Self.client()
        let request = OutgoingRequest(
            method, try Self.url(server.port, "/a/../b%2F?x=%41&y"), headers: ["X-Test": "1", "X-Empty": ""],
            body: body, peer: Self.inner)
        let response = try await client.send(request)
        #expect(response.status == .ok)
        let text = String(decoding: response.body, as: UTF8.self)
        if method == .head {
            #expect(text.isEmpty)
        } else {
            #expect(text.hasPrefix("\(method.rawValue) /a/../b%2F?x=%41&y\n"))
            #expect(text.contains("\nHost: 127.0.0.1:\(server.port)\n"))
            #expect(text.contains("\nX-Test: 1\n"))
            #expect(text.contains("\nX-Empty: \n"))
            #expect(!text.contains("Content-Type"))
            #expect(text.hasSuffix("\n\n" + String(decoding: body, as: UTF8.self)))
        }
        await client.stop()
        await server.stop(grace: .seconds(1))
    }

    @Test("with connect the request goes there under the outer name")
    func connect() async throws {
        let server = try ServerTests.start(HTTPServerSettings(threads: 1), Self.mirror)
        let client = Self.client()
        let peer = OutgoingPeer(connect: HTTPURL("http://127.0.0.1:\(server.port)/ignored"))
        let outer = try #require(HTTPURL("https://id.example/realms/a?b=c"))
        let response = try await client.send(OutgoingRequest(.get, outer, peer: peer))
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text.hasPrefix("GET /realms/a?b=c\n"))
        #expect(text.contains("\nHost: id.example\n"))
        await client.stop()
        await server.stop(grace: .seconds(1))
    }

    @Test("a field that would add a line is refused", arguments: [("X", "a\r\nY: b"), ("X\r\nY", "a"), ("X Y", "a")])
    func injection(name: String, value: String) async throws {
        let client = Self.client()
        let request = OutgoingRequest(
            .get, try Self.url(9, "/"), headers: HTTPHeaders([(name, value)]), peer: Self.inner)
        await #expect {
            _ = try await client.send(request)
        } throws: {
            ($0 as? HTTPSendError)?.reason == "peer-request-malformed"
        }
        await client.stop()
    }

    @Test("plain http is refused unless it is configured")
    func scheme() async throws {
        let client = Self.client()
        await #expect(throws: HTTPSendError.schemeRefused(url: "http://id.example")) {
            try await client.send(OutgoingRequest(.get, #require(HTTPURL("http://id.example/")), peer: .public))
        }
        await client.stop()
    }

    @Test(
        "addresses that are not public are refused, in every spelling",
        arguments: [
            "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "017700000001", "0.0.0.0", "10.1.2.3",
            "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "[::1]",
            "[::]", "[::ffff:127.0.0.1]", "[::ffff:a00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
            "[fd00:ec2::254]", "[fe80::1]", "[ff02::1]", "[fc00::1]", "[::127.0.0.1]",
        ])
    func addresses(host: String) async throws {
        let client = Self.client()
        let url = try #require(HTTPURL("https://\(host):9/"))
        await #expect {
            _ = try await client.send(OutgoingRequest(.get, url, peer: .public))
        } throws: {
            ($0 as? HTTPSendError)?.reason == "peer-address-refused"
        }
        await client.stop()
    }

    @Test("a connection to a private address is not reused by who may not go there")
    func policies() async throws {
        let (authority, peer) = try await blocking {
            let authority = try Authority()
            return (authority, try Peer(certificate: authority.issue("IP:127.0.0.1")))
        }
        let client = Self.client()
        let url = try #require(HTTPURL("https://127.0.0.1:\(peer.port)/ok"))
        var allowed = Self.inner
        allowed.certificateAuthorities = authority.certificate
        #expect(try await client.send(OutgoingRequest(.get, url, peer: allowed)).status == .ok)
        var narrow = allowed
        narrow.isPrivateNetworkAllowed = false
        await #expect(throws: HTTPSendError.addressRefused(host: "127.0.0.1")) {
            try await client.send(OutgoingRequest(.get, url, peer: narrow))
        }
        await client.stop()
    }

    @Test("an unknown name and a closed port are told apart")
    func unreachable() async throws {
        let client = Self.client()
        await #expect(throws: HTTPSendError.nameNotResolved(host: "nowhere.invalid")) {
            try await client.send(
                OutgoingRequest(.get, #require(HTTPURL("https://nowhere.invalid/")), peer: .public))
        }
        let closed = try ListeningSocket(host: "127.0.0.1", port: 0).port
        await #expect {
            _ = try await client.send(OutgoingRequest(.get, Self.url(closed, "/"), peer: Self.inner))
        } throws: {
            ($0 as? HTTPSendError)?.reason == "peer-not-reached"
        }
        await client.stop()
    }
}
