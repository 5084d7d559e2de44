import Essentials

/// How often and how long a call is tried again: full jitter under a doubling ceiling, and a deadline over all.
public struct RetryPolicy: Sendable, Hashable {
    /// Calls in all, the first among them.
    public let attempts: Int
    /// The ceiling of the first wait; it doubles each time.
    public let base: Duration
    /// No single wait is longer.
    public let ceiling: Duration
    /// Time for all calls and waits together.
    public let deadline: Duration

    /// A policy of these parts.
    public init(
        attempts: Int = 4, base: Duration = .milliseconds(200), ceiling: Duration = .seconds(5),
        deadline: Duration = .seconds(20)
    ) {
        self.attempts = max(1, attempts)
        self.base = base
        self.ceiling = ceiling
        self.deadline = deadline
    }

    /// The wait after this attempt (from 1): a random part of the ceiling that the attempt has reached.
    func wait(after attempt: Int, randomness: any Randomness) -> Duration {
        var limit = base
        for _ in 1..<max(1, min(attempt, 16)) { limit *= 2 }
        limit = min(limit, ceiling)
        let random = randomness.bytes(4).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } & 0xFFFF_FFFF
        return .milliseconds(limit.wholeMilliseconds * Int64(random) / 0xFFFF_FFFF)
    }
}
