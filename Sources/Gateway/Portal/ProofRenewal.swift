import Essentials
import Federation
import JOSE
import OpenIDConnect

/// Keeps a session's proof fresh: an ID token lives minutes, a session hours.
struct ProofRenewal: Sendable {
    let context: GatewayContext

    /// A proof must outlast the call to the issuer by this much.
    static let margin: Duration = .seconds(30)

    /// The session with a proof that serves: its own, or one that the refresh token brought. `nil` where the
    /// person must go through the provider again (OpenID Connect Core §12.2 promises no new ID token).
    func fresh(_ session: Session) async throws -> Session? {
        let needed = context.services.clock.now() + Self.margin
        if session.facts.proof.expires > needed { return session }
        guard let proof = session.facts.proof.token, let refreshToken = proof.refreshToken,
            let relyingParty = context.providers.entry(session.facts.provider)?.relyingParty
        else { return nil }
        do {
            guard
                let signIn = try await relyingParty.refresh(
                    refreshToken,
                    first: (session.facts.issuer, session.facts.subject, proof.audience)),
                signIn.idToken.expires > needed
            else { return nil }
            // The provider may have taken its time.
            guard !context.sessions.isRevoked(session) else { return nil }
            var renewed = session
            renewed.facts = session.facts.renewed(
                TokenProof(
                    idToken: signIn.idToken.compact, audience: proof.audience, expires: signIn.idToken.expires,
                    refreshToken: signIn.refreshToken), claims: signIn.claims)
            try await context.sessions.update(renewed)
            return renewed
        } catch let error as SignInRefusal {
            context.services.log.log(
                .info, "a proof was not refreshed; the person goes through the provider again",
                ["provider": session.facts.provider, "cause": error.detail])
            return nil
        }
    }
}
