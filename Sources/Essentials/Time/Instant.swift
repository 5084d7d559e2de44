/// A point in time: seconds and nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Whole seconds since the epoch, rounded down.
    public let seconds: Int64
    /// Nanoseconds past `seconds`, 0 to 999,999,999.
    public let nanoseconds: Int32

    /// An instant; nanoseconds outside 0 to 999,999,999 are carried over.
    public init(seconds: Int64, nanoseconds: Int64 = 0) {
        let billion: Int64 = 1_000_000_000
        var rest = nanoseconds % billion
        var carry = nanoseconds / billion
        if rest < 0 {
            rest += billion
            carry -= 1
        }
        self.seconds = seconds.addingReportingOverflow(carry).overflow ? seconds : seconds + carry
        self.nanoseconds = Int32(rest)
    }

    /// The epoch.
    public static let epoch = Instant(seconds: 0)

    /// Milliseconds since the epoch, rounded down and held within `Int64`.
    public var milliseconds: Int64 {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? (seconds < 0 ? .min : .max) : product + Int64(nanoseconds / 1_000_000)
    }

    /// Earlier is less.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.seconds != right.seconds ? left.seconds < right.seconds : left.nanoseconds < right.nanoseconds
    }

    /// The instant this much later; held at the ends of the range.
    public static func + (instant: Instant, duration: Duration) -> Instant {
        let parts = duration.components
        let (sum, overflow) = instant.seconds.addingReportingOverflow(parts.seconds)
        if overflow { return Instant(seconds: parts.seconds < 0 ? .min : .max) }
        return Instant(
            seconds: sum, nanoseconds: Int64(instant.nanoseconds) + parts.attoseconds / 1_000_000_000)
    }

    /// The instant this much earlier.
    public static func - (instant: Instant, duration: Duration) -> Instant { instant + (.zero - duration) }

    /// The time from the right to the left instant.
    public static func - (later: Instant, earlier: Instant) -> Duration {
        let (difference, overflow) = later.seconds.subtractingReportingOverflow(earlier.seconds)
        if overflow { return .seconds(later.seconds < 0 ? Int64.min : Int64.max) }
        return .seconds(difference) + .nanoseconds(Int64(later.nanoseconds) - Int64(earlier.nanoseconds))
    }

    /// RFC 3339 in UTC, whole seconds.
    public var description: String { rfc3339 }
}

extension Duration {
    /// Whole seconds, rounded towards zero.
    public var wholeSeconds: Int64 { components.seconds }
    /// Whole milliseconds, rounded towards zero.
    public var wholeMilliseconds: Int64 {
        let parts = components
        let (product, overflow) = parts.seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? (parts.seconds < 0 ? .min : .max) : product + parts.attoseconds / 1_000_000_000_000_000
    }
}
