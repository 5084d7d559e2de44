import Essentials
import Synchronization

/// A clock that stands until it is moved.
final class TestClock: WallClock {
    private let instant: Mutex<Instant>

    init(_ instant: Instant = Instant(seconds: 1_790_000_000)) { self.instant = Mutex(instant) }

    func now() -> Instant { instant.withLock { $0 } }

    func advance(by duration: Duration) { instant.withLock { $0 = $0 + duration } }
}

/// The same bytes in every run (SplitMix64).
final class SeededRandomness: Randomness {
    private let state: Mutex<UInt64>

    init(seed: UInt64 = 2026) { state = Mutex(seed) }

    func bytes(_ count: Int) -> [UInt8] {
        state.withLock { state in
            (0..<count).map { _ in
                state &+= 0x9E37_79B9_7F4A_7C15
                var mixed = state
                mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
                mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
                return UInt8(truncatingIfNeeded: mixed ^ (mixed >> 31))
            }
        }
    }
}

/// Keeps the lines.
final class RecordingLog: LogSink {
    private let lines = Mutex<[String]>([])

    func log(_ level: LogLevel, _ message: String, _ facts: KeyValuePairs<String, String>) {
        let text = ([message] + facts.map { "\($0.key)=\($0.value)" }).joined(separator: " ")
        lines.withLock { $0.append(text) }
    }

    var text: String { lines.withLock { $0.joined(separator: "\n") } }
}

/// Keeps the sums.
final class RecordingMetrics: MetricsSink {
    private let counts = Mutex<[String: Int]>([:])

    func count(_ name: String, _ labels: [String: String], by amount: Int) {
        let label = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        counts.withLock { $0["\(name){\(label)}", default: 0] += amount }
    }

    func gauge(_ name: String, _ labels: [String: String], to value: Double) {}

    subscript(_ name: String) -> Int { counts.withLock { $0[name] ?? 0 } }
}
