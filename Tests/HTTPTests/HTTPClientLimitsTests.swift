import Essentials
import Foundation
import Testing

@testable import HTTP

#if canImport(Glibc)
    import Glibc
#endif

@Suite("The client's bounds hold")
struct HTTPClientLimitsTests {
    private func reason(_ client: HTTPClient, _ request: OutgoingRequest) async -> String? {
        do {
            return "status \(try await client.send(request).status.rawValue)"
        } catch {
            return error.reason
        }
    }

    @Test(
        "answers that are too large, too slow or no HTTP are refused by name",
        arguments: [
            ("/announced", "peer-response-too-large"), ("/unending", "peer-response-too-large"),
            ("/drip", "peer-timed-out"), ("/garbage", "peer-response-malformed"),
            ("/http09", "peer-response-malformed"), ("/partial", "peer-response-malformed"),
            ("/nothing", "peer-response-malformed"), ("/status999", "peer-response-malformed"),
            ("/head", "peer-response-malformed"), ("/ok", "status 200"),
        ])
    func answers(path: String, expected: String) async throws {
        let peer = try await blocking { try Peer() }
        let client = HTTPClientTests.client()
        let settings = OutgoingPeer(
            isPrivateNetworkAllowed: true, timeout: path == "/drip" ? .milliseconds(700) : .seconds(15),
            maximumResponseBytes: 100_000)
        let request = OutgoingRequest(.get, try HTTPClientTests.url(peer.port, path), peer: settings)
        #expect(await reason(client, request) == expected)
        await client.stop()
    }

    @Test("1xx heads are replaced by the final one, trailers left out")
    func heads() async throws {
        let peer = try await blocking { try Peer() }
        let client = HTTPClientTests.client()
        let early = try await client.send(
            OutgoingRequest(.get, HTTPClientTests.url(peer.port, "/continue"), peer: HTTPClientTests.inner))
        #expect(early.headers["X-Early"] == nil)
        #expect(early.headers["X-Late"] == "2")
        let trailer = try await client.send(
            OutgoingRequest(.get, HTTPClientTests.url(peer.port, "/trailer"), peer: HTTPClientTests.inner))
        #expect(trailer.body == Array("ok".utf8))
        #expect(trailer.headers["X-Trailer"] == nil)
        await client.stop()
    }

