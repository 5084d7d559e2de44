import Essentials
import HTTP
import IAM
import SecurityTokens

extension EmbeddedIssuer {
    /// Answers an action that is asked with a signature.
    ///
    /// Who may call what (IAM User Guide, Compare AWS STS credentials): a session of a role gets neither a session
    /// token nor a federation token; a user with a session token may assume roles and ask who it is; a federated
    /// user may only ask who it is; root at its task nothing else of STS. Whoever has a session may have it narrowed.
    func answerSigned(
        _ asked: STSRequest, _ request: HTTPRequest, _ exchange: Exchange
    ) async throws(RefusedCall) -> HTTPResponse {
        let caller = try signer(of: request)
        switch (asked.action, caller) {
        case (.getCallerIdentity, _): return try identity(of: caller, exchange)
        case (_, .root): throw denied(caller, asked.action)
        case (.getScopedCredentials, _): return try await scopedCredentials(asked, of: caller, exchange)
        case (_, .federatedUser): throw denied(caller, asked.action)
        case (.assumeRole, _): return try await assumeRole(asked, by: caller, exchange)
        case (.getSessionToken, .user(let user)): return try await sessionToken(asked, of: user, exchange)
        case (.getFederationToken, .user(let user)): return try await federationToken(asked, by: user, exchange)
        case (.getSessionToken, _), (.getFederationToken, _):
            throw RefusedCall(.accessDenied("Cannot call \(asked.action.rawValue) with session credentials"))
        case (_, .userSession): throw denied(caller, asked.action)
        case (.getAccessKeyInfo, _): return try accessKeyInfo(asked, by: caller, exchange)
        case (.decodeAuthorizationMessage, _):
            do { _ = try asked.encodedMessage() } catch { throw RefusedCall(error) }
            try judge(question(caller, exchange, clock.now()), asked.action, on: "*")
            // No service here hands out such messages, so that none can be one.
            throw RefusedCall(.invalidAuthorizationMessage)
        case (.assumeRoot, _): return try await assumeRoot(asked, by: caller, exchange)
        case (.getWebIdentityToken, _): return try await webIdentityToken(asked, of: caller, exchange)
        case (.getDelegatedAccessToken, _):
            do { try asked.validateAll() } catch { throw RefusedCall(error) }
            try judge(question(caller, exchange, clock.now()), asked.action, on: "*")
            // No service here hands out such tokens, so that none can be one.
            throw RefusedCall(.expiredTradeInToken)
        case (.assumeRoleWithSAML, _), (.assumeRoleWithWebIdentity, _): throw denied(caller, asked.action)
        }
    }

    private func identity(of caller: STSCaller, _ exchange: Exchange) throws(RefusedCall) -> HTTPResponse {
        guard let arn = caller.arn else { throw RefusedCall(.internalFailure) }
        return STSResponse.callerIdentity(
            arn: arn, userID: caller.userID, account: caller.account, requestID: exchange.requestID)
    }

    private func accessKeyInfo(
        _ asked: STSRequest, by caller: STSCaller, _ exchange: Exchange
    ) throws(RefusedCall) -> HTTPResponse {
        let id: String
        do { id = try asked.accessKeyIDAsked() } catch { throw RefusedCall(error) }
        try judge(question(caller, exchange, clock.now()), asked.action, on: "*")
        // A temporary key says nothing of its account; where there is one account only, it is of that.
        let own = AccessKeys.isTemporary(id) && accounts.count == 1 ? accounts.first?.id.description : nil
        guard let account = userKey(id)?.user.arn.account ?? own else {
            throw RefusedCall(.validation("There is no access key \(id.prefix(128))"))
        }
        return STSResponse.accessKeyInfo(account: account, requestID: exchange.requestID)
    }

    /// Lets an action pass that the caller's policies allow.
    func judge(
        _ question: STSQuestion, _ action: STSAction, on resource: String
    ) throws(RefusedCall) {
        let decision = question.decide("sts:\(action.rawValue)", on: resource)
        guard decision?.isAllowed == true else {
            throw denied(question.caller, action, on: resource == "*" ? nil : resource, why: decision?.explanation)
        }
    }

    /// AWS's sentence for who may not.
    func denied(
        _ caller: STSCaller, _ action: STSAction, on resource: String? = nil, why: String? = nil
    ) -> RefusedCall {
        denied(caller, action.rawValue, on: resource, why: why)
    }

    /// The same for an action that is no call, `TagSession`.
    func denied(_ caller: STSCaller, _ action: String, on resource: String?, why: String?) -> RefusedCall {
        let user = caller.arn?.description ?? caller.userID
        return RefusedCall(
            .accessDenied(
                "User: \(user) is not authorized to perform: sts:\(action)"
                    + (resource.map { " on resource: \($0)" } ?? "")), why: why)
    }
}

extension EmbeddedIssuer {
    /// What a call asks of the policies as they are now.
    func question(_ caller: STSCaller, _ exchange: Exchange, _ now: Instant) -> STSQuestion {
        STSQuestion(caller: caller, directory: directory, source: exchange.peer, now: now)
    }
}
