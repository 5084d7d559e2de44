import Essentials
import IAM
import JOSE
import SecurityTokens

/// What is asked for, whether by a caller of this process or by a stranger.
struct WebIdentityAsk: Sendable {
    let roleARN: ARN
    let sessionName: RoleSessionName
    let token: Secret
    let duration: Duration?
    let policy: String?
    let policyARNs: [ARN]

    init(_ request: WebIdentityRequest) {
        roleARN = request.roleARN
        sessionName = request.sessionName
        token = request.token
        duration = request.duration
        policy = request.sessionPolicy
        policyARNs = []
    }

    init(_ parameters: WebIdentityParameters) {
        roleARN = parameters.roleARN
        sessionName = parameters.sessionName
        token = parameters.token
        duration = parameters.duration
        policy = parameters.policy
        policyARNs = parameters.policyARNs
    }
}

extension EmbeddedIssuer {
    /// Verifies the token, then asks the role whether it trusts it. A role that does not exist and one that says no
    /// are told apart by nobody but the operator.
    func authorise(_ ask: WebIdentityAsk) async throws(GrantDenial) -> IssuedGrant {
        let policy = try sessionPolicy(ask.policy)
        let (provider, token, subject) = try await proof(ask.token)
        let proved = (provider: provider, subject: subject)
        let attributes: SessionAttributes
        do { attributes = try SessionAttributes(token.claims) } catch { throw GrantDenial(error, proved: proved) }
        let denied = IssuerRefusal.accessDenied("Not authorized to perform sts:AssumeRoleWithWebIdentity")
        guard let (_, role) = role(ask.roleARN) else {
            throw GrantDenial(denied, why: "there is no role `\(ask.roleARN)`", proved: proved)
        }
        let maximum: Duration
        switch role.trust.decide(provider: provider, token: token, role: role.arn) {
        case .denied(let why): throw GrantDenial(denied, why: why, proved: proved)
        case .allowed(let bound): maximum = min(role.maximumDuration, bound ?? role.maximumDuration)
        }
        let duration = try EmbeddedIssuer.duration(ask.duration, within: maximum, proved: proved)
        return IssuedGrant(
            role: role, provider: provider, identityIssuer: token.issuer, subject: subject,
            // One that does not say when it was made is as old as can be.
            provedAt: token.issuedAt ?? .epoch,
            sessionName: ask.sessionName, duration: duration, maximum: maximum, until: nil, policy: policy,
            managedPolicyIDs: try managed(ask.policyARNs, of: role, proved: proved), attributes: attributes,
            answer: .webIdentity(audience: EmbeddedIssuer.audience(of: token)))
    }

    private func proof(
        _ token: Secret
    ) async throws(GrantDenial) -> (provider: String, token: VerifiedToken, subject: ExactString) {
        let unverified: UnverifiedToken
        do { unverified = try UnverifiedToken(token.revealText() ?? "") } catch {
            throw GrantDenial(
                .invalidIdentityToken(
                    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"),
                why: error.detail)
        }
        let verified: (provider: String, token: VerifiedToken)
        do { verified = try await providers.verify(unverified) } catch { throw GrantDenial(error) }
        // OpenID Connect Core §2: `sub` has at most 255 ASCII characters.
        guard let subject = verified.token.subject, (1...255).contains(subject.text.utf8.count) else {
            throw GrantDenial(.invalidIdentityToken("Missing a required claim: sub"))
        }
        return (verified.provider, verified.token, subject)
    }

    /// The one audience; of several, the party that the token was issued to.
    private static func audience(of token: VerifiedToken) -> String? {
        guard token.audience.count > 1, let party = token.claims["azp"]?.string else {
            return token.audience.first?.text
        }
        return token.audience.contains(ExactString(party)) ? party : token.audience.first?.text
    }
}
