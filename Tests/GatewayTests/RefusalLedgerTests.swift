import Essentials
import Testing

@testable import Gateway

@Suite struct RefusalLedgerTests {
    private func refusal(_ reason: String, at seconds: Int64, kind: AuditRecord.Kind = .refusal, subject: String? = nil)
        -> AuditRecord
    {
        var fields: JSONObject = ["reason": .string(reason), "result": "refused"]
        fields["subject"] = subject.map { .string($0) }
        return AuditRecord(
            id: "sp-\(seconds)", kind: kind, at: Instant(seconds: seconds), action: "sign-in", fields: fields)
    }

    @Test func aFloodOfOneKindIsAHundredRecordsAndOneSum() throws {
        var ledger = RefusalLedger()
        let verdicts = (0..<1000).map { ledger.judge(refusal("attempt-not-found", at: 1000 + Int64($0 / 100))) }
        #expect(verdicts.filter { $0 == .write }.count == 100)
        // Another kind is written all the same.
        #expect(ledger.judge(refusal("state-mismatch", at: 1010)) == .write)
        #expect(ledger.close(at: Instant(seconds: 1059)).isEmpty)
        let sums = ledger.close(at: Instant(seconds: 1060))
        #expect(sums.count == 1)
        let sum = try #require(sums.first)
        #expect(sum.kind == .refusal && sum.action == "sign-in")
        #expect(sum.fields["count"] == 900)
        #expect(sum.fields["reason"] == "attempt-not-found")
        #expect(sum.fields["since"] == .string(Instant(seconds: 1000).rfc3339))
        #expect(sum.fields["last"] == .string(Instant(seconds: 1009).rfc3339))
        // A new period writes again.
        #expect(ledger.judge(refusal("attempt-not-found", at: 1061)) == .write)
    }

    @Test func theEndWritesWhatIsUnderWay() {
        var ledger = RefusalLedger()
        for _ in 0..<150 { _ = ledger.judge(refusal("attempt-not-found", at: 1000)) }
        #expect(ledger.close(at: Instant(seconds: 1001), all: true).map { $0.fields["count"] } == [50])
        #expect(ledger.close(at: Instant(seconds: 1001), all: true).isEmpty)
    }

    @Test func grantsEventsAndRefusalsOfProvedPeopleAreNeverCounted() {
        for kind in [AuditRecord.Kind.intent, .outcome, .event] {
            #expect(!RefusalLedger.bounds(refusal("x", at: 1, kind: kind)))
        }
        #expect(!RefusalLedger.bounds(refusal("role-not-granted", at: 1, subject: "alice")))
        #expect(RefusalLedger.bounds(refusal("attempt-not-found", at: 1)))
    }
}
