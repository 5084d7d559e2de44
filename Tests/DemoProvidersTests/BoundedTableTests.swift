import Essentials
import Testing

@testable import DemoProviders

@Suite("A bounded table")
struct BoundedTableTests {
    private let start = Instant(seconds: 1_790_000_000)

    @Test("forgets the oldest first")
    func bounded() {
        var table = BoundedTable<Int>(limit: 3, lifetime: .seconds(10))
        for number in 1...5 { table.insert(number, as: "\(number)", at: start) }
        #expect((1...5).map { table.get("\($0)", at: start) } == [nil, nil, 3, 4, 5])
    }

    @Test("forgets what is too old, and what was taken")
    func taken() {
        var table = BoundedTable<Int>(limit: 3, lifetime: .seconds(10))
        table.insert(1, as: "a", at: start)
        table.insert(2, as: "b", at: start)
        #expect(table.take("a", at: start) == 1)
        #expect(table.take("a", at: start) == nil)
        #expect(table.get("b", at: start + .seconds(9)) == 2)
        #expect(table.get("b", at: start + .seconds(10)) == nil)
        // What was taken leaves its place to others.
        for number in 3...4 { table.insert(number, as: "\(number)", at: start) }
        #expect(table.get("b", at: start) == 2)
    }
}
