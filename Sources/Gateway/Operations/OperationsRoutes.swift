import Essentials
import HTTP
import Storage

/// What machines ask of the gateway, by address and not by name: is it alive, may people be sent here, how is
/// it doing. Answered before the host is judged.
struct OperationsRoutes: Sendable {
    let services: GatewayServices
    let metrics: MetricsRegistry?

    /// The answer; `nil` where the path is none of these.
    func answer(_ request: HTTPRequest) async -> HTTPResponse? {
        if request.path.isExactly("/healthz") { return .text(.ok, "ok\n") }
        if request.path.isExactly("/readyz") { return await readiness() }
        if request.path.isExactly("/metrics"), let metrics, isFromThisMachine(request) {
            return HTTPResponse(
                .ok, headers: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8"],
                body: Array(metrics.text.utf8))
        }
        return nil
    }

    /// Figures are for the operator. A proxy on this machine speaks from loopback too, but says for whom; a page
    /// in a browser on this machine reaches loopback by a name of its own that was bound to it.
    private func isFromThisMachine(_ request: HTTPRequest) -> Bool {
        guard let host = request.headers["Host"], HTTPURL("http://\(host)/")?.isLoopback == true else { return false }
        let isForwarded = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"].contains { request.headers.contains($0) }
        return !isForwarded && (request.peer.hasPrefix("127.") || request.peer == "::1")
    }

    /// Ready means that the store answers: without it no session is read and no grant recorded.
    private func readiness() async -> HTTPResponse {
        do {
            _ = try await services.store.get("-", from: SessionStore.collection, at: services.clock.now())
            guard !services.changes.isStale else {
                services.log.log(.error, "changes of other nodes have not been read for some seconds")
                return .text(.serviceUnavailable, "changes of other nodes are not read\n")
            }
            return .text(.ok, "ready\n")
        } catch {
            services.log.log(.error, "the store does not answer", ["cause": "\(error)"])
            return .text(.serviceUnavailable, "the store does not answer\n")
        }
    }
}
