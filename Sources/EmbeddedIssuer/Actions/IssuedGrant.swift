import Essentials
import IAM
import SecurityTokens
import Storage

/// A yes that has not yet become credentials, whichever proof it rests on.
struct IssuedGrant: Sendable {
    /// What the answer says about the proof.
    enum Answer: Sendable {
        case webIdentity(audience: String?)
        case assertion(AssertedSubject)
    }

    let role: EmbeddedRole
    let provider: String
    let identityIssuer: ExactString
    let subject: ExactString
    /// When the provider gave the proof.
    let provedAt: Instant
    let sessionName: RoleSessionName
    let duration: Duration
    /// The longest session that role and rule give.
    let maximum: Duration
    /// When the session ends at the latest, whatever its duration.
    let until: Instant?
    let policy: SessionPolicy?
    let managedPolicyIDs: [String]
    let attributes: SessionAttributes
    let answer: Answer

    /// The action that it answers.
    var action: String {
        switch answer {
        case .webIdentity: "AssumeRoleWithWebIdentity"
        case .assertion: "AssumeRoleWithSAML"
        }
    }
}

/// A no: what the caller is told, and why for the operator; the provider and subject where they were proved.
struct GrantDenial: Error {
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

    /// How long a session lasts: what was asked for within the bounds, else an hour or what there is of it.
    static func duration(
        _ asked: Duration?, within maximum: Duration, proved: (provider: String, subject: ExactString)
    ) throws(GrantDenial) -> Duration {
        let duration = asked ?? min(ordinaryDuration, maximum)
        guard asked == nil || durations.contains(duration) else {
            throw GrantDenial(.validation("DurationSeconds must be from 900 to 43200"), proved: proved)
        }
        guard duration <= maximum else {
            throw GrantDenial(.durationTooLong(requested: duration, maximum: maximum), proved: proved)
        }
        return duration
    }

    /// Makes the credentials of a yes, their token of so many characters at least. Whole seconds: the session is over exactly when its `Expiration` says.
    func mint(_ grant: IssuedGrant, atLeast minimum: Int) throws(GrantDenial) -> AssumedRole {
        // Who has an old proof in hand gets no new session of it.
        if let end = gate.revoked.value.end(
            of: grant.subject, at: ExactString(grant.provider), begun: grant.provedAt)
        {
            throw GrantDenial(
                .accessDenied("Not authorized to perform sts:\(grant.action)"),
                why: "the proof is older than the revocation of \(end.words)", proved: (grant.provider, grant.subject))
        }
        let begin = Instant(seconds: clock.now().seconds)
        let planned = begin + .seconds(grant.duration.wholeSeconds)
        let end = grant.until.map { min(planned, $0) } ?? planned
        guard begin < end else {
            throw GrantDenial(
                .expiredToken("The provider's session is over"), proved: (grant.provider, grant.subject))
        }
        let session = IssuedSession(
            chain: SessionChain(
                .person(provider: ExactString(grant.provider), subject: grant.subject), provedAt: grant.provedAt,
                first: link(grant.role.roleID, at: begin)),
            roleARN: grant.role.arn, sessionName: grant.sessionName, expires: end,
            sourceIdentity: grant.attributes.sourceIdentity,
            tags: grant.attributes.tags, transitiveTagKeys: grant.attributes.transitiveTagKeys,
            policy: grant.policy == grant.role.sessionPolicy && grant.managedPolicyIDs.isEmpty ? nil : grant.policy,
            rolePolicy: grant.role.sessionPolicy,
            managedPolicyIDs: grant.managedPolicyIDs,
            longest: grant.maximum < grant.role.maximumDuration ? grant.maximum : nil, latest: grant.until)
        let proved = (provider: grant.provider, subject: grant.subject)
        guard let assumed = session.assumedRoleARN else {
            throw GrantDenial(.unexpectedAnswer("the role has no session ARN"), proved: proved)
        }
        do throws(SessionTokenError) {
            let (credentials, percent) = try sessions.credentials(of: session, atLeast: minimum)
            let packed = session.packed.isEmpty ? nil : percent
            return switch grant.answer {
            case .webIdentity(let audience):
                AssumedRole(
                    credentials: credentials, assumedRoleARN: assumed, assumedRoleID: session.assumedRoleID,
                    subjectFromToken: grant.subject.text, audience: audience, provider: grant.identityIssuer.text,
                    sourceIdentity: session.sourceIdentity, packedPolicySize: packed)
            case .assertion(let asserted):
                AssumedRole(
                    credentials: credentials, assumedRoleARN: assumed, assumedRoleID: session.assumedRoleID,
                    asserted: asserted, sourceIdentity: session.sourceIdentity, packedPolicySize: packed)
            }
        } catch {
            switch error {
            case .tooLarge(let percent):
                throw GrantDenial(
                    .packedPolicyTooLarge(
                        "Packed size of session policy and tags consumes \(percent)% of allotted space."),
                    proved: proved)
            case .vault(let why): throw GrantDenial(.unexpectedAnswer(why), proved: proved)
            }
        }
    }

    /// The managed policies of the role's account that were named.
    func managed(
        _ arns: [ARN], of role: EmbeddedRole, proved: (provider: String, subject: ExactString)
    ) throws(GrantDenial) -> [String] {
        do { return try directory.policyIDs(arns, in: role.arn.account) } catch {
            throw GrantDenial(.validation(error.message), proved: proved)
        }
    }

    func sessionPolicy(_ text: String?) throws(GrantDenial) -> SessionPolicy? {
        guard let text else { return nil }
        do { return try SessionPolicy(text) } catch {
            throw GrantDenial(.malformedPolicy(error.awsMessage), why: error.detail)
        }
    }
}