    @Test("cookies are not kept, and the environment's proxy takes no part")
    func environment() async throws {
        for name in ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            setenv(name, "http://127.0.0.1:9", 1)
        }
        let peer = try await blocking { try Peer() }
        let client = HTTPClientTests.client()
        for _ in 0..<2 {
            let set = try await client.send(
                OutgoingRequest(.get, HTTPClientTests.url(peer.port, "/cookie"), peer: HTTPClientTests.inner))
            #expect(set.headers["Set-Cookie"] == "a=b")
        }
        let echo = try await client.send(
            OutgoingRequest(.get, HTTPClientTests.url(peer.port, "/echo"), peer: HTTPClientTests.inner))
        let text = String(decoding: echo.body, as: UTF8.self)
        #expect(text.hasPrefix("GET /echo HTTP/1.1\r\n"))
        #expect(!text.contains("Cookie"))
        await client.stop()
    }

    @Test("a redirect is an error unless asked for, and counted where it is")
    func redirects() async throws {
        let server = try ServerTests.start(HTTPServerSettings(threads: 1)) { request in
            switch request.path {
            case "/end": .text(.ok, request.headers["Authorization"] ?? "none")
            case "/other": .seeOther("http://localhost:\(request.headers["X-Port"] ?? "")/end")
            case "/scheme": .seeOther("ftp://127.0.0.1/")
            default: .seeOther("/end")
            }
        }
        let client = HTTPClientTests.client()
        func send(_ path: String, redirects: Int) async throws -> String? {
            var peer = HTTPClientTests.inner
            peer.redirects = redirects
            let headers: HTTPHeaders = ["Authorization": "secret", "X-Port": String(server.port)]
            let request = OutgoingRequest(
                .get, try HTTPClientTests.url(server.port, path), headers: headers, peer: peer)
            do {
                return String(decoding: try await client.send(request).body, as: UTF8.self)
            } catch {
                return error.reason
            }
        }
        #expect(try await send("/start", redirects: 0) == "peer-redirect-refused")
        #expect(try await send("/start", redirects: 1) == "secret")
        #expect(try await send("/other", redirects: 1) == "none")
        #expect(try await send("/scheme", redirects: 1) == "peer-redirect-refused")
        await client.stop()
        await server.stop(grace: .seconds(1))
    }

    @Test("a redirect into a private network is refused where the first place was public by name only")
    func redirectedInside() async throws {
        let server = try ServerTests.start(HTTPServerSettings(threads: 1)) { _ in
            .seeOther("https://127.0.0.1:9/")
        }
        let client = HTTPClientTests.client()
        // `connect` is for the named place; the hop is judged without it.
        let peer = OutgoingPeer(
            connect: HTTPURL("http://127.0.0.1:\(server.port)"), timeout: .seconds(60), redirects: 3)
        let outer = try #require(HTTPURL("https://id.example/"))
        #expect(await reason(client, OutgoingRequest(.get, outer, peer: peer)) == "peer-address-refused")
        await client.stop()
        await server.stop(grace: .seconds(1))
    }

    @Test("the whole time counts, a cancelled caller is let go at once")
    func time() async throws {
        let gate = Gate()
        let server = try ServerTests.start(HTTPServerSettings(threads: 1)) { _ in
            await gate.wait()
            return .text(.ok, "late")
        }
        let client = HTTPClientTests.client()
        var peer = HTTPClientTests.inner
        // Long enough that a busy machine still brings the request to the handler, which is counted below.
        peer.timeout = .seconds(2)
        let url = try HTTPClientTests.url(server.port, "/")
        #expect(await reason(client, OutgoingRequest(.get, url, peer: peer)) == "peer-timed-out")
        let patient = OutgoingPeer(isPrivateNetworkAllowed: true, timeout: .seconds(600))
        let waiting = Task { await reason(client, OutgoingRequest(.get, url, peer: patient)) }
        await gate.untilWaiting(2)
        waiting.cancel()
        #expect(await waiting.value == "request-cancelled")
        let late = Task { await reason(client, OutgoingRequest(.get, url, peer: patient)) }
        late.cancel()
        #expect(await late.value == "request-cancelled")
        await gate.open()
        await client.stop()
        await server.stop(grace: .seconds(1))
    }

    @Test("requests waiting for one host are bounded, stopping ends them")
    func waiting() async throws {
        let gate = Gate()
        let server = try ServerTests.start(HTTPServerSettings(threads: 1)) { _ in
            await gate.wait()
            return .text(.ok, "late")
        }
        let client = HTTPClientTests.client(HTTPClientSettings(maximumRequestsPerHost: 2))
        let patient = OutgoingPeer(isPrivateNetworkAllowed: true, timeout: .seconds(600))
        let request = OutgoingRequest(.get, try HTTPClientTests.url(server.port, "/"), peer: patient)
        let first = Task { await reason(client, request) }
        let second = Task { await reason(client, request) }
        await gate.untilWaiting(2)
        #expect(await reason(client, request) == "peer-too-many-waiting")
        await client.stop()
        #expect(await first.value == "client-stopped")
        #expect(await second.value == "client-stopped")
        #expect(await reason(client, request) == "client-stopped")
        await gate.open()
        await server.stop(grace: .seconds(1))
    }

    @Test("many requests at once are all answered over few connections")
    func many() async throws {
        let server = try ServerTests.start(HTTPServerSettings(threads: 2), HTTPClientTests.mirror)
        let client = HTTPClientTests.client(HTTPClientSettings(maximumConnectionsPerHost: 4))
        let url = try HTTPClientTests.url(server.port, "/")
        let answered = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    let request = OutgoingRequest(.get, url, peer: HTTPClientTests.inner)
                    return (try? await client.send(request).status) == .ok
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(answered == 100)
        await client.stop()
        await server.stop(grace: .seconds(1))
    }
}
