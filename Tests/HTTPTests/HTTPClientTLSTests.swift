import Essentials
import Foundation
import Testing

@testable import HTTP

@Suite("The client checks certificates")
struct HTTPClientTLSTests {
    private func outcome(
        _ url: String, authorities: String?, settings: HTTPClientSettings = HTTPClientSettings(),
        connect: String? = nil
    ) async throws -> String {
        let client = HTTPClientTests.client(settings)
        let peer = OutgoingPeer(
            connect: connect.flatMap { HTTPURL($0) }, certificateAuthorities: authorities,
            isPrivateNetworkAllowed: true)
        let request = OutgoingRequest(.get, try #require(HTTPURL(url)), peer: peer)
        let outcome: String
        do {
            outcome = "status \(try await client.send(request).status.rawValue)"
        } catch {
            outcome = error.reason
        }
        await client.stop()
        return outcome
    }

    @Test("a further authority is trusted where it is named, for the right name only")
    func authorities() async throws {
        let (ours, others, peer) = try await blocking {
            let ours = try Authority()
            return (ours, try Authority(), try Peer(certificate: ours.issue("DNS:localhost")))
        }
        let url = "https://localhost:\(peer.port)/ok"
        #expect(try await outcome(url, authorities: ours.certificate) == "status 200")
        #expect(try await outcome(url, authorities: nil) == "peer-certificate-refused")
        #expect(try await outcome(url, authorities: others.certificate) == "peer-certificate-refused")
        #expect(try await outcome(url, authorities: ours.path("absent.pem")) == "peer-certificate-refused")
        let byAddress = "https://127.0.0.1:\(peer.port)/ok"
        #expect(try await outcome(byAddress, authorities: ours.certificate) == "peer-certificate-refused")
        let connected = try await outcome(
            "https://id.example/ok", authorities: ours.certificate, connect: "https://localhost:\(peer.port)")
        #expect(connected == "status 200")
    }

    @Test("the system's authorities stay trusted beside a further one")
    func both() async throws {
        let (system, further, first, second) = try await blocking {
            let system = try Authority()
            let further = try Authority()
            return (
                system, further, try Peer(certificate: system.issue("DNS:localhost")),
                try Peer(certificate: further.issue("DNS:localhost"))
            )
        }
        let settings = HTTPClientSettings(certificateDirectory: try await blocking { try system.hashedFolder() })
        for peer in [first, second] {
            let url = "https://localhost:\(peer.port)/ok"
            #expect(try await outcome(url, authorities: further.certificate, settings: settings) == "status 200")
        }
        let alone = try await outcome("https://localhost:\(first.port)/ok", authorities: nil, settings: settings)
        #expect(alone == "status 200")
    }

    @Test("plain http on a TLS port and TLS on a plain one are no answers")
    func mixed() async throws {
        let (authority, secure, plain) = try await blocking {
            let authority = try Authority()
            return (authority, try Peer(certificate: authority.issue("DNS:localhost")), try Peer())
        }
        let settings = HTTPClientSettings(connectTimeout: .milliseconds(500))
        let toPlain = try await outcome(
            "https://localhost:\(plain.port)/ok", authorities: authority.certificate, settings: settings)
        // The plain peer waits for the end of a head that never comes.
        #expect(toPlain == "peer-timed-out")
        let toSecure = try await outcome("http://localhost:\(secure.port)/ok", authorities: nil)
        #expect(["peer-not-reached", "peer-response-malformed"].contains(toSecure))
    }
}
