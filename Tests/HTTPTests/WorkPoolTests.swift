import Dispatch
import Essentials
import Synchronization
import Testing

@testable import HTTP

@Suite("The pool for long work")
struct WorkPoolTests {
    @Test("work runs on threads of its own and gives its result or error")
    func results() async throws {
        let pool = try WorkPool(name: "work", threads: 2, queueLimit: 1000)
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<500 { group.addTask { try await pool.run { number } } }
            return try await group.reduce(0, +)
        }
        #expect(sum == 124_750)
        await #expect(throws: FormError.notText) { try await pool.run { throw FormError.notText } }
    }

    @Test("a full queue is told at once, and takes work again when it is not")
    func full() async throws {
        let pool = try WorkPool(name: "work", threads: 1, queueLimit: 1)
        let hold = DispatchSemaphore(value: 0)
        let started = DispatchSemaphore(value: 0)
        let first = Task {
            try await pool.run {
                started.signal()
                hold.wait()
                return 1
            }
        }
        try await blocking { started.wait() }
        // One more waits; whichever of two comes second finds the queue full while the first is held.
        let outcomes = AsyncStream<String>.makeStream()
        for _ in 0..<2 {
            Task {
                do {
                    outcomes.continuation.yield("done \(try await pool.run { 2 })")
                } catch {
                    outcomes.continuation.yield((error as? WorkPoolError)?.reason ?? "other")
                }
            }
        }
        var seen = outcomes.stream.makeAsyncIterator()
        #expect(await seen.next() == "work-queue-full")
        hold.signal()
        #expect(await seen.next() == "done 2")
        #expect(try await first.value == 1)
        #expect(try await pool.run { 3 } == 3)
    }
}
