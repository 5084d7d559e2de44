import Essentials
import HTTP
import IAM
import SecurityTokens

/// What a session is to carry: what was asked for, and what the caller's own session hands on.
struct CarriedAttributes: Sendable {
    let tags: [SessionTag]
    let transitiveTagKeys: [ExactString]
    let sourceIdentity: String?

    /// Joins them (IAM User Guide, Chaining roles with session tags; Monitor and control actions taken with assumed
    /// roles): a tag that was inherited is not given again, and a source identity stays.
    ///
    /// - Throws: `STSError`.
    init(_ asked: AssumeRoleParameters, by caller: STSCaller) throws(STSError) {
        var inherited: [SessionTag] = []
        var source: String?
        if case .roleSession(let session, _) = caller {
            inherited = session.tags.filter { session.transitiveTagKeys.contains($0.key) }
            source = session.sourceIdentity
        }
        for tag in asked.tags where inherited.contains(where: { $0.folded == tag.folded }) {
            throw .validation(
                "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key "
                    + "from the calling session.")
        }
        for key in asked.transitiveTagKeys where !asked.tags.contains(where: { $0.key == key }) {
            throw .validation("The transitive tag key \(key.text.prefix(128)) is not among the tags.")
        }
        if let source, let wanted = asked.sourceIdentity, !wanted.isExactly(source) {
            throw .accessDenied("The source identity of a session cannot be changed.")
        }
        tags = inherited + asked.tags
        transitiveTagKeys = inherited.map(\.key) + asked.transitiveTagKeys
        sourceIdentity = source ?? asked.sourceIdentity
    }

    /// What must be allowed beside the assumption itself.
    var actions: [String] {
        (tags.isEmpty ? [] : ["TagSession"]) + (sourceIdentity == nil ? [] : ["SetSourceIdentity"])
    }
}

extension EmbeddedIssuer {
    /// `AssumeRole`: the caller's policies and the role's trust policy, both sides where the accounts differ.
    func assumeRole(
        _ asked: STSRequest, by caller: STSCaller, _ exchange: Exchange
    ) async throws(RefusedCall) -> HTTPResponse {
        let parameters: AssumeRoleParameters
        let carried: CarriedAttributes
        do {
            parameters = try AssumeRoleParameters(asked)
            carried = try CarriedAttributes(parameters, by: caller)
        } catch { throw RefusedCall(error) }
        let policy = try narrowing(parameters.policy)
        let now = clock.now()
        var question = question(caller, exchange, now)
        question.presenceProvedAt = try await presence(parameters.mfa, of: caller, at: now)
        question.keys = EmbeddedIssuer.keys(parameters, carried)
        let role = try trusted(parameters.roleARN, question, carried)
        let session = try session(parameters, carried, policy, of: role, by: caller, at: now)
        let made: (credentials: TemporaryCredentials, packedPolicySize: Int)
        do throws(SessionTokenError) {
            made = try sessions.credentials(of: session, atLeast: asked.minimumSessionTokenSize)
        } catch { throw refused(error) }
        guard let arn = session.assumedRoleARN else { throw RefusedCall(.internalFailure) }
        let assumed = AssumedRole(
            credentials: made.credentials, assumedRoleARN: arn, assumedRoleID: session.assumedRoleID,
            sourceIdentity: session.sourceIdentity,
            packedPolicySize: session.packed.isEmpty ? nil : made.packedPolicySize)
        try await append(
            .outcome, EmbeddedIssuer.facts(of: caller).adding(EmbeddedIssuer.facts(of: assumed)), of: asked, exchange)
        return STSResponse.assumedRole(assumed, requestID: exchange.requestID)
    }

