import Essentials
import IAM
import SAML
import SecurityTokens

/// What is asked for by an assertion, whether by a caller of this process or by a stranger.
struct AssertionAsk: Sendable {
    let roleARN: ARN
    let principalARN: ARN
    let assertion: Secret
    let duration: Duration?
    let policy: String?
    let policyARNs: [ARN]

    init(_ request: AssertionRequest) {
        roleARN = request.roleARN
        principalARN = request.principalARN
        assertion = request.assertion
        duration = request.duration
        policy = request.sessionPolicy
        policyARNs = []
    }

    init(_ parameters: AssertionParameters) {
        roleARN = parameters.roleARN
        principalARN = parameters.principalARN
        assertion = parameters.assertion
        duration = parameters.duration
        policy = parameters.policy
        policyARNs = parameters.policyARNs
    }
}

extension EmbeddedIssuer {
    /// Verifies the assertion, then asks whether it names the role and whether the role trusts it. A role that does
    /// not exist, one that is not named and one that says no are told apart by nobody but the operator.
    ///
    /// An assertion is taken again until it expires, as at AWS, which hands out several roles on one.
    func authorise(_ ask: AssertionAsk) async throws(GrantDenial) -> IssuedGrant {
        let policy = try sessionPolicy(ask.policy)
        let proof = try await proof(ask)
        let proved = (provider: proof.provided.provider, subject: proof.provided.subject)
        let session = try EmbeddedIssuer.session(proof.provided, for: proof.principal, proved: proved)
        let denied = IssuerRefusal.accessDenied("Not authorized to perform sts:AssumeRoleWithSAML")
        guard let (_, role) = role(ask.roleARN), ask.roleARN.account.isExactly(ask.principalARN.account) else {
            throw GrantDenial(denied, why: "there is no role `\(ask.roleARN)` beside that provider", proved: proved)
        }
        guard session.says.allows(ask.roleARN, by: ask.principalARN) else {
            throw GrantDenial(denied, why: "the assertion does not name the role `\(ask.roleARN)`", proved: proved)
        }
        let maximum: Duration
        switch role.trust.decide(session, role: role.arn) {
        case .denied(let why): throw GrantDenial(denied, why: why, proved: proved)
        case .allowed(let bound): maximum = min(role.maximumDuration, bound ?? role.maximumDuration)
        }
        return IssuedGrant(
            role: role, provider: proved.provider, identityIssuer: proof.provided.identityIssuer,
            subject: proved.subject, provedAt: proof.provided.assertion.facts.issueInstant,
            sessionName: session.says.sessionName,
            duration: try EmbeddedIssuer.duration(ask.duration, within: maximum, proved: proved),
            maximum: maximum,
            // Whichever is shorter (AWS STS API Reference, AssumeRoleWithSAML).
            until: session.proved.assertion.sessionNotOnOrAfter.map { Instant(seconds: $0.seconds) }, policy: policy,
            managedPolicyIDs: try managed(ask.policyARNs, of: role, proved: proved),
            attributes: SessionAttributes(session.says), answer: .assertion(session.asserted))
    }

    private func proof(
        _ ask: AssertionAsk
    ) async throws(GrantDenial) -> (principal: SAMLProviderARN, provided: ProvedAssertion) {
        guard let assertions, let principal = SAMLProviderARN(ask.principalARN),
            accounts.contains(where: { $0.id.description.isExactly(principal.arn.account) })
        else {
            throw GrantDenial(
                .invalidIdentityToken("Specified provider doesn't exist"), why: "there is no `\(ask.principalARN)`")
        }
        guard let response = ask.assertion.revealText().flatMap(Base64.decodeLines) else {
            throw GrantDenial(.invalidIdentityToken("Invalid base64 SAMLResponse"))
        }
        do { return (principal, try await assertions.verify(response, for: principal)) } catch {
            throw GrantDenial(error)
        }
    }

    private static func session(
        _ provided: ProvedAssertion, for principal: SAMLProviderARN, proved: (provider: String, subject: ExactString)
    ) throws(GrantDenial) -> AssertedSession {
        let assertion = provided.assertion
        do throws(IssuerRefusal) {
            let says = try AWSAssertion(
                assertion.attributes.map { AssertionAttribute(name: $0.name, values: $0.values) })
            let asserted = try AssertedSubject(
                subject: assertion.nameID.value.text, format: assertion.nameID.format.text,
                issuer: assertion.issuer.text, recipient: assertion.recipient.text, provider: principal)
            return AssertedSession(proved: provided, says: says, asserted: asserted)
        } catch { throw GrantDenial(error, proved: proved) }
    }
}

extension Base64 {
    /// The bytes of base64 whose lines may be broken; `nil` where it is not base64.
    fileprivate static func decodeLines(_ text: String) -> [UInt8]? {
        decode(String(decoding: text.utf8.filter { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self))
    }
}
