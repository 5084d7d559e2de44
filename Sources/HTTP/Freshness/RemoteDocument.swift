package import Essentials
import Synchronization

/// Keeps one fetched document by the rules of `FreshnessState`: the lock, the clock and the task around it.
package final class RemoteDocument<Value: Sendable, Failure: Reportable>: Sendable {
    /// What a fetch brings.
    package struct Fetched: Sendable {
        package let value: Value
        package let fingerprint: [UInt8]
        package let lifetime: Duration
        package let expires: Instant?

        /// - Parameters:
        ///   - fingerprint: tells whether another fetch brought anything new.
        ///   - lifetime: how long it is fresh.
        ///   - expires: from when on it does not serve, whatever happens to the source.
        package init(value: Value, fingerprint: [UInt8], lifetime: Duration, expires: Instant? = nil) {
            self.value = value
            self.fingerprint = fingerprint
            self.lifetime = lifetime
            self.expires = expires
        }
    }

    /// Fetches the document; told the copy at hand, so that it can ask whether that has changed.
    package typealias Fetch = @Sendable (Copy?) async throws(Failure) -> Fetched
    package typealias State = FreshnessState<Value, Failure>
    package typealias Copy = State.Copy

    private struct Guarded {
        var state: State
        var task: Task<Void, Never>?
    }

    private let guarded: Mutex<Guarded>
    private let clock: any WallClock
    private let fetch: Fetch

    /// A document that nobody has asked for yet; `seed` is the copy that an earlier keeper of the same source has.
    package init(policy: FreshnessPolicy, clock: any WallClock, seed: Copy? = nil, fetch: @escaping Fetch) {
        guarded = Mutex(Guarded(state: State(policy: policy, copy: seed)))
        self.clock = clock
        self.fetch = fetch
    }

    /// The document, fetched where that is due.
    package func get(_ need: State.Need = .current) async throws(Failure) -> Copy {
        var waited = false
        while true {
            let now = clock.now()
            let (answer, task) = guarded.withLock { guarded in
                let answer = guarded.state.ask(need, waited: waited, at: now)
                switch answer {
                case .use(_, fetch: true), .wait(fetch: true): guarded.task = start(guarded.state.copy)
                default: break
                }
                return (answer, guarded.task)
            }
            switch answer {
            case .use(let copy, _): return copy
            case .unavailable(let why): throw why
            case .wait:
                await task?.value
                waited = true
            }
        }
    }

    /// The document as far as it is at hand; asks nobody.
    package var atHand: Copy? {
        let now = clock.now()
        return guarded.withLock { $0.state.usable(at: now) }
    }

    /// How the last fetch failed, where it did.
    package var lastFailure: FailedFetch<Failure>? { guarded.withLock { $0.state.lastFailure } }

    /// A task of its own, so that a caller who gives up does not end the fetch for the others.
    private func start(_ copy: Copy?) -> Task<Void, Never> {
        Task { [self] in
            do throws(Failure) {
                let fetched = try await fetch(copy)
                let now = clock.now()
                guarded.withLock {
                    $0.state.fetched(
                        fetched.value, fingerprint: fetched.fingerprint, lifetime: fetched.lifetime,
                        expires: fetched.expires, at: now)
                    $0.task = nil
                }
            } catch {
                let now = clock.now()
                guarded.withLock {
                    $0.state.failed(error, at: now)
                    $0.task = nil
                }
            }
        }
    }
}
