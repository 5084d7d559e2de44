import Testing

@testable import Storage

@Suite struct WorkQueueTests {
    @Test func jobsComeOutInOrderHoweverManyAreTaken() {
        let queue = WorkQueue<Int>(capacity: 1000)
        var next = 0
        var seen: [Int] = []
        for portion in [1, 7, 3, 100, 1, 2, 50] {
            for _ in 0..<portion * 2 {
                #expect(queue.add(next) == .taken)
                next += 1
            }
            seen += queue.take(upTo: portion)
        }
        #expect(seen == Array(0..<164) && queue.count == 164)
        while queue.count > 0 { seen += queue.take(upTo: 9) }
        #expect(seen == Array(0..<next))
    }

    @Test func aFullQueueRefusesAndAClosedOneHandsOutWhatItHas() {
        let queue = WorkQueue<Int>(capacity: 2)
        #expect([1, 2, 3].map { queue.add($0) } == [.taken, .taken, .full])
        #expect(queue.take(upTo: 1) == [1])
        #expect(queue.add(4) == .taken)
        queue.close()
        #expect(queue.add(5) == .closed)
        #expect(queue.take(upTo: 10) == [2, 4])
        #expect(queue.take(upTo: 10).isEmpty)
    }

    @Test func everyJobIsTakenOnceByManyThreads() async {
        let queue = WorkQueue<Int>(capacity: 10_000)
        let ends = (0..<4).map { _ in Signal() }
        let taken = WorkQueue<Int>(capacity: 10_000)
        for end in ends {
            let isStarted = BlockingThread.start {
                while true {
                    let jobs = queue.take(upTo: 3)
                    if jobs.isEmpty { break }
                    for job in jobs { _ = taken.add(job) }
                }
                end.give()
            }
            #expect(isStarted)
        }
        await withTaskGroup(of: Void.self) { group in
            for part in 0..<8 {
                group.addTask { for number in 0..<1000 { _ = queue.add(part * 1000 + number) } }
            }
        }
        queue.close()
        for end in ends { await end.wait() }
        #expect(taken.take(upTo: 10_000).sorted() == Array(0..<8000))
    }
}
