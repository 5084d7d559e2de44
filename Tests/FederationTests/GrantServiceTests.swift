import Essentials
import IAM
import SecurityTokens
import Synchronization
import Testing

@testable import Federation

/// What happened, in order, across issuer and audit log.
private final class Ledger: Sendable {
    private let lines = Mutex<[String]>([])
    private let kept = Mutex<[AuditRecord]>([])
    var events: [String] { lines.withLock { $0 } }
    var records: [AuditRecord] { kept.withLock { $0 } }
    func note(_ line: String) { lines.withLock { $0.append(line) } }
    func keep(_ record: AuditRecord) { kept.withLock { $0.append(record) } }
}

private struct FullDisk: Error {}

private struct LedgerAudit: AuditSink {
    let ledger: Ledger
    let failsOn: AuditRecord.Kind?

    func append(_ record: AuditRecord) async throws {
        if record.kind == failsOn { throw FullDisk() }
        ledger.keep(record)
        ledger.note(record.kind.rawValue)
    }
}

private struct LedgerIssuer: CredentialIssuer {
    let id = "aws"
    let ledger: Ledger
    let refusal: IssuerRefusal?

    func assumeRoleWithWebIdentity(_ request: WebIdentityRequest) async throws(IssuerRefusal) -> AssumedRole {
        ledger.note("issuer \(request.sessionName) \(request.duration.wholeSeconds) \(request.sessionPolicy ?? "-")")
        return try answer(request.sessionName.text)
    }

    func assumeRoleWithSAML(_ request: AssertionRequest) async throws(IssuerRefusal) -> AssumedRole {
        ledger.note(
            "issuer \(request.principalARN) \(request.duration.wholeSeconds) \(request.sessionPolicy ?? "-")")
        return try answer("assertion")
    }

    private func answer(_ session: String) throws(IssuerRefusal) -> AssumedRole {
        if let refusal { throw refusal }
        let arn: ARN
        do {
            arn = try ARN("arn:aws:sts::111122223333:assumed-role/PowerUser/\(session)")
        } catch {
            throw .validation(error.detail)
        }
        return AssumedRole(
            credentials: TemporaryCredentials(
                accessKeyID: "ASIAEXAMPLE", secretAccessKey: Secret("key-secret"), sessionToken: Secret("token-secret"),
                expiration: Instant(seconds: 5000)), assumedRoleARN: arn, assumedRoleID: "AROA:x")
    }
}

@Suite struct Grants {
    private let ledger = Ledger()
    private let now = Instant(seconds: 1000)

    private func service(refusal: IssuerRefusal? = nil, auditFailsOn kind: AuditRecord.Kind? = nil) -> GrantService {
        GrantService(
            issuers: [LedgerIssuer(ledger: ledger, refusal: refusal)],
            audit: LedgerAudit(ledger: ledger, failsOn: kind),
            clock: FixedClock(now), randomness: CountingRandomness(), log: NoLog())
    }

    private func grant(issuer: String = "aws", maximum: Duration = .seconds(3600)) throws -> RoleGrant {
        let role = CatalogueRole(
            account: "dev", accountID: "111122223333", name: "PowerUser",
            arn: try ARN("arn:aws:iam::111122223333:role/PowerUser"), issuer: issuer, maximumDuration: maximum,
            sessionPolicy: "{}")
        return RoleGrant(
            role: role, sessionName: try RoleSessionName("alice"), sourceIdentity: "alice", tags: [],
            maximumDuration: maximum, rules: [1])
    }

    private func take(
        _ service: GrantService, _ grant: RoleGrant, duration: Duration? = nil, proofSeconds: Int64 = 2000
    ) async throws -> AssumedRole {
        try await service.take(
            grant, for: try Sample.person(#"{"sub":"s-1","email":"a@b.c","email_verified":true}"#),
            proof: .webIdentity(
                WebIdentityProof(token: Secret("proof-secret"), expires: Instant(seconds: proofSeconds))),
            duration: duration, correlation: CorrelationID(CountingRandomness()))
    }

    @Test func intentStandsBeforeTheIssuerAndOutcomeBeforeTheCredential() async throws {
        let answer = try await take(service(), try grant())
        #expect(answer.credentials.accessKeyID == "ASIAEXAMPLE")
        #expect(ledger.events == ["intent", "issuer alice 3600 {}", "outcome"])
        let ids = Set(ledger.records.map(\.id))
        #expect(ids.count == 1)
        #expect(
            ledger.records.map { $0.fields["grant"] } == [
                ledger.records.first?.fields["grant"], ledger.records.first?.fields["grant"],
            ])
        let outcome = try #require(ledger.records.last)
        #expect(outcome.action == "assume-role-with-web-identity")
        #expect(outcome.fields["result"] == "granted")
        #expect(outcome.fields["access_key_id"] == "ASIAEXAMPLE")
        #expect(outcome.fields["subject"] == "s-1")
        #expect(outcome.fields["rules"] == [1])
    }

