/// Where counts and gauges go. Labels are few and bounded: never a name that a stranger chose.
public protocol MetricsSink: Sendable {
    /// Adds to a counter.
    func count(_ name: String, _ labels: [String: String], by amount: Int)
    /// Sets a gauge.
    func gauge(_ name: String, _ labels: [String: String], to value: Double)
}

extension MetricsSink {
    /// Adds one.
    public func count(_ name: String, _ labels: [String: String] = [:]) { count(name, labels, by: 1) }
}

/// Keeps nothing.
public struct NoMetrics: MetricsSink {
    /// Keeps nothing.
    public init() {}
    /// Does nothing.
    public func count(_ name: String, _ labels: [String: String], by amount: Int) {}
    /// Does nothing.
    public func gauge(_ name: String, _ labels: [String: String], to value: Double) {}
}
