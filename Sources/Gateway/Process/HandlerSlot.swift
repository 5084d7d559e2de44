import HTTP
import Synchronization

/// Holds the application that answers, so that a reload can put another in its place between two requests. A
/// request that has begun ends with the application it began with.
final class HandlerSlot: Sendable {
    private let place: Mutex<GatewayApplication?>

    init() { place = Mutex(nil) }

    /// The application in place.
    var current: GatewayApplication? { place.withLock { $0 } }

    /// Puts an application in place.
    func install(_ application: GatewayApplication) { place.withLock { $0 = application } }

    /// Answers with the application in place; before the first, that the gateway is starting.
    func answer(_ request: HTTPRequest) async -> HTTPResponse {
        guard let application = current else {
            return HTTPResponse(
                .serviceUnavailable, headers: ["Retry-After": "1", "Content-Type": "text/plain; charset=utf-8"],
                body: Array("starting\n".utf8))
        }
        return await application.answer(request)
    }
}
