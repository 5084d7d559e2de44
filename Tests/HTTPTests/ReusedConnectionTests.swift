import Essentials
import Testing

@testable import HTTP

/// The address rule stands a second time before each request: a connection that is taken from the pool, on which no
/// socket is opened, meets it as well.
@Suite("A request on a connection that is open already")
struct ReusedConnectionTests {
    /// What the library's question before a request is answered, for a connection to this address.
    private func answer(_ address: String, allowed: Bool) async throws -> (may: Bool, result: HTTPSendError?) {
        let url = try #require(HTTPURL("https://issuer.example/keys"))
        let peer = OutgoingPeer(isPrivateNetworkAllowed: allowed)
        let request = OutgoingRequest(.get, url, peer: peer)
        let route = try OutgoingRoute(url, peer)
        var may = false
        let outcome: Result<HTTPResponse, HTTPSendError> = await withCheckedContinuation { continuation in
            let submission = Submission(
                request: request, route: route, timeout: .seconds(1), ticket: Ticket(), continuation: continuation)
            do throws(HTTPSendError) {
                let transfer = try Transfer(submission, HTTPClientSettings(), NameLookups(limit: 16))
                let context = Unmanaged.passUnretained(transfer).toOpaque()
                may = TransferCallbacks.request(context, address) == 1
                // CURLE_ABORTED_BY_CALLBACK, which is how the library ends what was refused.
                submission.finish(transfer.result(42))
            } catch {
                submission.finish(.failure(error))
            }
        }
        guard case .failure(let error) = outcome else { return (may, nil) }
        return (may, error)
    }

    @Test(
        "is refused where the other end is no public address",
        arguments: [
            "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.1.2.3",
            "224.0.0.1",
            "::1", "fe80::1", "fd00:ec2::254", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1", "",
            "nonsense",
        ])
    func refused(address: String) async throws {
        let (may, error) = try await answer(address, allowed: false)
        #expect(!may)
        #expect(error == .addressRefused(host: "issuer.example"))
    }

    @Test("goes on where it is, or where private networks are configured", arguments: ["192.88.99.7", "2a00:1450::1"])
    func allowed(address: String) async throws {
        #expect(try await answer(address, allowed: true).may)
        #expect(try await answer("127.0.0.1", allowed: true).may)
    }

    @Test("goes on to public addresses", arguments: ["1.1.1.1", "8.8.8.8", "2606:4700::1111"])
    func open(address: String) async throws {
        #expect(try await answer(address, allowed: false).may)
    }
}
