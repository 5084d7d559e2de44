public import Essentials
public import SecurityTokens

/// Turns a grant into credentials, and leaves no credential without its record.
///
/// The intent is durable before the issuer is called, the outcome before the credentials leave; what was
/// refused beforehand is one record. Where a record cannot be written, nothing is handed out.
public final class GrantService: Sendable {
    private let issuers: [ExactString: any CredentialIssuer]
    private let broker: (any AssertionBroker)?
    private let audit: any AuditSink
    private let clock: any WallClock
    private let randomness: any Randomness
    private let log: any LogSink

    /// The action of records about what has no proof yet.
    public static let action = "assume-role-with-web-identity"
    /// The session's length where nobody asks for another.
    public static let standardDuration: Duration = .seconds(3600)
    /// The shortest session an issuer gives (AWS STS API Reference, AssumeRoleWithWebIdentity).
    public static let minimumDuration: Duration = .seconds(900)

    /// A service over these issuers; of two with one id the first is kept.
    ///
    /// - Parameter broker: makes the assertions of those who have no proof of their own for the issuer.
    public init(
        issuers: [any CredentialIssuer], broker: (any AssertionBroker)? = nil, audit: any AuditSink,
        clock: any WallClock, randomness: any Randomness, log: any LogSink
    ) {
        self.broker = broker
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
        _ grant: RoleGrant, for identity: ExternalIdentity, proof: GrantProof, duration: Duration?,
        correlation: CorrelationID
    ) async throws(GrantRefusal) -> AssumedRole {
        let writer = GrantRecords(
            grant: grant, identity: identity, id: correlation.description, mark: randomness.handle(bytes: 16),
            action: proof.action)
        let duration = duration ?? min(GrantService.standardDuration, grant.maximumDuration)
        guard duration >= GrantService.minimumDuration, duration <= grant.maximumDuration else {
            throw await refused(
                .durationOutOfRange(requested: duration, maximum: grant.maximumDuration), writer)
        }
        guard let issuer = issuers[ExactString(grant.role.issuer)] else {
            throw await refused(.unknownIssuer(grant.role.issuer), writer)
        }
        let now = clock.now()
        guard now < proof.expires else { throw await refused(.proofExpired(proof.expires), writer) }
        if let limit = grant.role.authenticatedWithin, !identity.isAuthenticated(within: limit, at: now) {
            throw await refused(.authenticationTooOld(limit: limit), writer)
        }
        let request: IssuerRequest
        do throws(GrantRefusal) {
            request = try await self.request(grant, identity, proof, duration, now)
        } catch { throw await refused(error, writer) }

        try await append(writer.intent(at: clock.now(), duration: duration))
        let answer: AssumedRole
        do {
            answer = try await request.send(to: issuer)
        } catch {
            try await append(writer.outcome(at: clock.now(), refusal: error))
            throw .issuer(error)
        }
        try await append(writer.outcome(at: clock.now(), answer: answer))
        return answer
    }

    /// What is asked of the issuer, by whichever proof there is.
    private func request(
        _ grant: RoleGrant, _ identity: ExternalIdentity, _ proof: GrantProof, _ duration: Duration, _ now: Instant
    ) async throws(GrantRefusal) -> IssuerRequest {
        let role = grant.role
        switch proof {
        case .webIdentity(let proof):
            return .webIdentity(
                WebIdentityRequest(
                    roleARN: role.arn, sessionName: grant.sessionName, token: proof.token, duration: duration,
                    sessionPolicy: role.sessionPolicy))
        case .assertion(let proof):
            guard let principal = SAMLProviderARN(named: proof.principalName, besideRole: role.arn) else {
                throw .issuerTakesNoAssertion(role.issuer)
            }
            return .assertion(
                AssertionRequest(
                    roleARN: role.arn, principalARN: principal.arn, assertion: proof.response, duration: duration,
                    sessionPolicy: role.sessionPolicy))
        case .broker:
            guard let broker else { throw .issuerTakesNoAssertion(role.issuer) }
            return .assertion(try await broker.request(for: grant, of: identity, duration: duration, at: now))
        }
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

/// What is sent to an issuer.
private enum IssuerRequest {
    case webIdentity(WebIdentityRequest)
    case assertion(AssertionRequest)

    func send(to issuer: any CredentialIssuer) async throws(IssuerRefusal) -> AssumedRole {
        switch self {
        case .webIdentity(let request): try await issuer.assumeRoleWithWebIdentity(request)
        case .assertion(let request): try await issuer.assumeRoleWithSAML(request)
        }
    }
}
