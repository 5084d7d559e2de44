import Essentials
import Testing

@Suite struct InstantTextTests {
    private let table: TimeTable

    init() throws { table = try EssentialsFixture.load("times.json", as: TimeTable.self) }

    @Test func writesAndReadsAsPython() {
        #expect(table.instants.count > 400)
        for row in table.instants {
            let instant = Instant(seconds: row.seconds)
            #expect(instant.rfc3339 == row.extended)
            #expect(instant.basicISO8601 == row.basic)
            #expect(Instant(rfc3339: row.extended) == instant)
            #expect(Instant(basicISO8601: row.basic) == instant)
            #expect(Instant(seconds: row.seconds, nanoseconds: 999_999_999).rfc3339 == row.extended)
        }
    }

    @Test func readsOffsetsAndFractionsAsPython() {
        #expect(table.offsets.count == 200)
        for row in table.offsets {
            #expect(Instant(rfc3339: row.text) == Instant(seconds: row.seconds, nanoseconds: row.nanoseconds))
        }
    }

    @Test func knowsTheDaysOfEachMonth() {
        for row in table.days {
            #expect((Instant(year: row.year, month: row.month, day: row.day) != nil) == row.exists)
        }
    }

    @Test(
        arguments: [
            ("2026-03-12T13:40:07Z", 1_773_322_807, 0), ("2026-03-12t13:40:07z", 1_773_322_807, 0),
            ("2026-03-12 13:40:07Z", 1_773_322_807, 0), ("2026-03-12T13:40:07.5Z", 1_773_322_807, 500_000_000),
            ("2026-03-12T13:40:07.123456789123Z", 1_773_322_807, 123_456_789),
            ("2026-03-12T13:40:07.000000000Z", 1_773_322_807, 0), ("2026-03-12T14:40:07+01:00", 1_773_322_807, 0),
            ("2026-03-12T13:40:07-00:00", 1_773_322_807, 0),
            // RFC 3339 §5.8: a leap second, here the first of the next day.
            ("1990-12-31T23:59:60Z", 662_688_000, 0), ("1990-12-31T15:59:60-08:00", 662_688_000, 0),
            ("1937-01-01T12:00:27.87+00:20", -1_041_337_173, 870_000_000),
            ("1985-04-12T23:20:50.52Z", 482_196_050, 520_000_000),
        ] as [(String, Int64, Int64)])
    func read(text: String, seconds: Int64, nanoseconds: Int64) {
        #expect(Instant(rfc3339: text) == Instant(seconds: seconds, nanoseconds: nanoseconds))
    }

