import Dispatch
public import Essentials
import Synchronization

/// Threads for work that takes long (over a millisecond of computing: RSA signing, large documents), so that
/// it stands neither on an HTTP thread nor on the cooperative pool.
///
/// The queue is bounded: a full one is told to the caller, who answers 503 with `Retry-After`.
public final class WorkPool: Sendable {
    private let shared: Shared
    private let threads: [OwnThread]

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - name: for the threads' names.
    ///   - threads: how many work at once, at least one.
    ///   - queueLimit: how many pieces of work wait at most beside those being worked on.
    /// - Throws: `ThreadError` where the system gives no thread.
    public init(name: String, threads count: Int, queueLimit: Int) throws(ThreadError) {
        let shared = Shared(limit: max(0, queueLimit) + max(1, count))
        var threads: [OwnThread] = []
        for _ in 0..<max(1, count) {
            do {
                threads.append(try OwnThread(name) { shared.work() })
            } catch {
                shared.stop(threads: threads.count)
                throw error
            }
        }
        self.shared = shared
        self.threads = threads
    }

    deinit { shared.stop(threads: threads.count) }

    /// Does a piece of work on one of the threads.
    ///
    /// - Throws: `WorkPoolError.full` where the queue is full, and whatever the work throws.
    public func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let isQueued = shared.add { continuation.resume(with: Swift.Result { try work() }) }
            if !isQueued { continuation.resume(throwing: WorkPoolError.full) }
        }
    }

    private final class Shared: Sendable {
        private struct State {
            var queue: [@Sendable () -> Void] = []
            var first = 0
            /// Queued or being worked on.
            var unfinished = 0
        }
        private let state = Mutex(State())
        private let ready = DispatchSemaphore(value: 0)
        private let limit: Int

        init(limit: Int) { self.limit = limit }

        func add(_ job: @escaping @Sendable () -> Void) -> Bool {
            let isQueued = state.withLock { state in
                guard state.unfinished < limit else { return false }
                state.unfinished += 1
                state.queue.append(job)
                return true
            }
            if isQueued { ready.signal() }
            return isQueued
        }

        /// A signal without a job is the sign to end.
        func stop(threads: Int) {
            for _ in 0..<threads { ready.signal() }
        }

        func work() {
            while true {
                ready.wait()
                guard let job = next() else { return }
                job()
                state.withLock { $0.unfinished -= 1 }
            }
        }

        private func next() -> (@Sendable () -> Void)? {
            state.withLock { state in
                guard state.first < state.queue.count else { return nil }
                let job = state.queue[state.first]
                state.first += 1
                // Done jobs are let go in batches, so that taking one stays cheap and none is kept for long.
                if state.first == state.queue.count || state.first >= 64 {
                    state.queue.removeFirst(state.first)
                    state.first = 0
                }
                return job
            }
        }
    }
}

/// Why a piece of work was not taken.
public enum WorkPoolError: Reportable, Equatable {
    case full

    /// A stable code.
    public var reason: String { "work-queue-full" }
    /// What was wrong.
    public var detail: String { "too much work is waiting for a thread" }
    /// What to do about it.
    public var remedy: String? { "try again in a few seconds" }
}
