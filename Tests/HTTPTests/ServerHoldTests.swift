import Essentials
import Synchronization
import Testing

@testable import HTTP

#if canImport(Glibc)
    import Glibc
#endif

/// The watchdog over HTTP threads: no handler may hold one for 20 ms.
@Suite("A handler that holds its thread is seen")
struct ServerHoldTests {
    private final class Figures: MetricsSink {
        private let state = Mutex((counts: [String: Int](), longest: 0.0))
        func count(_ name: String, _ labels: [String: String], by amount: Int) {
            state.withLock { $0.counts[name, default: 0] += amount }
        }
        func gauge(_ name: String, _ labels: [String: String], to value: Double) {
            guard name == "sallyport_http_thread_longest_hold_seconds" else { return }
            state.withLock { $0.longest = max($0.longest, value) }
        }
        var longHolds: Int { state.withLock { $0.counts["sallyport_http_thread_long_holds_total"] ?? 0 } }
        var longest: Double { state.withLock { $0.longest } }
    }

    private static func work(milliseconds: Int64) {
        var usage = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &usage)
        let end = usage.tv_sec * 1_000_000_000 + usage.tv_nsec + Int(milliseconds) * 1_000_000
        repeat {
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &usage)
        } while usage.tv_sec * 1_000_000_000 + usage.tv_nsec < end
    }

    @Test("by work, by waiting without suspension, and not where it suspends or is quick")
    func holds() async throws {
        let figures = Figures()
        let pool = try WorkPool(name: "work", threads: 1, queueLimit: 4)
        let server = try HTTPServer(HTTPServerSettings(threads: 1), log: NoLog(), metrics: figures) { request in
            switch request.path {
            case "/works": Self.work(milliseconds: 30)
            case "/blocks": usleep(30_000)
            case "/hands-on": try? await pool.run { Self.work(milliseconds: 30) }
            default: Self.work(milliseconds: 1)
            }
            return .text(.ok, "done\n")
        }
        var seen: [Int] = []
        for path in ["/quick", "/hands-on", "/works", "/blocks"] {
            let answer = try await exchange(server, "GET \(path) HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200"))
            seen.append(figures.longHolds)
        }
        #expect(seen == [0, 0, 1, 2])
        await server.stop(grace: .seconds(1))
    }

    @Test("standing in line for the processor is not the handler's time")
    func inLine() {
        func hold(
            work: Int64, waits: Int64, elapsed: Int64, preemptions: Int64 = 0, isExact: Bool = true
        ) -> Int64 {
            let start = HoldMeter.Usage(work: 100, waits: 7, preemptions: 3, isExact: isExact)
            let end = HoldMeter.Usage(work: 100 + work, waits: waits, preemptions: 3 + preemptions)
            return HoldMeter.hold(elapsed: elapsed, from: start, to: end)
        }
        #expect(hold(work: 2, waits: 7, elapsed: 80) == 2)
        #expect(hold(work: 2, waits: 8, elapsed: 80) == 80)
        #expect(hold(work: 30, waits: 7, elapsed: 31) == 30)
        #expect(hold(work: 3, waits: 7, elapsed: 2) == 2)
        #expect(hold(work: 2, waits: 8, elapsed: 80, preemptions: 1) == 80)
        #expect(hold(work: 2, waits: 8, elapsed: 80, isExact: false) == 80)
        #expect(hold(work: 2, waits: 8, elapsed: 80, preemptions: 1, isExact: false) == 2)
    }
}