    @Test func noSecretIsRecorded() async throws {
        _ = try await take(service(), try grant())
        #expect(!ledger.records.isEmpty)
        for record in ledger.records {
            for secret in ["key-secret", "token-secret", "proof-secret"] {
                #expect(!record.fields.serialized.contains(secret))
            }
        }
    }

    @Test(arguments: [
        (nil as Duration?, Duration.seconds(3600), "3600"), (nil, .seconds(1800), "1800"),
        (nil, .seconds(43_200), "3600"), (.seconds(900), .seconds(3600), "900"),
        (.seconds(43_200), .seconds(43_200), "43200"),
    ])
    func theDurationIsAnHourUnlessSomethingElseIsSaid(
        _ asked: Duration?, _ maximum: Duration, _ expected: String
    ) async throws {
        _ = try await take(service(), try grant(maximum: maximum), duration: asked)
        #expect(ledger.events.contains("issuer alice \(expected) {}"))
    }

    @Test(arguments: [Duration.seconds(899), .seconds(3601), .zero, .seconds(-1)])
    func aDurationOutOfRangeIsOneRecord(_ asked: Duration) async throws {
        await #expect(throws: GrantRefusal.durationOutOfRange(requested: asked, maximum: .seconds(3600))) {
            try await take(service(), try grant(), duration: asked)
        }
        #expect(ledger.events == ["refusal"])
        #expect(ledger.records.first?.fields["reason"] == "duration-out-of-range")
    }

    @Test func aProofWhoseTimeIsOverIsOneRecord() async throws {
        await #expect(throws: GrantRefusal.proofExpired(now)) {
            try await take(service(), try grant(), proofSeconds: 1000)
        }
        #expect(ledger.events == ["refusal"])
    }

    @Test func anUnknownIssuerIsOneRecord() async throws {
        await #expect(throws: GrantRefusal.unknownIssuer("elsewhere")) {
            try await take(service(), try grant(issuer: "elsewhere"))
        }
        #expect(ledger.events == ["refusal"])
    }

    @Test func whatTheIssuerRefusesIsTheOutcome() async throws {
        await #expect(throws: GrantRefusal.issuer(.accessDenied("no"))) {
            try await take(service(refusal: .accessDenied("no")), try grant())
        }
        #expect(ledger.events == ["intent", "issuer alice 3600 {}", "outcome"])
        #expect(ledger.records.last?.fields["result"] == "refused")
        #expect(ledger.records.last?.fields["reason"] == "issuer-access-denied")
    }

    @Test func withoutIntentTheIssuerIsNotCalled() async throws {
        await #expect(throws: GrantRefusal.auditUnavailable) {
            try await take(service(auditFailsOn: .intent), try grant())
        }
        #expect(ledger.events == [])
    }

    @Test func withoutOutcomeNothingIsHandedOut() async throws {
        await #expect(throws: GrantRefusal.auditUnavailable) {
            try await take(service(auditFailsOn: .outcome), try grant())
        }
        #expect(ledger.events == ["intent", "issuer alice 3600 {}"])
    }

    @Test func aRefusalThatCannotBeRecordedIsSaid() async throws {
        await #expect(throws: GrantRefusal.auditUnavailable) {
            try await take(service(auditFailsOn: .refusal), try grant(), duration: .zero)
        }
    }

    @Test func aRoleThatNoRuleGrantsIsRecorded() async throws {
        try await service().recordRefusal(
            of: "dev/Root", for: try Sample.person(#"{"sub":"s-1"}"#), reason: "role-not-granted",
            correlation: CorrelationID(CountingRandomness()))
        let record = try #require(ledger.records.first)
        #expect(record.kind == .refusal)
        #expect(record.fields["role"] == "dev/Root")
        #expect(record.fields["reason"] == "role-not-granted")
    }

    @Test(arguments: [
        GrantRefusal.unknownIssuer("x"), .durationOutOfRange(requested: .zero, maximum: .zero), .proofExpired(.epoch),
        .auditUnavailable, .issuer(.throttled("slow")),
    ])
    func everyRefusalHasThreeReaders(_ refusal: GrantRefusal) {
        #expect(!refusal.reason.isEmpty)
        #expect(
            refusal.reason.utf8.allSatisfy {
                $0 == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
            })
        #expect(!refusal.detail.isEmpty)
        #expect(refusal.remedy != nil)
    }
}
