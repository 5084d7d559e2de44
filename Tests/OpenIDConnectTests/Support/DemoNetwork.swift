import DemoProviders
import Essentials
import HTTP
import Synchronization

/// Brings what the relying party sends to the demo provider in the same process, within the limits that the
/// real client keeps.
final class DemoNetwork: HTTPSending {
    private struct Guarded {
        var paths: [String] = []
        var sent: [OutgoingRequest] = []
        var isUnplugged = false
        var slept: Duration = .zero
    }

    private let guarded = Mutex(Guarded())
    private let provider = Mutex<DemoOpenIDProvider?>(nil)

    /// How the provider is slow: the time is only written down.
    var pause: @Sendable (Duration) async -> Void {
        { [self] duration in guarded.withLock { $0.slept = duration } }
    }

    func plug(_ provider: DemoOpenIDProvider) { self.provider.withLock { $0 = provider } }

    /// Nobody answers at all, as after a cut cable.
    var isUnplugged: Bool {
        get { guarded.withLock { $0.isUnplugged } }
        set { guarded.withLock { $0.isUnplugged = newValue } }
    }

    /// How often a path below the issuer was asked.
    func count(_ path: String) -> Int { guarded.withLock { $0.paths.count { $0.hasSuffix(path) } } }

    /// The last request to a path.
    func last(_ path: String) -> OutgoingRequest? {
        guarded.withLock { $0.sent.last { $0.url.path.hasSuffix(path) } }
    }

    func send(_ request: OutgoingRequest) async throws(HTTPSendError) -> HTTPResponse {
        let isUnplugged = guarded.withLock { guarded in
            guarded.paths.append(request.url.path)
            guarded.sent.append(request)
            guarded.slept = .zero
            return guarded.isUnplugged
        }
        // Others come in between, as on a real network.
        for _ in 0..<20 { await Task.yield() }
        guard !isUnplugged, let provider = provider.withLock({ $0 }) else {
            throw .notReached(host: request.url.host, "connection refused")
        }
        let response = await provider.answer(request.incoming)
        if guarded.withLock({ $0.slept }) > request.peer.timeout {
            throw .timedOut(host: request.url.host, request.peer.timeout)
        }
        guard response.body.count <= request.peer.maximumResponseBytes else {
            throw .responseTooLarge(host: request.url.host, limit: request.peer.maximumResponseBytes)
        }
        return response
    }
}

extension OutgoingRequest {
    /// The request as the other end takes it in.
    var incoming: HTTPRequest {
        var headers = self.headers
        headers.set("Host", url.authority)
        return HTTPRequest(
            method: method, rawTarget: url.target.bytes, path: url.path, rawQuery: (url.query ?? "").bytes,
            headers: headers, body: body, peer: "127.0.0.1")
    }
}
