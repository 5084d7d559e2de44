import Cryptography
import Essentials
import SAML
import Testing

@testable import Gateway

/// When the gateway's own keys take turns: what follows from the time alone.
struct KeyRowTests {
    private static let start = Instant(seconds: 1_790_000_000)
    private static let key = Result { try PrivateKey.generate(.elliptic(.p256)) }

    private static func day(_ days: Int) -> Instant { start + .seconds(days * 86_400) }

    private func row(_ begins: [Int]) throws -> KeyRow {
        let key = try Self.key.get()
        let certificate = try Certificate.selfSigned(
            key, name: "a", serial: [1], validFrom: Self.start, validTo: Self.day(9999))
        return try #require(
            KeyRow(
                begins.enumerated().map {
                    KeyGeneration(
                        number: $0.offset + 1, key: key, certificate: certificate, begins: Self.day($0.element))
                }))
    }

    private let yearly = KeyRollover(
        every: .seconds(365 * 86_400), announce: .seconds(30 * 86_400), keep: .seconds(20 * 86_400))

    @Test(arguments: [
        (-1, 1, [2], []), (0, 1, [2], []), (364, 1, [2], []), (365, 2, [], [1]), (384, 2, [], [1]), (385, 2, [], []),
    ])
    func `One is in use, the next is shown, the last is kept`(
        day: Int, current: Int, coming: [Int], former: [Int]
    ) throws {
        let row = try row([0, 365])
        let now = Self.day(day)
        let keep = try #require(yearly).keep
        #expect(row.current(at: now).number == current)
        #expect(row.coming(at: now).map(\.number) == coming)
        #expect(row.former(at: now, keep: keep).map(\.number) == former)
        #expect(row.past(at: now, keep: keep).map(\.number) == (day >= 385 ? [1] : []))
    }

    /// The next is made a month ahead; where turns are told of late, or nobody asked for a year, a month ahead all the
    /// same.
    @Test(arguments: [(0, nil), (334, nil), (335, 365), (350, 380), (364, 394), (365, 395), (2000, 2030)])
    func `The next is due before the turn ends`(day: Int, begins: Int?) throws {
        let row = try row([0])
        #expect(row.due(at: Self.day(day), try #require(yearly)) == begins.map(Self.day))
    }

    @Test func `While one is still to come, no other is due`() throws {
        let row = try row([0, 400])
        #expect(row.due(at: Self.day(399), try #require(yearly)) == nil)
        #expect(row.due(at: Self.day(400), try #require(yearly)) == nil)
        #expect(row.due(at: Self.day(735), try #require(yearly)) == Self.day(765))
    }

    @Test func `A row of none is none, and turns that overlap are none`() {
        #expect(KeyRow([]) == nil)
        let day: Duration = .seconds(86_400)
        #expect(KeyRollover(every: day * 2, announce: day, keep: day) != nil)
        #expect(KeyRollover(every: day * 2, announce: day, keep: day + .seconds(1)) == nil)
        #expect(KeyRollover(every: day, announce: .zero, keep: day) == nil)
    }
}
