/// What a connection is doing, and since when; decides when it has taken too long. No I/O.
struct ConnectionPhase: Sendable, Equatable {
    /// The four things a connection does.
    enum Kind: Sendable, Equatable {
        /// A request is coming in, or is owed since the connection was opened.
        case reading
        /// A handler is at work.
        case handling
        /// The answer is going out.
        case answering
        /// Nothing since the last answer.
        case idle
    }

    var kind: Kind
    var since: ContinuousClock.Instant

    /// How long each kind may last.
    struct Limits: Sendable {
        var request: Duration
        var answer: Duration
        var idle: Duration
    }

    /// What is to be done with a connection at an instant.
    enum Verdict: Sendable, Equatable {
        case leave
        case cut
        case expire
    }

    func verdict(at now: ContinuousClock.Instant, _ limits: Limits) -> Verdict {
        let age = now - since
        switch kind {
        case .reading, .answering: return age >= limits.request ? .cut : .leave
        case .handling: return age >= limits.answer ? .expire : .leave
        case .idle: return age >= limits.idle ? .cut : .leave
        }
    }
}
