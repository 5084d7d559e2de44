#if canImport(Glibc)
    import Glibc
#endif

/// Where the time of day comes from. Handed in everywhere, so that a test chooses it.
public protocol WallClock: Sendable {
    /// The instant it is now.
    func now() -> Instant
}

/// The machine's own clock. Named only where a process is put together.
public struct SystemClock: WallClock {
    /// Reads CLOCK_REALTIME.
    public init() {}

    /// The instant it is now.
    public func now() -> Instant {
        var time = timespec()
        // Cannot fail for CLOCK_REALTIME with a valid pointer; a zero time would expire everything.
        guard clock_gettime(CLOCK_REALTIME, &time) == 0 else { return .epoch }
        return Instant(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }
}

/// A clock that stands still at one instant, for verdicts about a chosen time.
public struct FixedClock: WallClock {
    private let instant: Instant

    /// Stands at this instant.
    public init(_ instant: Instant) { self.instant = instant }

    /// The instant it was made with.
    public func now() -> Instant { instant }
}
