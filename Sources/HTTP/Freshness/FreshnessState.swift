package import Essentials

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
package struct FreshnessState<Value: Sendable, Failure: Reportable>: Sendable {
    /// A document that was fetched.
    package struct Copy: Sendable {
        /// What was fetched.
        package let value: Value
        /// Counts the fetches that succeeded, from 1.
        package let generation: Int
        /// When.
        package let fetched: Instant
        /// Until when it is fresh.
        package let freshUntil: Instant
        /// From when on it is refreshed while it serves.
        package let due: Instant
        /// From when on it does not serve whatever happens to the source, as it says of itself.
        package let expires: Instant?
        /// Tells whether another fetch brought anything new.
        package let fingerprint: [UInt8]
    }

    /// What a caller needs.
    package enum Need: Sendable {
        /// A document that serves.
        case current
        /// A newer one than this generation, which lacked something.
        case newer(than: Int)
        /// A newer one than this generation, whose time is over for what was made of it.
        case refreshed(than: Int)
    }

    /// What a caller is to do.
    package enum Answer: Sendable {
        /// Use this copy. Where `fetch` is set, start a fetch first and do not wait for it.
        case use(Copy, fetch: Bool)
        /// Wait for the fetch under way, then ask again. Where `fetch` is set, start it.
        case wait(fetch: Bool)
        /// There is nothing to use, and the source failed so recently that it is not asked again.
        case unavailable(Failure)
    }

    package let policy: FreshnessPolicy
    package private(set) var copy: Copy?
    package private(set) var isFetching = false
    private var isFetchDemanded = false
    /// How the last fetch failed, where it did.
    package private(set) var lastFailure: FailedFetch<Failure>?
    private var failures = 0
    private var restUntil: Instant?
    private var demandsRestUntil: Instant?

    /// Starts with nothing, or with what an earlier state of the same source holds.
    package init(policy: FreshnessPolicy, copy: Copy? = nil) {
        self.policy = policy
        self.copy = copy
    }

    /// Says what to do about a need at this instant. `waited`: the caller has already waited for a fetch that
    /// ended, and must not be made to wait for a second one.
    package mutating func ask(_ need: Need, waited: Bool, at now: Instant) -> Answer {
        guard let copy = usable(at: now) else {
            if waited, let lastFailure { return .unavailable(lastFailure.why) }
            if isFetching { return .wait(fetch: false) }
            if let lastFailure, isResting(at: now) { return .unavailable(lastFailure.why) }
            return .wait(fetch: startFetch(demanded: false))
        }
        if waited { return .use(copy, fetch: false) }
        switch need {
        case .newer(let generation) where copy.generation <= generation: return askForNewer(than: copy, at: now)
        case .refreshed(let generation) where copy.generation <= generation: return askForFresh(beside: copy, at: now)
        case .current, .newer, .refreshed: break
        }
        if now < copy.due { return .use(copy, fetch: false) }
        if isFetching {
            // Past its time and not known to be out of reach: the fetch under way decides.
            return now < copy.freshUntil || lastFailure != nil ? .use(copy, fetch: false) : .wait(fetch: false)
        }
        if isResting(at: now) { return .use(copy, fetch: false) }
        // Nobody waits for a source that was out of reach the last time.
        let isServing = now < copy.freshUntil || lastFailure != nil
        let starts = startFetch(demanded: false)
        return isServing ? .use(copy, fetch: starts) : .wait(fetch: starts)
    }

    private mutating func askForNewer(than copy: Copy, at now: Instant) -> Answer {
        if isFetching { return .wait(fetch: false) }
        if isResting(at: now) { return .use(copy, fetch: false) }
        if let demandsRestUntil, now < demandsRestUntil { return .use(copy, fetch: false) }
        return .wait(fetch: startFetch(demanded: true))
    }

    /// Nothing is demanded of the source that its own time would not bring, so that only a failure lets it rest.
    private mutating func askForFresh(beside copy: Copy, at now: Instant) -> Answer {
        if isFetching { return .wait(fetch: false) }
        if isResting(at: now) { return .use(copy, fetch: false) }
        return .wait(fetch: startFetch(demanded: false))
    }

    /// The fetch under way brought a document.
    package mutating func fetched(
        _ value: Value, fingerprint: [UInt8], lifetime: Duration, expires: Instant? = nil, at now: Instant
    ) {
        if isFetchDemanded {
            let isNew = copy?.fingerprint != fingerprint
            demandsRestUntil = now + (isNew ? policy.demandPause : policy.demandCooldown)
        }
        let ahead = Duration.milliseconds(lifetime.wholeMilliseconds * Int64(policy.refreshAheadPercent) / 100)
        copy = Copy(
            value: value, generation: (copy?.generation ?? 0) + 1, fetched: now, freshUntil: now + lifetime,
            due: now + ahead, expires: expires, fingerprint: fingerprint)
        isFetching = false
        isFetchDemanded = false
        lastFailure = nil
        failures = 0
        restUntil = nil
    }

    /// The fetch under way brought nothing that can be used.
    package mutating func failed(_ why: Failure, at now: Instant) {
        if isFetchDemanded { demandsRestUntil = now + policy.demandCooldown }
        isFetching = false
        isFetchDemanded = false
        lastFailure = FailedFetch(why: why, at: now, since: lastFailure?.since ?? now)
        let shortest = policy.failureBackoff.lowerBound.wholeMilliseconds
        let pause = Duration.milliseconds(shortest << Int64(min(failures, 16)))
        failures += 1
        restUntil = now + min(pause, policy.failureBackoff.upperBound)
    }

    /// The copy at hand as long as it serves at all, whatever else goes on.
    package func usable(at now: Instant) -> Copy? {
        guard let copy, now < copy.freshUntil + policy.staleness else { return nil }
        if let expires = copy.expires, now >= expires { return nil }
        return copy
    }

    private func isResting(at now: Instant) -> Bool { restUntil.map { now < $0 } ?? false }

    private mutating func startFetch(demanded: Bool) -> Bool {
        isFetching = true
        isFetchDemanded = demanded
        return true
    }
}

/// A fetch that failed.
package struct FailedFetch<Failure: Reportable>: Sendable {
    /// Why.
    package let why: Failure
    /// When.
    package let at: Instant
    /// When the first of those failed that came since the last success.
    package let since: Instant
}
