import Essentials
import IAM
import SecurityTokens

/// The audit records of one grant. No token, key or secret is ever among their fields.
struct GrantRecords {
    let grant: RoleGrant
    let identity: ExternalIdentity
    let id: String
    /// Tells two grants asked for under one reference apart.
    let mark: String
    /// The action that is recorded.
    var action = GrantService.action

    /// Bytes of a text that somebody else chose. A record larger than the log takes would be no record.
    private static let textLimit = 1024

    func intent(at now: Instant, duration: Duration) -> AuditRecord {
        var fields = subject
        fields["duration_seconds"] = .integer(duration.wholeSeconds)
        return record(.intent, now, fields)
    }

    func outcome(at now: Instant, answer: AssumedRole) -> AuditRecord {
        var fields = subject
        fields["result"] = "granted"
        fields["assumed_role_arn"] = .string(answer.assumedRoleARN.text.text)
        fields["assumed_role_id"] = .string(answer.assumedRoleID)
        fields["access_key_id"] = .string(answer.credentials.accessKeyID)
        fields["expiration"] = .string(answer.credentials.expiration.rfc3339)
        fields["issuer_request_id"] = answer.requestID.map { .string($0) }
        return record(.outcome, now, fields)
    }

    func outcome(at now: Instant, refusal: IssuerRefusal) -> AuditRecord {
        record(.outcome, now, GrantRecords.refused(subject, refusal))
    }

    func refusal(at now: Instant, refusal: GrantRefusal) -> AuditRecord {
        record(.refusal, now, GrantRecords.refused(subject, refusal))
    }

    static func refusal(
        _ roleKey: String, identity: ExternalIdentity, id: String, at now: Instant, reason: String
    ) -> AuditRecord {
        var fields = person(identity)
        fields["role"] = .string(roleKey.beginning(bytes: textLimit))
        fields["result"] = "refused"
        fields["reason"] = .string(reason)
        return AuditRecord(id: id, kind: .refusal, at: now, action: GrantService.action, fields: fields)
    }

    private func record(_ kind: AuditRecord.Kind, _ now: Instant, _ fields: JSONObject) -> AuditRecord {
        AuditRecord(id: id, kind: kind, at: now, action: action, fields: fields)
    }

    private static func refused(_ fields: JSONObject, _ refusal: some Reportable) -> JSONObject {
        var fields = fields
        fields["result"] = "refused"
        fields["reason"] = .string(refusal.reason)
        fields["detail"] = .string(refusal.detail.beginning(bytes: textLimit))
        return fields
    }

    private var subject: JSONObject {
        var fields = GrantRecords.person(identity)
        fields["grant"] = .string(mark)
        fields["role"] = .string(grant.role.key)
        fields["role_arn"] = .string(grant.role.arn.text.text)
        fields["issuer"] = .string(grant.role.issuer)
        fields["session_name"] = .string(grant.sessionName.text)
        fields["source_identity"] = grant.sourceIdentity.map { .string($0) }
        fields["rules"] = .array(grant.rules.map { .integer($0) })
        fields["sensitive"] = .bool(grant.role.isSensitive)
        return fields
    }

    private static func person(_ identity: ExternalIdentity) -> JSONObject {
        var fields: JSONObject = [
            "provider": .string(identity.provider), "identity_issuer": .string(identity.issuer.text),
            "subject": .string(identity.subject.text.beginning(bytes: textLimit)),
        ]
        fields["email"] = identity.verifiedEmail.map { .string($0.beginning(bytes: textLimit)) }
        return fields
    }
}
