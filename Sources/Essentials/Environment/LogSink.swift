/// How much an operator should care.
public enum LogLevel: String, Sendable, Comparable {
    case debug
    case info
    case warning
    case error

    private var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .warning: 2
        case .error: 3
        }
    }

    /// Less urgent is less.
    public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }
}

/// Where lines for the operator go. No secret is ever among them.
public protocol LogSink: Sendable {
    /// Writes one line: a sentence, and facts beside it.
    func log(_ level: LogLevel, _ message: String, _ facts: KeyValuePairs<String, String>)
}

extension LogSink {
    /// Writes a sentence without facts.
    public func log(_ level: LogLevel, _ message: String) { log(level, message, [:]) }
}

/// Keeps nothing.
public struct NoLog: LogSink {
    /// Keeps nothing.
    public init() {}
    /// Does nothing.
    public func log(_ level: LogLevel, _ message: String, _ facts: KeyValuePairs<String, String>) {}
}
