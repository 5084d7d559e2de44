/// A point in time: seconds and nanoseconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Whole seconds since the epoch, rounded down.
    public let seconds: Int64
    /// Nanoseconds past `seconds`, 0 to 999,999,999.
    public let nanoseconds: Int32

    /// An instant; nanoseconds outside 0 to 999,999,999 are carried over, held at the ends of the range.
    public init(seconds: Int64, nanoseconds: Int64 = 0) {
        let billion: Int64 = 1_000_000_000
        var rest = nanoseconds % billion
        var carry = nanoseconds / billion
        if rest < 0 {
            rest += billion
            carry -= 1
        }
        let (sum, overflow) = seconds.addingReportingOverflow(carry)
        self.seconds = overflow ? (carry < 0 ? .min : .max) : sum
        self.nanoseconds = overflow ? (carry < 0 ? 0 : 999_999_999) : Int32(rest)
    }

    /// The epoch.
    public static let epoch = Instant(seconds: 0)

    /// Milliseconds since the epoch, rounded down and held within `Int64`.
    public var milliseconds: Int64 {
        Int64(clamping: Int128(seconds) * 1000 + Int128(nanoseconds / 1_000_000))
    }

    /// Earlier is less.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.seconds != right.seconds ? left.seconds < right.seconds : left.nanoseconds < right.nanoseconds
    }

    /// The instant this much later; held at the ends of the range.
    public static func + (instant: Instant, duration: Duration) -> Instant {
        Instant(holding: instant.wholeNanoseconds + duration.attoseconds / 1_000_000_000)
    }

    /// The instant this much earlier; held at the ends of the range.
    public static func - (instant: Instant, duration: Duration) -> Instant {
        Instant(holding: instant.wholeNanoseconds - duration.attoseconds / 1_000_000_000)
    }

    /// Nanoseconds since the epoch; 128 bits hold those of every instant and every duration together.
    private var wholeNanoseconds: Int128 { Int128(seconds) * 1_000_000_000 + Int128(nanoseconds) }

    private init(holding nanoseconds: Int128) {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let whole = remainder < 0 ? quotient - 1 : quotient
        guard let seconds = Int64(exactly: whole) else {
            self.init(seconds: whole < 0 ? .min : .max, nanoseconds: whole < 0 ? 0 : 999_999_999)
            return
        }
        self.init(seconds: seconds, nanoseconds: Int64(nanoseconds - whole * 1_000_000_000))
    }

    /// The time from the right to the left instant; held at ±2⁶³ seconds.
    public static func - (later: Instant, earlier: Instant) -> Duration {
        let (difference, overflow) = later.seconds.subtractingReportingOverflow(earlier.seconds)
        if overflow { return .seconds(later.seconds < 0 ? Int64.min : Int64.max) }
        return .seconds(difference) + .nanoseconds(Int64(later.nanoseconds) - Int64(earlier.nanoseconds))
    }

    /// RFC 3339 in UTC, whole seconds.
    public var description: String { rfc3339 }
}

extension Duration {
    /// Whole seconds, rounded towards zero and held within `Int64`.
    public var wholeSeconds: Int64 { Int64(clamping: attoseconds / 1_000_000_000_000_000_000) }
    /// Whole milliseconds, rounded towards zero and held within `Int64`.
    public var wholeMilliseconds: Int64 { Int64(clamping: attoseconds / 1_000_000_000_000_000) }
}
