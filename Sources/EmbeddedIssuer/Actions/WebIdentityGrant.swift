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

    init(_ request: WebIdentityRequest) {
        roleARN = request.roleARN
        sessionName = request.sessionName
        token = request.token
        duration = request.duration
        policy = request.sessionPolicy
    }

    init(_ parameters: WebIdentityParameters) {
        roleARN = parameters.roleARN
        sessionName = parameters.sessionName
        token = parameters.token
        duration = parameters.duration
        policy = parameters.policy
    }
}

/// A yes that has not yet become credentials.
struct WebIdentityGrant: Sendable {
    let role: EmbeddedRole
    let provider: String
    let token: VerifiedToken
    let subject: ExactString
    let sessionName: RoleSessionName
    let duration: Duration
    let policy: SessionPolicy?
    let attributes: SessionAttributes
}

/// A no: what the caller is told, and why for the operator; the provider and subject where they were proved.
struct WebIdentityDenial: Error {
    let refusal: IssuerRefusal
    let why: String
    let proved: (provider: String, subject: ExactString)?

    init(_ refusal: IssuerRefusal, why: String? = nil, proved: (provider: String, subject: ExactString)? = nil) {
        self.refusal = refusal
        self.why = why ?? refusal.detail
        self.proved = proved
    }
}

extension EmbeddedIssuer {
    /// The bounds of `DurationSeconds` that the service's model gives.
    private static let durations: ClosedRange<Duration> = .seconds(900)...(.seconds(43_200))
    private static let ordinaryDuration: Duration = .seconds(3600)

    /// Verifies the token, then asks the role whether it trusts it. A role that does not exist and one that says no
    /// are told apart by nobody but the operator.
    func authorise(_ ask: WebIdentityAsk) async throws(WebIdentityDenial) -> WebIdentityGrant {
        let policy = try sessionPolicy(ask.policy)
        let (provider, token, subject) = try await proof(ask.token)
        let proved = (provider: provider, subject: subject)
        let attributes: SessionAttributes
        do { attributes = try SessionAttributes(token.claims) } catch { throw WebIdentityDenial(error, proved: proved) }
        let denied = IssuerRefusal.accessDenied("Not authorized to perform sts:AssumeRoleWithWebIdentity")
        guard let (_, role) = role(ask.roleARN) else {
            throw WebIdentityDenial(denied, why: "there is no role `\(ask.roleARN)`", proved: proved)
        }
        let maximum: Duration
        switch role.trust.decide(provider: provider, token: token, role: role.arn) {
        case .denied(let why): throw WebIdentityDenial(denied, why: why, proved: proved)
        case .allowed(let bound): maximum = min(role.maximumDuration, bound ?? role.maximumDuration)
        }
        let duration = ask.duration ?? min(EmbeddedIssuer.ordinaryDuration, maximum)
        guard ask.duration == nil || EmbeddedIssuer.durations.contains(duration) else {
            throw WebIdentityDenial(.validation("DurationSeconds must be from 900 to 43200"), proved: proved)
        }
        guard duration <= maximum else {
            throw WebIdentityDenial(.durationTooLong(requested: duration, maximum: maximum), proved: proved)
        }
        return WebIdentityGrant(
            role: role, provider: provider, token: token, subject: subject, sessionName: ask.sessionName,
            duration: duration, policy: policy, attributes: attributes)
    }

    /// Makes the credentials of a yes. Whole seconds: the session is over exactly when its `Expiration` says.
    func mint(_ grant: WebIdentityGrant) throws(WebIdentityDenial) -> AssumedRole {
        let begin = Instant(seconds: clock.now().seconds)
        let session = IssuedSession(
            accessKeyID: AccessKeys.temporary(randomness), roleARN: grant.role.arn, roleID: grant.role.roleID,
            sessionName: grant.sessionName, provider: grant.provider, subject: grant.subject, issuedAt: begin,
            expires: begin + .seconds(grant.duration.wholeSeconds), sourceIdentity: grant.attributes.sourceIdentity,
            tags: grant.attributes.tags, transitiveTagKeys: grant.attributes.transitiveTagKeys,
            policy: grant.policy == grant.role.sessionPolicy ? nil : grant.policy,
            rolePolicy: grant.role.sessionPolicy, chainID: randomness.handle(bytes: 16))
        let proved = (provider: grant.provider, subject: grant.subject)
        guard let assumed = session.assumedRoleARN else {
            throw WebIdentityDenial(.unexpectedAnswer("the role has no session ARN"), proved: proved)
        }
        do throws(SessionTokenError) {
            let (credentials, percent) = try sessions.credentials(of: session)
            return AssumedRole(
                credentials: credentials, assumedRoleARN: assumed, assumedRoleID: session.assumedRoleID,
                subjectFromToken: grant.subject.text, audience: EmbeddedIssuer.audience(of: grant.token),
                provider: grant.token.issuer.text, sourceIdentity: session.sourceIdentity,
                packedPolicySize: session.packed.isEmpty ? nil : percent)
        } catch {
            switch error {
            case .tooLarge(let percent):
                throw WebIdentityDenial(
                    .packedPolicyTooLarge(
                        "Packed size of session policy and tags consumes \(percent)% of allotted space."),
                    proved: proved)
            case .vault(let why): throw WebIdentityDenial(.unexpectedAnswer(why), proved: proved)
            }
        }
    }

    private func sessionPolicy(_ text: String?) throws(WebIdentityDenial) -> SessionPolicy? {
        guard let text else { return nil }
        do { return try SessionPolicy(text) } catch {
            throw WebIdentityDenial(.malformedPolicy(error.awsMessage), why: error.detail)
        }
    }

    private func proof(
        _ token: Secret
    ) async throws(WebIdentityDenial) -> (provider: String, token: VerifiedToken, subject: ExactString) {
        let unverified: UnverifiedToken
        do { unverified = try UnverifiedToken(token.revealText() ?? "") } catch {
            throw WebIdentityDenial(
                .invalidIdentityToken(
                    "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"),
                why: error.detail)
        }
        let verified: (provider: String, token: VerifiedToken)
        do { verified = try await providers.verify(unverified) } catch { throw WebIdentityDenial(error) }
        // OpenID Connect Core §2: `sub` has at most 255 ASCII characters.
        guard let subject = verified.token.subject, (1...255).contains(subject.text.utf8.count) else {
            throw WebIdentityDenial(.invalidIdentityToken("Missing a required claim: sub"))
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
