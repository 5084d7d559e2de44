import Essentials

/// The life of one fetched document, as a pure state machine: it is told what happens and when, and says what
/// to do. It holds no lock, no clock and no task.
///
///     empty ──fetched──▶ fresh ──▶ due (serves, refreshed behind) ──▶ expired ──▶ gone
///                          ▲                                            │ serves while the source is down
///                          └────────────────fetched─────────────────────┘
///
/// At most one fetch is under way. After a failed one the source is left alone for a while that doubles; after a
/// fetch that somebody demanded and that brought nothing new, further demands are not followed for a while, so
/// that a flood of unknown key ids costs one fetch.
struct FreshnessState<Value: Sendable>: Sendable {
    /// A document that was fetched.
    struct Copy: Sendable {
        /// What was fetched.
        let value: Value
        /// Counts the fetches that succeeded, from 1.
        let generation: Int
        /// When.
        let fetched: Instant
        /// Until when it is fresh.
        let freshUntil: Instant
        /// From when on it is refreshed while it serves.
        let due: Instant
        /// Tells whether another fetch brought anything new.
        let fingerprint: [UInt8]
    }

    /// What a caller needs.
    enum Need: Sendable {
        /// A document that serves.
        case current
        /// A newer one than this generation, which lacked something.
        case newer(than: Int)
    }

    /// What a caller is to do.
    enum Answer: Sendable {
        /// Use this copy. Where `fetch` is set, start a fetch first and do not wait for it.
        case use(Copy, fetch: Bool)
        /// Wait for the fetch under way, then ask again. Where `fetch` is set, start it.
        case wait(fetch: Bool)
        /// There is nothing to use, and the source failed so recently that it is not asked again.
        case unavailable(SignInRefusal)
    }

    let policy: FreshnessPolicy
    private(set) var copy: Copy?
    private(set) var isFetching = false
    private var isFetchDemanded = false
    private var failure: SignInRefusal?
    private var failures = 0
    private var restUntil: Instant?
    private var demandsRestUntil: Instant?

    init(policy: FreshnessPolicy) { self.policy = policy }

    /// Says what to do about a need at this instant. `waited`: the caller has already waited for a fetch that
    /// ended, and must not be made to wait for a second one.
    mutating func ask(_ need: Need, waited: Bool, at now: Instant) -> Answer {
        guard let copy = usable(at: now) else {
            if waited, let failure { return .unavailable(failure) }
            if isFetching { return .wait(fetch: false) }
            if let failure, isResting(at: now) { return .unavailable(failure) }
            return .wait(fetch: startFetch(demanded: false))
        }
        if waited { return .use(copy, fetch: false) }
        if case .newer(let generation) = need, copy.generation <= generation {
            return askForNewer(than: copy, at: now)
        }
        if now < copy.due { return .use(copy, fetch: false) }
        if isFetching {
            // Past its time and not known to be out of reach: the fetch under way decides.
            return now < copy.freshUntil || failure != nil ? .use(copy, fetch: false) : .wait(fetch: false)
        }
        if isResting(at: now) { return .use(copy, fetch: false) }
        // Nobody waits for a source that was out of reach the last time.
        let isServing = now < copy.freshUntil || failure != nil
        let starts = startFetch(demanded: false)
        return isServing ? .use(copy, fetch: starts) : .wait(fetch: starts)
    }

    private mutating func askForNewer(than copy: Copy, at now: Instant) -> Answer {
        if isFetching { return .wait(fetch: false) }
        if isResting(at: now) { return .use(copy, fetch: false) }
        if let demandsRestUntil, now < demandsRestUntil { return .use(copy, fetch: false) }
        return .wait(fetch: startFetch(demanded: true))
    }

    /// The fetch under way brought a document.
    mutating func fetched(_ value: Value, fingerprint: [UInt8], lifetime: Duration, at now: Instant) {
        if isFetchDemanded {
            let isNew = copy?.fingerprint != fingerprint
            demandsRestUntil = now + (isNew ? policy.demandPause : policy.demandCooldown)
        }
        let ahead = Duration.milliseconds(lifetime.wholeMilliseconds * Int64(policy.refreshAheadPercent) / 100)
        copy = Copy(
            value: value, generation: (copy?.generation ?? 0) + 1, fetched: now, freshUntil: now + lifetime,
            due: now + ahead, fingerprint: fingerprint)
        isFetching = false
        isFetchDemanded = false
        failure = nil
        failures = 0
        restUntil = nil
    }

    /// The fetch under way brought nothing that can be used.
    mutating func failed(_ reason: SignInRefusal, at now: Instant) {
        if isFetchDemanded { demandsRestUntil = now + policy.demandCooldown }
        isFetching = false
        isFetchDemanded = false
        failure = reason
        let shortest = policy.failureBackoff.lowerBound.wholeMilliseconds
        let pause = Duration.milliseconds(shortest << Int64(min(failures, 16)))
        failures += 1
        restUntil = now + min(pause, policy.failureBackoff.upperBound)
    }

    /// The copy at hand as long as it serves at all, whatever else goes on.
    func usable(at now: Instant) -> Copy? {
        guard let copy, now < copy.freshUntil + policy.staleness else { return nil }
        return copy
    }

    /// The reason of the last fetch's failure, where it failed.
    var lastFailure: SignInRefusal? { failure }

    private func isResting(at now: Instant) -> Bool { restUntil.map { now < $0 } ?? false }

    private mutating func startFetch(demanded: Bool) -> Bool {
        isFetching = true
        isFetchDemanded = demanded
        return true
    }
}
