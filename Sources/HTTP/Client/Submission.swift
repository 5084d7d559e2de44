import Essentials
import Synchronization

/// One request on its way to the loop's thread, and whoever waits for it.
struct Submission: Sendable {
    let request: OutgoingRequest
    let route: OutgoingRoute
    let timeout: Duration
    let ticket: Ticket
    let continuation: CheckedContinuation<Result<HTTPResponse, HTTPSendError>, Never>

    /// Tells the waiting task; called exactly once.
    func finish(_ result: Result<HTTPResponse, HTTPSendError>) { continuation.resume(returning: result) }
}

/// By which a caller gives a request up, also before it has been submitted.
final class Ticket: Sendable {
    private let flag = Atomic(false)
    var isCancelled: Bool { flag.load(ordering: .acquiring) }
    func cancel() { flag.store(true, ordering: .releasing) }
}
