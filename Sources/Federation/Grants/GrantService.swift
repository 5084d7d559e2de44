public import Essentials
public import SecurityTokens

/// Turns a grant into credentials, and leaves no credential without its record.
///
/// The intent is durable before the issuer is called, the outcome before the credentials leave; what was
/// refused beforehand is one record. Where a record cannot be written, nothing is handed out.
public final class GrantService: Sendable {
    private let issuers: [ExactString: any CredentialIssuer]
    private let audit: any AuditSink
    private let clock: any WallClock
    private let randomness: any Randomness
    private let log: any LogSink

    /// The action that its records carry.
    public static let action = "assume-role-with-web-identity"
    /// The session's length where nobody asks for another.
    public static let standardDuration: Duration = .seconds(3600)
    /// The shortest session an issuer gives (AWS STS API Reference, AssumeRoleWithWebIdentity).
    public static let minimumDuration: Duration = .seconds(900)

    /// A service over these issuers; of two with one id the first is kept.
    public init(
        issuers: [any CredentialIssuer], audit: any AuditSink, clock: any WallClock, randomness: any Randomness,
        log: any LogSink
    ) {
        self.issuers = Dictionary(issuers.map { (ExactString($0.id), $0) }) { first, _ in first }
        self.audit = audit
        self.clock = clock
        self.randomness = randomness
        self.log = log
    }

    /// Takes a role: the intent, the issuer, the outcome.
    ///
    /// - Parameter duration: whole seconds; `nil` for an hour, or the grant's maximum where that is less.
    /// - Throws: `GrantRefusal`; nothing was handed out then.
    public func take(
        _ grant: RoleGrant, for identity: ExternalIdentity, proof: WebIdentityProof, duration: Duration?,
        correlation: CorrelationID
    ) async throws(GrantRefusal) -> AssumedRole {
        let writer = GrantRecords(
            grant: grant, identity: identity, id: correlation.description, mark: randomness.handle(bytes: 16))
        let duration = duration ?? min(GrantService.standardDuration, grant.maximumDuration)
        guard duration >= GrantService.minimumDuration, duration <= grant.maximumDuration else {
            throw await refused(
                .durationOutOfRange(requested: duration, maximum: grant.maximumDuration), writer)
        }
        guard let issuer = issuers[ExactString(grant.role.issuer)] else {
            throw await refused(.unknownIssuer(grant.role.issuer), writer)
        }
        guard clock.now() < proof.expires else { throw await refused(.proofExpired(proof.expires), writer) }

        try await append(writer.intent(at: clock.now(), duration: duration))
        let request = WebIdentityRequest(
            roleARN: grant.role.arn, sessionName: grant.sessionName, token: proof.token, duration: duration,
            sessionPolicy: grant.role.sessionPolicy)
        let answer: AssumedRole
        do {
            answer = try await issuer.assumeRoleWithWebIdentity(request)
        } catch {
            try await append(writer.outcome(at: clock.now(), refusal: error))
            throw .issuer(error)
        }
        try await append(writer.outcome(at: clock.now(), answer: answer))
        return answer
    }

    /// Records that somebody asked for a role that no rule grants.
    ///
    /// - Throws: `GrantRefusal.auditUnavailable`.
    public func recordRefusal(
        of roleKey: String, for identity: ExternalIdentity, reason: String, correlation: CorrelationID
    ) async throws(GrantRefusal) {
        try await append(
            GrantRecords.refusal(
                roleKey, identity: identity, id: correlation.description, at: clock.now(), reason: reason))
    }

    private func refused(_ refusal: GrantRefusal, _ writer: GrantRecords) async -> GrantRefusal {
        do {
            try await append(writer.refusal(at: clock.now(), refusal: refusal))
            return refusal
        } catch {
            return error
        }
    }

    private func append(_ record: AuditRecord) async throws(GrantRefusal) {
        do {
            try await audit.append(record)
        } catch {
            log.log(
                .error, "the audit log could not be written; nothing is handed out",
                ["id": record.id, "kind": record.kind.rawValue, "why": "\(error)"])
            throw .auditUnavailable
        }
    }
}
