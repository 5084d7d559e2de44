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

    /// Its ARN, as errors and `GetCallerIdentity` give it; `nil` cannot come of what the issuer made.
    var arn: ARN? {
        switch self {
        case .user(let user), .userSession(_, let user): user.arn
        case .federatedUser(let session, _): session.federatedARN
        case .roleSession(let session, _): session.assumedRoleARN
        }
    }

    /// The account it is of.
    var account: String {
        switch self {
        case .user(let user), .userSession(_, let user), .federatedUser(_, let user): user.arn.account
        case .roleSession(_, let role): role.arn.account
        }
    }

    /// `UserId` of `GetCallerIdentity`.
    var userID: String {
        switch self {
        case .user(let user), .userSession(_, let user): user.userID
        case .federatedUser(let session, _): "\(account):\(session.federatedName ?? "")"
        case .roleSession(let session, _): session.assumedRoleID
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
        }
    }

    /// Everything that counts for it, without the policy of the resource that it asks for.
    func policies(_ directory: PrincipalDirectory) -> PolicySet {
        switch self {
        case .user(let user), .userSession(_, let user):
            PolicySet(identity: user.permissions, boundary: user.boundary)
        case .federatedUser(let session, let user):
            PolicySet(
                identity: user.permissions, boundary: user.boundary,
                session: directory.narrowing(session.policy, session.managedPolicyIDs))
        case .roleSession(let session, let role):
            PolicySet(
                identity: role.permissions, boundary: role.boundary,
                session: directory.narrowing(session.policy, session.managedPolicyIDs)
                    + directory.narrowing(role.sessionPolicy, []))
        }
    }

    /// When the credentials were issued, where they are temporary.
    var issuedAt: Instant? {
        switch self {
        case .user: nil
        case .userSession(let session, _), .federatedUser(let session, _): session.issuedAt
        case .roleSession(let session, _): session.issuedAt
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
                    !session.tags.contains { $0.key.text.lowercased() == own.key.text.lowercased() }
                }
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
        let (session, role) = try roleSession(of: request, signature, payload: payload, at: now)
        return .roleSession(session, role)
    }
}
