import DemoProviders
import Essentials
import HTTP
import Synchronization

/// The network between the gateway and what it asks: the demo provider at `localhost`, and an issuer of
/// credentials at `sts.example.net` whose answers a test chooses.
final class Wire: HTTPSending {
    private struct State {
        var provider: DemoOpenIDProvider?
        var issuerAnswer = HTTPResponse(.serviceUnavailable)
        var isUnplugged = false
        var others: [@Sendable (OutgoingRequest) -> HTTPResponse?] = []
        var before: (@Sendable (OutgoingRequest) async -> Void)?
        var traffic: [(request: OutgoingRequest, response: HTTPResponse)] = []
        var slept: Duration = .zero
    }

    private let state = Mutex(State())
    private let journal: Journal

    init(journal: Journal) { self.journal = journal }

    func plug(_ provider: DemoOpenIDProvider) { state.withLock { $0.provider = provider } }

    /// How the provider is slow: the time is only written down.
    var pause: @Sendable (Duration) async -> Void {
        { [self] duration in state.withLock { $0.slept = duration } }
    }

    /// Nobody answers at all, as after a cut cable.
    func unplug() { state.withLock { $0.isUnplugged = true } }

    /// What the issuer at `sts.example.net` says from now on.
    func answerAtIssuer(_ status: HTTPStatus, _ xml: String) {
        state.withLock { $0.issuerAnswer = .xml(status, xml) }
    }

    /// Somebody else on the network; answers what is theirs.
    func open(_ other: @escaping @Sendable (OutgoingRequest) -> HTTPResponse?) {
        state.withLock { $0.others.append(other) }
    }

    /// Done before each request is delivered.
    func before(_ action: @escaping @Sendable (OutgoingRequest) async -> Void) {
        state.withLock { $0.before = action }
    }

    /// Everything that went over the wire.
    var traffic: [(request: OutgoingRequest, response: HTTPResponse)] { state.withLock { $0.traffic } }

    /// Every text that an answer gave under this name.
    func given(_ name: String) -> [String] {
        traffic.compactMap { exchange in
            (try? JSONObject(parsing: exchange.response.body, limits: .document))?[name]?.string
        }
    }

    /// What the first of them answers whose request it is; each is asked once, as some count.
    private func answer(
        of others: [@Sendable (OutgoingRequest) -> HTTPResponse?], to request: OutgoingRequest
    ) -> HTTPResponse? {
        for other in others {
            if let response = other(request) { return response }
        }
        return nil
    }

    func send(_ request: OutgoingRequest) async throws(HTTPSendError) -> HTTPResponse {
        let (before, isUnplugged, provider, issuerAnswer) = state.withLock { state in
            state.slept = .zero
            return (state.before, state.isUnplugged, state.provider, state.issuerAnswer)
        }
        if let before { await before(request) }
        let response: HTTPResponse
        if isUnplugged {
            throw .notReached(host: request.url.host, "connection refused")
        } else if request.url.host == "sts.example.net" {
            journal.note("issuer called")
            response = issuerAnswer
        } else if let provider, request.url.origin == provider.issuer.origin,
            request.url.path.hasPrefix(provider.issuer.path + "/")
        {
            response = await provider.answer(request.incoming)
        } else if let other = answer(of: state.withLock({ $0.others }), to: request) {
            response = other
        } else {
            throw .nameNotResolved(host: request.url.host)
        }
        if state.withLock({ $0.slept }) > request.peer.timeout {
            throw .timedOut(host: request.url.host, request.peer.timeout)
        }
        guard response.body.count <= request.peer.maximumResponseBytes else {
            throw .responseTooLarge(host: request.url.host, limit: request.peer.maximumResponseBytes)
        }
        state.withLock { $0.traffic.append((request, response)) }
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
