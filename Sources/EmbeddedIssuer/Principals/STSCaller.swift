import Essentials
import HTTP
import IAM
import SecurityTokens

/// Who signed a request to STS.
enum STSCaller: Sendable {
    /// A user, with its own keys.
    case user(EmbeddedUser)
    /// A user, with keys of `GetSessionToken`.
    case userSession(Judged<UserSession>, EmbeddedUser)
    /// Whom a user let in with `GetFederationToken`.
    case federatedUser(Judged<UserSession>, EmbeddedUser)
    /// A session of a role.
    case roleSession(Judged<IssuedSession>, EmbeddedRole)
    /// A session that does one of root's tasks.
    case root(Judged<RootSession>)

    /// Its ARN, as errors and `GetCallerIdentity` give it; `nil` cannot come of what the issuer made.
    var arn: ARN? {
        switch self {
        case .user(let user), .userSession(_, let user): user.arn
        case .federatedUser(let session, _): session.federatedARN
        case .roleSession(let session, _): session.assumedRoleARN
        case .root(let session): session.rootARN
        }
    }

    /// The account it is of.
    var account: String {
        switch self {
        case .user(let user), .userSession(_, let user), .federatedUser(_, let user): user.arn.account
        case .roleSession(_, let role): role.arn.account
        case .root(let session): session.rootARN.account
        }
    }

    /// `UserId` of `GetCallerIdentity`.
    var userID: String {
        switch self {
        case .user(let user), .userSession(_, let user): user.userID
        case .federatedUser(let session, _): "\(account):\(session.federatedName ?? "")"
        case .roleSession(let session, _): session.assumedRoleID
        case .root(let session): session.rootARN.account
        }
    }

    /// The principal that policies see.
    var principal: AccessPrincipal? {
        switch self {
        case .user(let user), .userSession(_, let user): .user(user.arn, id: user.userID)
        case .federatedUser(let session, let user):
            session.federatedARN.flatMap { .federatedUser($0, of: user.arn, id: user.userID) }
        case .roleSession(let session, let role):
            .session(session.sessionName.text, ofRole: role.arn, id: role.roleID)
        case .root(let session): AccessPrincipal(named: session.rootARN)
        }
    }

    /// Everything that counts for it, without the policy of the resource that it asks for.
    func policies(_ directory: PrincipalDirectory) -> PolicySet {
        switch self {
        case .user(let user), .userSession(_, let user):
            PolicySet(identity: user.permissions, boundary: user.boundary, scope: scopes)
        case .federatedUser(let session, let user):
            PolicySet(
                identity: user.permissions, boundary: user.boundary,
                session: directory.narrowing(session.policy, session.managedPolicyIDs), scope: scopes)
        case .roleSession(let session, let role):
            PolicySet(
                identity: role.permissions, boundary: role.boundary,
                session: directory.narrowing(session.policy, session.managedPolicyIDs)
                    + directory.narrowing(role.sessionPolicy, []), scope: scopes)
        case .root: PolicySet(scope: scopes)
        }
    }

    /// What the session was scoped down to; each must allow. A task that has no policy allows nothing.
    private var scopes: [[Policy]] {
        switch self {
        case .user: []
        case .userSession(let session, _), .federatedUser(let session, _): session.scopes.map { [$0.policy] }
        case .roleSession(let session, _): session.scopes.map { [$0.policy] }
        case .root(let session): [session.task.policy.map { [$0] } ?? []]
        }
    }

    /// When the credentials were issued, where they are temporary.
    var issuedAt: Instant? {
        switch self {
        case .user: nil
        case .userSession(let session, _), .federatedUser(let session, _): session.issuedAt
        case .roleSession(let session, _): session.issuedAt
        case .root(let session): session.chain.own.issuedAt
        }
    }

    /// The first instant at which the credentials are over, where they are temporary.
    var expires: Instant? {
        switch self {
        case .user: nil
        case .userSession(let session, _), .federatedUser(let session, _): session.expires
        case .roleSession(let session, _): session.expires
        case .root(let session): session.expires
        }
    }

    /// The source identity of the session.
    var sourceIdentity: String? {
        switch self {
        case .user, .userSession, .federatedUser: nil
        case .roleSession(let session, _): session.sourceIdentity
        case .root(let session): session.sourceIdentity
        }
    }

    /// The session tags.
    var tags: [SessionTag] {
        switch self {
        case .user(let user), .userSession(_, let user): user.record.tags
        case .federatedUser(let session, _): session.tags
        case .roleSession(let session, let role):
            // A session's tags stand in the place of its role's.
            session.tags
                + role.record.tags.filter { own in
                    !session.tags.contains { $0.folded == own.folded }
                }
        case .root: []
        }
    }
}

extension EmbeddedIssuer {
    /// Whose keys signed a request to STS: a user's own, or temporary ones with their token.
    ///
    /// - Throws: `RefusedCall`, as STS answers it.
    func signer(of request: HTTPRequest, service: ExactString = "sts") throws(RefusedCall) -> STSCaller {
        let signature: RequestSignature
        do { signature = try RequestSignature(of: request, services: .only(service)) } catch {
            throw RefusedCall(STSError(error))
        }
        guard let host = request.headers["Host"], publicHosts.contains(host) else {
            throw RefusedCall(.accessDenied("The request was not signed for a host of this service."))
        }
        do throws(SignerDenial) {
            return try caller(of: request, signature, payload: .seen(request.body), at: clock.now())
        } catch { throw RefusedCall(error) }
    }

    /// Whose keys signed a request, to whatever service: a user's own, or temporary ones with their token.
    func caller(
        of request: HTTPRequest, _ signature: RequestSignature, payload: SignedPayload, at now: Instant
    ) throws(SignerDenial) -> STSCaller {
        guard signature.accessKeyID.startsExactly(with: EmbeddedAccessKey.prefix) else {
            return try temporary(request, signature, payload, at: now)
        }
        // Keys that do not expire have no token.
        guard signature.sessionToken == nil, let (user, key) = userKey(signature.accessKeyID) else {
            throw .unknownKey
        }
        do {
            try signature.verify(request, payload: payload, secret: key.secret, at: now)
        } catch { throw .signature(error) }
        return .user(user)
    }

    private func temporary(
        _ request: HTTPRequest, _ signature: RequestSignature, _ payload: SignedPayload, at now: Instant
    ) throws(SignerDenial) -> STSCaller {
        if let (session, user) = try session(of: request, signature, as: UserSession.self, payload: payload, at: now) {
            return session.federatedName == nil ? .userSession(session, user) : .federatedUser(session, user)
        }
        if let (session, _) = try session(of: request, signature, as: RootSession.self, payload: payload, at: now) {
            return .root(session)
        }
        let (session, role) = try roleSession(of: request, signature, payload: payload, at: now)
        return .roleSession(session, role)
    }
}
