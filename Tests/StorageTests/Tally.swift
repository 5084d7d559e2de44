import Synchronization

/// Numbers noted by many threads.
final class Tally: Sendable {
    private let numbers = Mutex<[Int]>([])

    func add(_ number: Int) { numbers.withLock { $0.append(number) } }

    var sorted: [Int] { numbers.withLock { $0.sorted() } }
}
