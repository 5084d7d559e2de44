import Dispatch
public import Essentials
import Synchronization

/// Sends requests to others, each bounded in time and size.
///
/// Only https is spoken and only public addresses are reached unless a peer's settings say otherwise; the
/// rule stands on the resolved address, and again on the connection that carries the request. Neither
/// redirects, proxies, cookies, `.netrc` nor the environment take part. A 3xx answer with a `Location` that
/// is not followed is an error.
public final class HTTPClient: HTTPSending {
    private struct State {
        var loops: [AddressPolicy: CurlLoop] = [:]
        var requests: [ExactString: Int] = [:]
        var isStopped = false
    }
    private let state = Mutex(State())
    private let settings: HTTPClientSettings
    private let metrics: any MetricsSink
    private let log: any LogSink

    /// A client; its threads start with the first requests.
    public init(settings: HTTPClientSettings = HTTPClientSettings(), metrics: any MetricsSink, log: any LogSink) {
        self.settings = settings
        self.metrics = metrics
        self.log = log
    }

    deinit { takeLoops().forEach { $0.stop() } }

    /// Ends what is under way and refuses what comes later. Returns when all threads have ended.
    public func stop() async {
        let loops = takeLoops()
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                loops.forEach { $0.stop() }
                continuation.resume()
            }
        }
    }

    private func takeLoops() -> [CurlLoop] {
        state.withLock { state in
            state.isStopped = true
            defer { state.loops = [:] }
            return Array(state.loops.values)
        }
    }

    /// Sends a request and waits for the whole answer.
    ///
    /// - Throws: `HTTPSendError`; `.cancelled` where the calling task was.
    public func send(_ request: OutgoingRequest) async throws(HTTPSendError) -> HTTPResponse {
        do {
            let response = try await follow(request)
            metrics.count("sallyport_outgoing_requests_total", ["outcome": "answered"])
            return response
        } catch {
            metrics.count("sallyport_outgoing_requests_total", ["outcome": error.reason])
            log.log(.debug, "a request was not answered: \(error)", ["host": request.url.host])
            throw error
        }
    }

    /// The request and its redirects, within one time.
    private func follow(_ request: OutgoingRequest) async throws(HTTPSendError) -> HTTPResponse {
        let end = ContinuousClock.Instant.now + request.peer.timeout
        var next = request
        var left = request.peer.redirects
        while true {
            let remaining = end - ContinuousClock.Instant.now
            guard remaining > .zero else { throw .timedOut(host: next.url.host, request.peer.timeout) }
            let response = try await once(next, within: remaining)
            guard let location = Redirect.location(of: response) else { return response }
            guard left > 0 else { throw .redirectRefused(host: next.url.host) }
            left -= 1
            next = try Redirect.follow(next, response.status, to: location)
        }
    }

    private func once(_ request: OutgoingRequest, within timeout: Duration) async throws(HTTPSendError)
        -> HTTPResponse
    {
        let route = try OutgoingRoute(request.url, request.peer)
        let loop = try enter(request.url, route.policy)
        defer { leave(request.url) }
        let ticket = Ticket()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.submit(
                    Submission(
                        request: request, route: route, timeout: timeout, ticket: ticket, continuation: continuation))
            }
        } onCancel: {
            ticket.cancel()
            loop.noteCancellation()
        }
        return try result.get()
    }

    private func enter(_ url: HTTPURL, _ policy: AddressPolicy) throws(HTTPSendError) -> CurlLoop {
        let key = ExactString(url.host.lowercased())
        let entered: Result<CurlLoop, HTTPSendError> = state.withLock { state in
            guard !state.isStopped else { return .failure(.stopped) }
            guard state.requests[key, default: 0] < settings.maximumRequestsPerHost else {
                return .failure(.tooManyWaiting(host: url.host))
            }
            if state.loops[policy] == nil {
                do throws(CurlLoopError) {
                    state.loops[policy] = try CurlLoop(settings)
                } catch {
                    return .failure(.notReached(host: url.host, error.words))
                }
            }
            guard let loop = state.loops[policy] else { return .failure(.stopped) }
            state.requests[key, default: 0] += 1
            return .success(loop)
        }
        return try entered.get()
    }

    private func leave(_ url: HTTPURL) {
        let key = ExactString(url.host.lowercased())
        state.withLock { state in
            let left = state.requests[key, default: 1] - 1
            state.requests[key] = left > 0 ? left : nil
        }
    }
}