    /// The role, where its trust policy and the caller's policies let it be assumed. A role that does not exist and
    /// one that says no are told apart by nobody but the operator.
    private func trusted(
        _ arn: ARN, _ question: STSQuestion, _ carried: CarriedAttributes
    ) throws(RefusedCall) -> EmbeddedRole {
        for action in ["AssumeRole"] + carried.actions {
            guard let (_, role) = role(arn), let trust = trust(of: role.arn) else {
                throw denied(question.caller, action, on: arn.description, why: "no role `\(arn)` trusts a principal")
            }
            let decision = question.decide("sts:\(action)", on: arn.description, trust: trust)
            guard decision?.isAllowed == true else {
                throw denied(question.caller, action, on: arn.description, why: decision?.explanation)
            }
        }
        guard let (_, role) = role(arn) else { throw RefusedCall(.internalFailure) }
        if let limit = role.authenticatedWithin {
            guard let proved = question.presence, question.now - proved <= limit else {
                throw denied(
                    question.caller, "AssumeRole", on: arn.description,
                    why: "the role requires presence proved within \(limit.wholeSeconds) s")
            }
        }
        return role
    }

    private func session(
        _ asked: AssumeRoleParameters, _ carried: CarriedAttributes, _ policy: SessionPolicy?, of role: EmbeddedRole,
        by caller: STSCaller, at now: Instant
    ) throws(RefusedCall) -> IssuedSession {
        let begin = Instant(seconds: now.seconds)
        let managed: [String]
        do { managed = try directory.policyIDs(asked.policyARNs, in: role.arn.account) } catch {
            throw RefusedCall(error)
        }
        let duration = try EmbeddedIssuer.duration(asked.duration, of: role, isChained: caller.issuedAt != nil)
        return IssuedSession(
            chain: try chain(from: caller, by: link(role.roleID, at: begin)), roleARN: role.arn,
            sessionName: asked.sessionName, expires: begin + .seconds(duration.wholeSeconds),
            sourceIdentity: carried.sourceIdentity,
            tags: carried.tags, transitiveTagKeys: carried.transitiveTagKeys,
            policy: policy == role.sessionPolicy && managed.isEmpty ? nil : policy, rolePolicy: role.sessionPolicy,
            managedPolicyIDs: managed)
    }

    /// A session that begins now, with a fresh key.
    func link(_ principalID: String, at begin: Instant) -> SessionChain.Link {
        SessionChain.Link(
            sessionID: ExactString(AccessKeys.temporary(randomness)), principalID: ExactString(principalID),
            issuedAt: begin)
    }

    /// The chain of a session that a caller makes: from the caller's own session, or begun by the user.
    ///
    /// - Throws: `RefusedCall` where it would be longer than a chain may be.
    func chain(
        from caller: STSCaller, by next: SessionChain.Link
    ) throws(RefusedCall) -> SessionChain {
        let parent: SessionChain
        switch caller {
        case .user(let user):
            return SessionChain(.user(id: ExactString(user.userID), arn: user.arn.text), first: next)
        case .userSession(let session, _), .federatedUser(let session, _): parent = session.chain
        case .roleSession(let session, _): parent = session.chain
        case .root(let session): parent = session.chain
        }
        guard let chain = parent.continued(by: next) else {
            throw RefusedCall(
                .validation(
                    "A session can be made from at most \(SessionChain.maximumLinks - 1) others, one from another."))
        }
        return chain
    }

    private static func duration(
        _ asked: Duration?, of role: EmbeddedRole, isChained: Bool
    ) throws(RefusedCall) -> Duration {
        let hour = Duration.seconds(3600)
        let duration = asked ?? min(hour, role.maximumDuration)
        guard duration <= role.maximumDuration else {
            throw RefusedCall(
                .validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role."))
        }
        guard !isChained || duration <= hour else {
            throw RefusedCall(
                .validation(
                    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
                ))
        }
        return duration
    }

    /// The condition keys of the call (IAM User Guide, Available keys for AWS STS).
    private static func keys(_ asked: AssumeRoleParameters, _ carried: CarriedAttributes) -> RequestContext {
        var keys: RequestContext = ["sts:RoleSessionName": [asked.sessionName.text]]
        keys.addIfAbsent(asked.externalID, for: "sts:ExternalId")
        keys.addIfAbsent(carried.sourceIdentity, for: "sts:SourceIdentity")
        keys.add(tags: asked.tags)
        keys.add(asked.transitiveTagKeys.map(\.text), for: "sts:TransitiveTagKeys")
        return keys
    }
}
