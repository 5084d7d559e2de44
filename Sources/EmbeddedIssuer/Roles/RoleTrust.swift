public import IAM
public import JOSE
public import SecurityTokens

/// Who may assume a role: the role's own answer to a verified token.
public protocol RoleTrust: Sendable {
    /// Judges a token that `provider` (its key in the configuration) issued and that was verified.
    func decide(provider: String, token: VerifiedToken, role: ARN) -> RoleTrustDecision
    /// Judges what a verified assertion asks for.
    func decide(_ session: AssertedSession, role: ARN) -> RoleTrustDecision
}

/// The answer of a role's trust.
public enum RoleTrustDecision: Sendable, Equatable {
    /// The role may be assumed, in sessions no longer than this where that is less than the role's own maximum.
    case allowed(maximumDuration: Duration? = nil)
    /// It may not; why is for the operator's eyes.
    case denied(why: String)
}

/// Trust as one policy states it.
public struct PolicyTrust: RoleTrust {
    let policy: TrustPolicy

    /// The trust of a policy.
    public init(_ policy: TrustPolicy) { self.policy = policy }

    /// Decides `sts:AssumeRoleWithWebIdentity` and whatever the token's own claims ask for beside it
    /// (`sts:TagSession`, `sts:SetSourceIdentity`).
    public func decide(provider: String, token: VerifiedToken, role: ARN) -> RoleTrustDecision {
        let attributes: SessionAttributes
        do { attributes = try SessionAttributes(token.claims) } catch { return .denied(why: error.detail) }
        for action in ["sts:AssumeRoleWithWebIdentity"] + attributes.actions {
            let request = TrustRequest.webIdentity(
                provider: provider, issuer: token.issuer, claims: token.claims, role: role, action: action)
            let decision = policy.decide(request)
            guard decision.isAllowed else { return .denied(why: "\(action): \(decision.explanation)") }
        }
        return .allowed()
    }
}

/// Whoever can tell which configured provider issued a token, and verify it.
public protocol WebIdentityVerifying: Sendable {
    /// Verifies a token by the provider it belongs to.
    ///
    /// - Throws: `.invalidIdentityToken`, `.expiredToken`, `.idpCommunicationError`.
    func verify(_ token: UnverifiedToken) async throws(IssuerRefusal) -> (provider: String, token: VerifiedToken)
}
