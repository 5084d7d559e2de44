import CMicrohttpd

/// How long a piece of work held its thread: its processor time, or all of the time where it waited for something.
///
/// On a busy machine a thread that could run stands in line, which is no fault of the work; a thread that blocked
/// gave its processor up of its own accord, which the kernel counts.
struct HoldMeter {
    private let began: ContinuousClock.Instant
    private let usage: Usage

    /// What the kernel knows of a thread.
    struct Usage: Equatable {
        /// Processor time so far.
        var work: Duration
        /// How often it gave its processor up to wait.
        var waits: Int
    }

    /// Starts on the thread that is measured.
    init() {
        began = .now
        usage = HoldMeter.usage()
    }

    /// The time held since the start; asked on the same thread.
    var hold: Duration {
        HoldMeter.hold(elapsed: ContinuousClock.Instant.now - began, from: usage, to: HoldMeter.usage())
    }

    static func hold(elapsed: Duration, from start: Usage, to end: Usage) -> Duration {
        end.waits > start.waits ? elapsed : min(elapsed, end.work - start.work)
    }

    private static func usage() -> Usage {
        var work: Int64 = 0
        var waits: Int64 = 0
        // Fails for no thread that asks about itself.
        guard sp_thread_usage(&work, &waits) == 1 else { return Usage(work: .zero, waits: 0) }
        return Usage(work: .microseconds(work), waits: Int(waits))
    }
}
