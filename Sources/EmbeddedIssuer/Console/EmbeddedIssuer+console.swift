public import Essentials
import IAM
public import SecurityTokens

/// The sign-in of browsers with temporary keys: `getSigninToken`, `login` and `logout` of a federation endpoint. Whoever
/// answers a browser audits.
extension EmbeddedIssuer {
    /// How long a sign-in token serves, once.
    static let consoleTokenLifetime: Duration = .seconds(60)

    private var console: ConsoleRecords { ConsoleRecords(store: store, vault: sessions.vault, randomness: randomness) }

    /// A token that signs the holder of the keys in, once, within a minute.
    ///
    /// - Parameter duration: how long the sign-in lasts, for a role that was assumed by a proof or by a user's own keys;
    ///   `nil` for as long as the keys.
    /// - Throws: `FederationRefusal`, and what the store throws.
    public func consoleToken(
        for keys: ConsoleKeys, lasting duration: Duration?
    ) async throws -> (token: Secret, session: ConsoleSession) {
        let now = clock.now()
        let begin = Instant(seconds: now.seconds)
        func prove(_ secret: Secret) throws(SignerDenial) {
            guard secret == keys.secretAccessKey else { throw .invalidToken }
        }
        let made: (kind: ConsoleTicket.Kind, credentials: TemporaryCredentials)
        if let (session, role) = try pass(keys, as: IssuedSession.self, at: now, prove: prove) {
            let end = try end(of: session, role, duration, from: begin)
            made = (.role, try continued(session, until: end))
        } else if let (session, _) = try pass(keys, as: UserSession.self, at: now, prove: prove) {
            guard session.federatedName != nil else {
                throw FederationRefusal.keysOfAnotherKind("a session of GetSessionToken")
            }
            guard duration == nil else { throw FederationRefusal.durationNotTaken("they are a federated user's") }
            made = (.federatedUser, try continued(session))
        } else if try pass(keys, as: RootSession.self, at: now, prove: prove) != nil {
            throw FederationRefusal.keysOfAnotherKind("a session of AssumeRoot")
        } else {
            throw FederationRefusal.keysRefused
        }
        let ticket = ConsoleTicket(
            kind: made.kind, accessKeyID: made.credentials.accessKeyID, sessionToken: made.credentials.sessionToken,
            begins: begin, expires: made.credentials.expiration, sentBy: nil)
        guard let session = try session(of: ticket, at: now) else { throw FederationRefusal.keysOver }
        let token = try await console.keep(ticket, as: .token, until: now + EmbeddedIssuer.consoleTokenLifetime)
        return (token, session)
    }

    /// Signs a browser in: who it is, and the handle that leads to it from now on.
    ///
    /// - Throws: `FederationRefusal`, and what the store throws.
    public func consoleSignIn(
        with token: Secret, sentBy: String?
    ) async throws -> (handle: Secret, session: ConsoleSession) {
        let now = clock.now()
        guard let spent = try await console.spend(token, at: now) else { throw FederationRefusal.tokenRefused }
        let ticket = spent.begun(at: Instant(seconds: now.seconds), sentBy: sentBy)
        guard let session = try session(of: ticket, at: now) else { throw FederationRefusal.keysOver }
        return (try await console.keep(ticket, as: .session, until: ticket.expires), session)
    }

    /// Who the browser of a handle is, where that still holds.
    public func consoleSession(_ handle: Secret) async throws -> ConsoleSession? {
        let now = clock.now()
        guard let ticket = try await console.ticket(handle, .session, at: now) else { return nil }
        return try session(of: ticket, at: now)
    }

    /// Ends a sign-in; `false` where there was none.
    public func consoleSignOut(_ handle: Secret) async throws -> Bool { try await console.end(handle) }

    /// Judges the browser's own keys by the gate that judges everybody's.
    private func session(of ticket: ConsoleTicket, at now: Instant) throws -> ConsoleSession? {
        func made(
            _ arn: ARN?, _ account: String, _ role: String?, _ name: String, _ identity: String?, _ chain: SessionChain
        ) -> ConsoleSession? {
            arn.map {
                ConsoleSession(
                    arn: $0, accountName: self.account(account)?.name ?? account, role: role, name: name,
                    sourceIdentity: identity, accessKeyID: ticket.accessKeyID,
                    shownKeyID: (chain.ancestors.last ?? chain.own).sessionID.text, begins: ticket.begins,
                    expires: ticket.expires, sentBy: ticket.sentBy)
            }
        }
        let keys = (ticket.sessionToken, ticket.accessKeyID)
        do throws(SignerDenial) {
            switch ticket.kind {
            case .role:
                let found = try gate.pass(keys.0, of: keys.1, as: IssuedSession.self, in: directory, at: now) { _ in }
                guard let (session, role) = found else { return nil }
                return made(
                    session.assumedRoleARN, role.arn.account, role.arn.roleName, session.sessionName.text,
                    session.sourceIdentity, session.chain)
            case .federatedUser:
                let found = try gate.pass(keys.0, of: keys.1, as: UserSession.self, in: directory, at: now) { _ in }
                guard let (session, user) = found else { return nil }
                return made(
                    session.federatedARN, user.arn.account, nil, session.federatedName ?? "", nil, session.chain)
            }
        } catch {
            guard case .vault(let why) = error else { return nil }
            throw SessionTokenError.vault(why)
        }
    }

    private func pass<Session: SealedSession>(
        _ keys: ConsoleKeys, as kind: Session.Type, at now: Instant, prove: (Secret) throws(SignerDenial) -> Void
    ) throws -> (session: Judged<Session>, principal: Session.Principal)? {
        do throws(SignerDenial) {
            return try gate.pass(
                keys.sessionToken, of: keys.accessKeyID, as: kind, in: directory, at: now, prove: prove)
        } catch {
            switch error {
            case .expired, .ended: throw FederationRefusal.keysOver
            case .unknownKey, .invalidToken, .signature: throw FederationRefusal.keysRefused
            case .vault(let why): throw SessionTokenError.vault(why)
            }
        }
    }

    private func end(
        of session: Judged<IssuedSession>, _ role: EmbeddedRole, _ duration: Duration?, from begin: Instant
    ) throws(FederationRefusal) -> Instant {
        guard let duration else { return session.expires }
        guard session.chain.ancestors.isEmpty else { throw .durationNotTaken("they come from another session") }
        guard duration <= min(role.maximumDuration, session.longest ?? role.maximumDuration) else {
            throw .durationNotTaken("the role, or the rule that granted it, gives no session of that length")
        }
        if let latest = session.latest, begin + duration > latest {
            throw .durationNotTaken("the provider's own session is over before that")
        }
        return begin + duration
    }

    /// Keys for a browser, of the same role and under the same name.
    private func continued(
        _ session: Judged<IssuedSession>, until end: Instant
    ) throws -> TemporaryCredentials {
        try sessions.credentials(of: session.continued(try next(session.chain), until: end), atLeast: 0).credentials
    }

    private func continued(_ session: Judged<UserSession>) throws -> TemporaryCredentials {
        let scoped = session.scoped(try next(session.chain), until: session.expires, to: nil)
        return try sessions.credentials(of: scoped, atLeast: 0).credentials
    }

    /// A session that was issued when the one whose keys were shown was: what is refused to older ones stays refused.
    private func next(_ chain: SessionChain) throws(FederationRefusal) -> SessionChain {
        guard
            let next = chain.continued(by: link(chain.own.principalID.text, at: chain.own.issuedAt))
        else { throw .keysOfAnotherKind("a session made from as many others as one may be") }
        return next
    }
}
