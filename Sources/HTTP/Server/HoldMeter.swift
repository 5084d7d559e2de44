import CMicrohttpd

#if canImport(Glibc)
    import Glibc
#endif

/// How long a piece of work held its thread: its processor time, or all of the time where it waited for something.
///
/// On a busy machine a thread that could run stands in line, which is no fault of the work; a thread that blocked
/// gave its processor up of its own accord, which the kernel counts. Asking the kernel costs as much as a small
/// handler does, so it is asked once in a while, and again only where the work took long by the clock. All times are
/// nanoseconds.
struct HoldMeter {
    private let began: Int64
    private let usage: Usage

    /// What the kernel knows of a thread.
    struct Usage: Equatable {
        /// Processor time so far.
        var work: Int64
        /// How often it gave its processor up to wait.
        var waits: Int64
        /// How often its processor was taken from it.
        var preemptions: Int64
        /// Read when the work began, and not up to `HoldMeter.precision` before.
        var isExact = true
    }

    /// What the answer may be off by, and what is too short to be looked at closely.
    static let precision: Int64 = 1_000_000

    /// Starts on the thread that is measured.
    init() {
        began = HoldMeter.now()
        guard let reading = sp_thread_last_reading() else {
            usage = Usage(sp_thread_usage_now(), isExact: true)
            return
        }
        let isExact = began - reading.pointee.at > HoldMeter.precision
        if isExact { reading.pointee = sp_thread_reading(at: began, usage: sp_thread_usage_now()) }
        usage = Usage(reading.pointee.usage, isExact: isExact)
    }

    /// The time held since the start; asked on the same thread.
    var hold: Int64 {
        let elapsed = HoldMeter.now() - began
        guard elapsed > HoldMeter.precision else { return elapsed }
        return HoldMeter.hold(elapsed: elapsed, from: usage, to: Usage(sp_thread_usage_now(), isExact: true))
    }

    /// By a clock that only goes forward.
    private static func now() -> Int64 {
        var now = timespec()
        // Fails for no clock that there is.
        guard clock_gettime(CLOCK_MONOTONIC, &now) == 0 else { return 0 }
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }

    /// Where the start was not read exactly, a wait may have been the thread's own before the work began: it counts
    /// against the work unless the processor was also taken away, which explains the time as well.
    static func hold(elapsed: Int64, from start: Usage, to end: Usage) -> Int64 {
        let hasWaited = end.waits > start.waits && (start.isExact || end.preemptions == start.preemptions)
        return hasWaited ? elapsed : min(elapsed, end.work - start.work)
    }
}

extension HoldMeter.Usage {
    fileprivate init(_ raw: sp_thread_usage, isExact: Bool) {
        self.init(
            work: raw.microseconds * 1000, waits: raw.waits, preemptions: raw.preemptions, isExact: isExact)
    }
}
