public import Essentials
public import IAM

/// Where revocations are made: judged by what there is, recorded, then kept.
public struct RevocationDesk: Sendable {
    private let records: RevocationRecords
    private let audit: any AuditSink
    private let clock: any WallClock
    private let randomness: any Randomness
    private let providers: Set<ExactString>
    private let accounts: Set<AccountID>
    private let isThere: @Sendable (ARN) -> Bool

    /// - Parameters:
    ///   - providers: the keys of the providers that there are; one that is not configured has no sessions.
    ///   - accounts: the accounts of the embedded issuer.
    ///   - isThere: whether there is such a role or user; sessions of one that is gone are over.
    public init(
        records: RevocationRecords, audit: any AuditSink, clock: any WallClock, randomness: any Randomness,
        providers: Set<ExactString>, accounts: Set<AccountID>, isThere: @escaping @Sendable (ARN) -> Bool
    ) {
        self.records = records
        self.audit = audit
        self.clock = clock
        self.randomness = randomness
        self.providers = providers
        self.accounts = accounts
        self.isThere = isThere
    }

    /// The action of the audit records.
    public static let action = "create-revocation"

    /// Makes a revocation: two audit records, the intent durable before anything ends.
    ///
    /// - Parameters:
    ///   - before: an RFC 3339 time; where it is `nil`, this instant.
    ///   - by: who revokes.
    ///   - id: links the records.
    ///   - facts: what else is known about the call.
    /// - Throws: `RevocationError`.
    public func revoke(
        _ subject: Revocation.Subject, before: String?, by: String, why: String?, id: CorrelationID, facts: JSONObject
    ) async throws(RevocationError) -> Revocation {
        switch subject {
        case .person(let provider, _), .provider(let provider):
            guard providers.contains(provider) else { throw .unknownProvider(provider.text) }
        case .account(let account):
            guard accounts.contains(account) else { throw .unknownAccount(account.description) }
        case .role(let arn), .user(let arn):
            guard let account = try? AccountID(arn.account), accounts.contains(account) else {
                throw .unknownAccount(arn.account)
            }
            // A slip of the pen must not pass for a revocation.
            guard isThere(arn) else { throw .unknownPrincipal(kind: subject.kind, arn.description) }
        case .session: break
        }
        var time: Instant?
        if let before {
            guard let read = Instant(rfc3339: before) else { throw .malformedTime(before) }
            time = read
        }
        let revocation = try Revocation(
            of: subject, before: time, by: by, why: why, at: clock.now(), randomness)
        let fields = facts.adding(["revocation": .object(revocation.json)])
        try await append(.intent, fields, id)
        do throws(RevocationError) { try await records.add(revocation) } catch {
            try await append(.outcome, fields.adding(["result": "failed", "reason": .string(error.reason)]), id)
            throw error
        }
        try await append(.outcome, fields.adding(["result": "revoked"]), id)
        return revocation
    }

    /// All that are in force.
    ///
    /// - Throws: `RevocationError`.
    public func all() async throws(RevocationError) -> [Revocation] {
        RevocationList(try await records.all()).revocations
    }

    private func append(
        _ kind: AuditRecord.Kind, _ fields: JSONObject, _ id: CorrelationID
    ) async throws(RevocationError) {
        do {
            try await audit.append(
                AuditRecord(
                    id: id.description, kind: kind, at: clock.now(), action: RevocationDesk.action, fields: fields))
        } catch { throw .notRecorded }
    }
}
