import Essentials
import HTTP
import IAM
import SecurityTokens

extension EmbeddedIssuer {
    /// How often a session is scoped down by a policy.
    static let maximumScopes = 3

    /// `GetScopedCredentials`: the caller's own session under another key, allowed less, for a shorter time, or both.
    func scopedCredentials(
        _ asked: STSRequest, of caller: STSCaller, _ exchange: Exchange
    ) async throws(RefusedCall) -> HTTPResponse {
        let parameters: ScopedCredentialsParameters
        do { parameters = try ScopedCredentialsParameters(asked) } catch { throw RefusedCall(error) }
        guard let expires = caller.expires, let arn = caller.arn else {
            throw RefusedCall(.accessDenied("Cannot call GetScopedCredentials with long-term credentials"))
        }
        let policy = try narrowing(parameters.policy)
        let now = clock.now()
        try judge(question(caller, exchange, now), .getScopedCredentials, on: "*")
        let layers = caller.scopeCount + (policy == nil ? 0 : 1)
        guard layers <= EmbeddedIssuer.maximumScopes else {
            throw denied(caller, .getScopedCredentials, why: "the session was scoped down three times already")
        }
        var end = expires
        if let duration = parameters.duration {
            end = Instant(seconds: now.seconds) + duration
            guard end <= expires else { throw RefusedCall(.insufficientSessionLifetime) }
        }
        let made = try scoped(caller, until: end, to: policy, atLeast: asked.minimumSessionTokenSize)
        var facts = EmbeddedIssuer.facts(of: caller).adding(EmbeddedIssuer.facts(of: made))
        facts["scopes"] = .integer(Int64(layers))
        // What was handed on must be known afterwards.
        facts["policy"] = policy.map { .string($0.text.text) }
        facts["description"] = parameters.description.map { .string($0) }
        try await append(.outcome, facts, of: asked, exchange)
        return STSResponse.scopedCredentials(
            made, arn: arn, sessionID: caller.userID, layers: layers, sourceIdentity: caller.sourceIdentity,
            requestID: exchange.requestID)
    }

    private func scoped(
        _ caller: STSCaller, until end: Instant, to policy: SessionPolicy?, atLeast minimum: Int
    ) throws(RefusedCall) -> TemporaryCredentials {
        // It was issued when the caller's own was: what is refused to older sessions stays refused to this one.
        let parent: SessionChain.Link
        switch caller {
        case .userSession(let session, _), .federatedUser(let session, _): parent = session.chain.own
        case .roleSession(let session, _): parent = session.chain.own
        case .user, .root: throw RefusedCall(.internalFailure)
        }
        let chain = try chain(from: caller, by: link(parent.principalID.text, at: parent.issuedAt))
        do throws(SessionTokenError) {
            switch caller {
            case .userSession(let session, _), .federatedUser(let session, _):
                let scoped = session.scoped(chain, until: end, to: policy)
                return try sessions.credentials(of: scoped, atLeast: minimum).credentials
            case .roleSession(let session, _):
                let scoped = session.scoped(chain, until: end, to: policy)
                return try sessions.credentials(of: scoped, atLeast: minimum).credentials
            case .user, .root: throw .vault("there is no session to scope down")
            }
        } catch { throw refused(error) }
    }
}

extension STSCaller {
    /// How many policies the session was scoped down by.
    var scopeCount: Int {
        switch self {
        case .user, .root: 0
        case .userSession(let session, _), .federatedUser(let session, _): session.scopes.count
        case .roleSession(let session, _): session.scopes.count
        }
    }
}
