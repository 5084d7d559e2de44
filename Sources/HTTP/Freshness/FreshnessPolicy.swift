import Essentials

/// How long a fetched document serves, and how often its source is asked.
package struct FreshnessPolicy: Sendable {
    /// The shortest and the longest time a copy is taken as fresh, whatever the source says.
    package var lifetime: ClosedRange<Duration>
    /// The time where the source says nothing.
    package var assumedLifetime: Duration
    /// How long past its lifetime a copy serves while the source does not answer.
    package var staleness: Duration
    /// The share of the lifetime, in hundredths, after which a copy is refreshed while it still serves.
    package var refreshAheadPercent: Int
    /// How long after a demanded fetch that brought nothing new no other is made on demand.
    package var demandCooldown: Duration
    /// How long after a demanded fetch that did bring something new.
    package var demandPause: Duration
    /// How long after a failed fetch no other is made: doubled with each further failure, up to a bound.
    package var failureBackoff: ClosedRange<Duration>

    /// For keys and discovery alike: 5 minutes to 24 hours, 24 hours stale.
    package static let standard = FreshnessPolicy(
        lifetime: .seconds(300)...(.seconds(86_400)), assumedLifetime: .seconds(3600), staleness: .seconds(86_400),
        refreshAheadPercent: 80, demandCooldown: .seconds(60), demandPause: .milliseconds(100),
        failureBackoff: .seconds(5)...(.seconds(120)))

    /// How long a copy fetched with these header fields is fresh (RFC 9111 §5.2.2, §5.1): `max-age` less `Age`,
    /// clamped. `no-store` and `no-cache` give the shortest time: asking for keys at every token would hand the
    /// provider's load to whoever sends tokens.
    package func lifetime(of headers: HTTPHeaders) -> Duration {
        var maximumAge: Int64?
        for line in headers.all("Cache-Control") {
            for directive in line.utf8.split(separator: UInt8(ascii: ",")) {
                let parts = directive.split(separator: UInt8(ascii: "="), maxSplits: 1).map(FreshnessPolicy.token)
                switch parts.first {
                case "no-store", "no-cache": return lifetime.lowerBound
                case "max-age": maximumAge = FreshnessPolicy.deltaSeconds(parts.last) ?? maximumAge
                default: break
                }
            }
        }
        guard let maximumAge else { return assumedLifetime }
        let age = FreshnessPolicy.deltaSeconds(headers["Age"].map { FreshnessPolicy.token($0.utf8) }) ?? 0
        return clamped(.seconds(max(0, maximumAge - age)))
    }

    /// The time held within `lifetime`.
    package func clamped(_ duration: Duration) -> Duration {
        min(max(duration, lifetime.lowerBound), lifetime.upperBound)
    }

    /// Without white space and quotes, lower case; by bytes, and nothing where it is not ASCII.
    private static func token(_ bytes: some Collection<UInt8>) -> String {
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return "" }
        let kept = bytes.filter { $0 != 0x20 && $0 != 0x09 && $0 != UInt8(ascii: "\"") }
        return String(decoding: kept, as: UTF8.self).lowercased()
    }

    /// Digits only; what does not fit counts as 2³¹ seconds (RFC 9111 §1.2.2).
    private static func deltaSeconds(_ text: String?) -> Int64? {
        guard let text, !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return min(Int64(text) ?? 1 << 31, 1 << 31)
    }
}
