import EmbeddedIssuer
import Essentials
import Federation
import IAM
import JOSE
import SAML
import SecurityTokens

/// One truth for trust: a role of the embedded issuer trusts exactly those whom the rules grant it, judged from
/// the token alone. A hand-written trust policy may only narrow that.
struct TrustFromRules: RoleTrust {
    let providers: [ProviderDefinition]
    let rules: MappingRules
    let narrowing: PolicyTrust?
    let clock: any WallClock

    func decide(provider: String, token: VerifiedToken, role: ARN) -> RoleTrustDecision {
        guard let definition = providers.first(where: { $0.id.isExactly(provider) }) else {
            return .denied(why: "the provider `\(provider)` is not configured")
        }
        let identity: ExternalIdentity
        do throws(IdentityRefusal) {
            identity = try definition.identity(from: token)
        } catch {
            return .denied(why: error.detail)
        }
        let grant: RoleGrant
        switch granted(role, to: identity) {
        case .success(let found): grant = found
        case .failure(let missing): return .denied(why: missing.why)
        }
        if case .denied(let why) = narrowing?.decide(provider: provider, token: token, role: role) {
            return .denied(why: why)
        }
        // What a rule allows for how long holds for whoever comes with the token as well.
        return .allowed(maximumDuration: grant.maximumDuration)
    }

    /// An assertion of a provider is judged by the rules like a token. One of ours was made on the rules' word, for
    /// this role and this session; what the role is narrowed by still holds.
    func decide(_ session: AssertedSession, role: ARN) -> RoleTrustDecision {
        var bound: Duration?
        if case .provider(let claims) = session.proved.authority {
            guard let definition = providers.first(where: { $0.id.isExactly(session.proved.provider) }) else {
                return .denied(why: "the provider `\(session.proved.provider)` is not configured")
            }
            let identity: ExternalIdentity
            do throws(IdentityRefusal) {
                identity = try definition.identity(from: session.proved.assertion, claims: claims)
            } catch {
                return .denied(why: error.detail)
            }
            switch granted(role, to: identity) {
            case .success(let grant): bound = grant.maximumDuration
            case .failure(let missing): return .denied(why: missing.why)
            }
        }
        if case .denied(let why) = narrowing?.decide(session, role: role) { return .denied(why: why) }
        return .allowed(maximumDuration: bound)
    }

    private struct Missing: Error { let why: String }

    /// What the rules grant, where the person was asked as lately as the role wants.
    private func granted(_ role: ARN, to identity: ExternalIdentity) -> Result<RoleGrant, Missing> {
        guard let grant = rules.evaluate(identity).grants.first(where: { $0.role.arn == role }) else {
            return .failure(Missing(why: "no rule grants the role to this identity"))
        }
        if let limit = grant.role.authenticatedWithin, !identity.isAuthenticated(within: limit, at: clock.now()) {
            return .failure(Missing(why: "the role requires a sign-in within \(limit.wholeSeconds) s"))
        }
        return .success(grant)
    }
}
