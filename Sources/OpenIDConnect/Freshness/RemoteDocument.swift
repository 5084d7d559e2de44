import Essentials
import HTTP
import Synchronization

/// Keeps one fetched document by the rules of `FreshnessState`: the lock, the clock and the task around it.
final class RemoteDocument<Value: Sendable>: Sendable {
    /// What a fetch brings.
    struct Fetched: Sendable {
        let value: Value
        let fingerprint: [UInt8]
        let lifetime: Duration
    }

    typealias Fetch = @Sendable () async throws(SignInRefusal) -> Fetched
    typealias Copy = FreshnessState<Value>.Copy

    private struct Guarded {
        var state: FreshnessState<Value>
        var task: Task<Void, Never>?
    }

    private let guarded: Mutex<Guarded>
    private let clock: any WallClock
    private let fetch: Fetch

    init(policy: FreshnessPolicy, clock: any WallClock, fetch: @escaping Fetch) {
        guarded = Mutex(Guarded(state: FreshnessState(policy: policy)))
        self.clock = clock
        self.fetch = fetch
    }

    /// The document, fetched where that is due.
    func get(_ need: FreshnessState<Value>.Need = .current) async throws(SignInRefusal) -> Copy {
        var waited = false
        while true {
            let now = clock.now()
            let (answer, task) = guarded.withLock { guarded in
                let answer = guarded.state.ask(need, waited: waited, at: now)
                switch answer {
                case .use(_, fetch: true), .wait(fetch: true): guarded.task = start()
                default: break
                }
                return (answer, guarded.task)
            }
            switch answer {
            case .use(let copy, _): return copy
            case .unavailable(let refusal): throw refusal
            case .wait:
                await task?.value
                waited = true
            }
        }
    }

    /// The document as far as it is at hand; asks nobody.
    var atHand: Copy? {
        let now = clock.now()
        return guarded.withLock { $0.state.usable(at: now) }
    }

    /// Why the last fetch failed, where it did.
    var lastFailure: SignInRefusal? { guarded.withLock { $0.state.lastFailure } }

    /// A task of its own, so that a caller who gives up does not end the fetch for the others.
    private func start() -> Task<Void, Never> {
        Task { [self] in
            do throws(SignInRefusal) {
                let fetched = try await fetch()
                let now = clock.now()
                guarded.withLock {
                    $0.state.fetched(
                        fetched.value, fingerprint: fetched.fingerprint, lifetime: fetched.lifetime, at: now)
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
