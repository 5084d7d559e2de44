import Essentials
import Foundation
import Testing

@testable import HTTP

@Suite("Large bodies and many connections have a bound together")
struct ServerMemoryTests {
    @Test("what is taken comes back, and nothing is taken where there is no room")
    func store() {
        let store = BodyStore(limit: 100)
        #expect(store.take(60))
        #expect(!store.take(41))
        #expect(store.take(40))
        store.give(100)
        #expect(store.used == 0)
    }

    private static func head(_ length: Int, _ target: String = "/") -> String {
        "POST \(target) HTTP/1.1\r\nHost: h\r\nContent-Length: \(length)\r\n\r\n"
    }

    @Test("large bodies that are still coming in leave no room for another, but for small ones")
    func flood() async throws {
        // Room for one body of 200,000 bytes beside the 64 KiB that each has.
        let server = try ServerTests.start(HTTPServerSettings(threads: 1, maximumLargeBodyBytes: 150_000))
        let most = String(repeating: "x", count: 200_000)
        let (refused, small, first, again) = try await blocking {
            let holding = try RawClient(port: server.port)
            holding.send(Self.head(200_000, "/first") + most.dropLast())
            // All of it has been taken in once what is beyond the connection's own share is held; slow builds take long.
            for _ in 0..<2000 where server.core.bodies.used < 199_999 - BodyStore.share { usleep(5000) }
            let other = try RawClient(port: server.port)
            other.send(Self.head(200_000) + most)
            let refused = other.receiveAnswer()
            let third = try RawClient(port: server.port)
            third.send(Self.head(60_000, "/small") + most.prefix(60_000))
            let small = third.receiveAnswer()
            holding.send("x")
            let first = holding.receiveAnswer()
            // The connection that was answered has given its room back.
            let fourth = try RawClient(port: server.port)
            fourth.send(Self.head(200_000, "/again") + most)
            return (refused, small, first, fourth.receiveAnswer())
        }
        #expect(refused.hasPrefix("HTTP/1.1 503 "))
        #expect(refused.hasSuffix("body-without-room\n"))
        #expect(small.contains("/small 60000"))
        #expect(first.contains("/first 200000"))
        #expect(again.contains("/again 200000"))
        await server.stop(grace: .seconds(1))
    }

    @Test("a connection that goes away in the middle of its body gives its room back")
    func abandoned() async throws {
        let server = try ServerTests.start(
            HTTPServerSettings(threads: 1, maximumLargeBodyBytes: 150_000, requestDeadline: .seconds(1)))
        let most = String(repeating: "x", count: 200_000)
        for _ in 0..<2 {
            let answer = try await blocking {
                do {
                    let gone = try RawClient(port: server.port)
                    gone.send(Self.head(200_001) + most)
                }
                // The library may be late to see that the other has gone; the deadline is the latest.
                var answer = ""
                for _ in 0..<200 {
                    let next = try RawClient(port: server.port)
                    next.send(Self.head(200_000, "/next") + most)
                    answer = next.receiveAnswer()
                    guard answer.hasPrefix("HTTP/1.1 503 ") else { break }
                    usleep(20_000)
                }
                return answer
            }
            #expect(answer.contains("/next 200000"))
        }
        await server.stop(grace: .seconds(1))
    }

    @Test(
        "no more connections are taken than there are descriptors for",
        arguments: [
            (4096, 1_048_576, 4096), (4096, 5256, 4096), (4096, 1024, 448), (4096, 256, 104), (4096, 8, 1), (1, 0, 1),
            (1_000_000, .max, 1_000_000),
        ] as [(Int, UInt64, Int)])
    func descriptors(wanted: Int, limit: UInt64, expected: Int) {
        let room = DescriptorRoom.room(for: wanted, within: limit)
        #expect(room == expected)
        // With those that are being closed to make room, half of a small limit is left to the rest of the process.
        if limit >= 256 { #expect(UInt64(room + room / 8 + 8) <= limit - min(640, limit / 2)) }
    }

    @Test("the limit that is asked for holds the connections that were wanted")
    func needed() {
        for wanted in [1, 16, 4096, 1_000_000] {
            #expect(DescriptorRoom.room(for: wanted, within: DescriptorRoom.needed(for: wanted)) >= wanted - 8)
        }
    }

    @Test(
        "nothing behind a chunked body is taken for a request, however its frame is spelled",
        arguments: [
            "5\r\nhello\r\n0\r\n\r\n", "5\nhello\n0\n\n", "5;\nhello\r\n0\r\n\r\n", "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n",
            "0;\n\r\n\r\n", "0\r\nX: y\r\n\r\n", "00005\r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n",
            "+5\r\nhello\r\n0\r\n\r\n", " 5\r\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n",
            "FFFFFFFFFFFFFFFF5\r\nhello\r\n0\r\n\r\n", "-1\r\nhello\r\n0\r\n\r\n", "5\r\nhelloXX0\r\n\r\n",
        ])
    func chunks(frame: String) async throws {
        let server = try ServerTests.start(HTTPServerSettings(threads: 1, requestDeadline: .milliseconds(700)))
        let all = try await exchange(
            server,
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + frame
                + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n")
        #expect(!all.contains("smuggled"))
        await server.stop(grace: .seconds(1))
    }

    @Test("stopping in the middle of everything leaves nothing behind")
    func stopInTheMiddle() async throws {
        for round in 0..<8 {
            let server = try ServerTests.start(HTTPServerSettings(threads: 2)) { request in
                if request.path.hasPrefix("/slow") { try? await Task.sleep(for: .milliseconds(30)) }
                return .text(.ok, String(request.body.count))
            }
            let work = Task {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<12 {
                        group.addTask {
                            try await blocking {
                                for _ in 0..<8 {
                                    guard let client = try? RawClient(port: server.port) else { return }
                                    switch number % 4 {
                                    case 0: client.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
                                    case 1: client.send(Self.head(500_000) + String(repeating: "x", count: 100_000))
                                    case 2: client.send("GET /fast HT")
                                    default:
                                        client.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
                                        _ = client.receiveAnswer()
                                    }
                                }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            try await Task.sleep(for: .milliseconds(round * 8))
            await server.stop(grace: .milliseconds(round % 2 == 0 ? 0 : 20))
            try await work.value
            #expect(throws: (any Error).self) { try RawClient(port: server.port) }
        }
    }
}
