import Essentials
import Synchronization
import Testing

@Suite struct EnvironmentTests {
    private struct Counting: Randomness {
        func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0) } }
    }

    private final class Counter: MetricsSink {
        let seen = Mutex<[String: Int]>([:])
        func count(_ name: String, _ labels: [String: String], by amount: Int) {
            seen.withLock { $0[name, default: 0] += amount }
        }
        func gauge(_ name: String, _ labels: [String: String], to value: Double) {}
    }

    @Test func aHandleIsBase64URL() {
        #expect(Counting().handle(bytes: 4) == "AAECAw")
        #expect(Base64.decodeURL(Counting().handle())?.count == 32)
    }

    @Test func aCorrelationIDCanBeReadOut() throws {
        let id = CorrelationID(Counting())
        #expect(id.description == "sp-2345-6789")
        #expect(CorrelationID(id.description) == id)
    }

    @Test(arguments: [
        "", "sp-1234", "sp-12345-678", "sp-1234-56789", "xx-1234-5678", "SP-1234-5678", "sp-1234-5678-",
        "sp-12 4-5678", "sp-12<4-5678", "sp-é3-5678", "sp-1234-5678\n", "sp--1234-5678",
    ])
    func foreignCorrelationIDsAreRefused(text: String) { #expect(CorrelationID(text) == nil) }

    @Test func levelsAreOrdered() {
        #expect([LogLevel.error, .debug, .warning, .info].sorted() == [.debug, .info, .warning, .error])
    }

    @Test func countingOnceIsAddingOne() {
        let counter = Counter()
        counter.count("a")
        counter.count("a", ["l": "v"])
        counter.count("a", [:], by: 3)
        #expect(counter.seen.withLock { $0 } == ["a": 5])
    }

    @Test func clocks() {
        #expect(FixedClock(Instant(seconds: 5)).now() == Instant(seconds: 5))
        let first = SystemClock().now()
        // 2024-01-01: any machine that runs this stands later.
        #expect(first > Instant(seconds: 1_704_067_200))
    }

    @Test func anErrorTellsDetailRemedyAndClause() {
        #expect(
            JSONError.duplicateName("iss").description == "the member `iss` stands twice in one object [RFC 8259 §4]")
        struct Plain: Reportable {
            let reason = "plain"
            let detail = "it failed"
        }
        struct Helpful: Reportable {
            let reason = "helpful"
            let detail = "it failed"
            let remedy: String? = "try again"
        }
        #expect(Plain().description == "it failed")
        #expect(Helpful().description == "it failed (try again)")
    }
}