    @Test(arguments: [
        "", "2026-03-12", "2026-03-12T13:40Z", "2026-03-12T13:40:07", "2026-03-12T13:40:07+0100",
        "2026-03-12T13:40:07+01", "2026-03-12T13:40:07+24:00", "2026-03-12T13:40:07+01:60", "2026-03-12T24:00:00Z",
        "2026-03-12T13:60:07Z", "2026-03-12T13:40:61Z", "2026-13-12T13:40:07Z", "2026-00-12T13:40:07Z",
        "2026-02-29T13:40:07Z", "2026-04-31T00:00:00Z", "2026-03-00T00:00:00Z", "2026-03-12T13:40:07.Z",
        "2026-03-12T13:40:07,5Z", "2026-03-12T13:40:07Z ", " 2026-03-12T13:40:07Z", "2026-03-12T13:40:07ZZ",
        "26-03-12T13:40:07Z", "+2026-03-12T13:40:07Z", "2026-3-12T13:40:07Z", "2026/03/12T13:40:07Z",
        "2026-03-12_13:40:07Z", "20260312T134007Z", "２０２６-03-12T13:40:07Z", "2026-03-12T13:40:07\u{2212}01:00",
        "2026-03-12T-1:40:07Z", "2026-03-12T13:40:07.5", "2026-03-12T13:40:07Z\u{0}", "12026-03-12T13:40:07Z",
    ])
    func refused(text: String) { #expect(Instant(rfc3339: text) == nil) }

    @Test(arguments: [
        "", "20260312T134007", "20260312T134007z", "20260312t134007Z", "2026-03-12T13:40:07Z", "20260312T134007Z ",
        "20260312T134007.0Z", "20260312T134007+0000", "20260230T000000Z", "20260312T250000Z", "20260312T13400Z",
        "20260312 134007Z",
    ])
    func basicFormsRefused(text: String) { #expect(Instant(basicISO8601: text) == nil) }
}

@Suite struct InstantArithmeticTests {
    @Test func nanosecondsAreCarried() {
        #expect(Instant(seconds: 1, nanoseconds: 1_000_000_000) == Instant(seconds: 2))
        #expect(Instant(seconds: 1, nanoseconds: -1) == Instant(seconds: 0, nanoseconds: 999_999_999))
        #expect(Instant(seconds: 0, nanoseconds: -1_000_000_001) == Instant(seconds: -2, nanoseconds: 999_999_999))
        #expect(Instant(seconds: 0, nanoseconds: .max).nanoseconds == 854_775_807)
        #expect(Instant(seconds: 0, nanoseconds: .min) < .epoch)
    }

    @Test func durationsAreAddedAndTaken() {
        let instant = Instant(seconds: 10, nanoseconds: 500_000_000)
        #expect(instant + .milliseconds(600) == Instant(seconds: 11, nanoseconds: 100_000_000))
        #expect(instant - .milliseconds(600) == Instant(seconds: 9, nanoseconds: 900_000_000))
        #expect(instant + .seconds(-11) == Instant(seconds: -1, nanoseconds: 500_000_000))
        #expect(instant + .zero == instant)
        #expect((instant + .seconds(90)) - instant == .seconds(90))
        #expect(instant - (instant + .milliseconds(1)) == .milliseconds(-1))
        #expect(Instant(seconds: -1, nanoseconds: 999_999_999) + .nanoseconds(1) == .epoch)
    }

    @Test func orderIsOfTime() {
        let times = [
            Instant(seconds: .min), Instant(seconds: -1), Instant(seconds: -1, nanoseconds: 1), .epoch,
            Instant(seconds: 0, nanoseconds: 1), Instant(seconds: 1), Instant(seconds: .max),
        ]
        #expect(times.reversed().sorted() == times)
        for (earlier, later) in zip(times, times.dropFirst()) { #expect(earlier < later && !(later < earlier)) }
    }

    /// The ends of the range hold; nothing traps.
    @Test func theRangeHasEnds() {
        let first = Instant(seconds: .min)
        let last = Instant(seconds: .max, nanoseconds: 999_999_999)
        #expect(last + .seconds(1) >= last - .nanoseconds(999_999_999))
        #expect(last + .seconds(Int64.max) > Instant(seconds: .max - 1))
        #expect(first - .seconds(1) == first)
        #expect(first + .seconds(Int64.min) == first)
        #expect(first - .seconds(Int64.max) == first)
        #expect(Instant.epoch - .seconds(Int64.min) >= Instant(seconds: .max))
        #expect(Instant(seconds: -1) - .seconds(Int64.min) == Instant(seconds: .max))
        #expect(last - .seconds(Int64.min) >= Instant(seconds: .max))
        #expect(last - first == .seconds(Int64.max))
        #expect(first - last == .seconds(Int64.min))
        #expect(last + .nanoseconds(1) >= Instant(seconds: .max))
        #expect(first - .nanoseconds(1) <= Instant(seconds: .min, nanoseconds: 999_999_999))
    }

    @Test func millisecondsRoundDownAndHold() {
        #expect(Instant(seconds: 1, nanoseconds: 999_999).milliseconds == 1000)
        #expect(Instant(seconds: -1, nanoseconds: 999_000_000).milliseconds == -1)
        #expect(Instant(seconds: .max).milliseconds == .max)
        #expect(Instant(seconds: .min).milliseconds == .min)
        #expect(Duration.seconds(3.7).wholeSeconds == 3 && Duration.seconds(-3.7).wholeSeconds == -3)
        #expect(Duration.milliseconds(1500).wholeMilliseconds == 1500)
        #expect(Duration.seconds(Int64.max).wholeMilliseconds == .max)
        #expect(Duration.seconds(Int64.min).wholeMilliseconds == .min)
    }

    @Test func farCalendarsDoNotTrap() {
        #expect(Instant(seconds: .max).calendar.year > 292_000_000_000)
        #expect(Instant(seconds: .min).calendar.year < -292_000_000_000)
        #expect(Instant(year: 10_000, month: 1, day: 1) == nil && Instant(year: -1, month: 1, day: 1) == nil)
        #expect(Instant(year: 0, month: 1, day: 1)?.rfc3339 == "0000-01-01T00:00:00Z")
        #expect(Instant(year: 2024, month: .max, day: .min) == nil)
    }
}
