public import Essentials
import Synchronization

/// Counters and gauges in memory, written out in Prometheus' text format (version 0.0.4).
///
/// Series are bounded: a name that a stranger could choose must never be a label, and should one slip in, series
/// past the bound are dropped and counted instead of filling the memory.
public final class MetricsRegistry: MetricsSink {
    private struct Series: Hashable {
        let name: String
        let labels: [Label]
    }

    private struct Label: Hashable {
        let name: String
        let value: String
    }

    private struct State {
        var counters: [Series: Int] = [:]
        var gauges: [Series: Double] = [:]
        var dropped = 0
    }

    private static let mostSeries = 2048
    private let state = Mutex(State())

    /// Holds nothing yet.
    public init() {}

    /// Adds to a counter.
    public func count(_ name: String, _ labels: [String: String], by amount: Int) {
        let series = Self.series(name, labels)
        state.withLock { state in
            guard let known = state.counters[series] ?? (Self.hasRoom(state) ? 0 : nil) else {
                state.dropped += 1
                return
            }
            state.counters[series] = known &+ amount
        }
    }

    /// Sets a gauge.
    public func gauge(_ name: String, _ labels: [String: String], to value: Double) {
        let series = Self.series(name, labels)
        state.withLock { state in
            guard state.gauges[series] != nil || Self.hasRoom(state) else {
                state.dropped += 1
                return
            }
            state.gauges[series] = value
        }
    }

    /// Everything, in Prometheus' text format, in a fixed order.
    public var text: String {
        let now = state.withLock { $0 }
        let counters = now.counters.map { (series: $0.key, type: "counter", value: String($0.value)) }
        let gauges = now.gauges.map { (series: $0.key, type: "gauge", value: String($0.value)) }
        let own = [
            (
                series: Series(name: "sallyport_metrics_series_dropped_total", labels: []), type: "counter",
                value: String(now.dropped)
            )
        ]
        var out = ""
        var lastName = ""
        let all = (counters + gauges + own).map { (line: Self.line($0.series), entry: $0) }.sorted { $0.line < $1.line }
        for (line, entry) in all {
            if entry.series.name != lastName {
                out += "# TYPE \(entry.series.name) \(entry.type)\n"
                lastName = entry.series.name
            }
            out += "\(line) \(entry.value)\n"
        }
        return out
    }

    private static func hasRoom(_ state: State) -> Bool { state.counters.count + state.gauges.count < mostSeries }

    private static func series(_ name: String, _ labels: [String: String]) -> Series {
        Series(name: name, labels: labels.sorted { $0.key < $1.key }.map { Label(name: $0.key, value: $0.value) })
    }

    private static func line(_ series: Series) -> String {
        guard !series.labels.isEmpty else { return series.name }
        let labels = series.labels.map { "\($0.name)=\"\(escaped($0.value))\"" }
        return "\(series.name){\(labels.joined(separator: ","))}"
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { out, character in
            switch character {
            case "\\": out += "\\\\"
            case "\"": out += "\\\""
            case "\n": out += "\\n"
            default: out.append(character)
            }
        }
    }
}
