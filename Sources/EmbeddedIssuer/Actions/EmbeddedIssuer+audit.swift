import Essentials
import HTTP
import IAM
import JOSE
import SecurityTokens

/// One call by HTTP: its names and where it came from.
struct Exchange: Sendable {
    let id: CorrelationID
    let requestID: STSRequestID
    let peer: String
    let userAgent: String

    init(_ request: HTTPRequest, _ randomness: any Randomness) {
        id = CorrelationID(randomness)
        requestID = STSRequestID(randomness)
        peer = request.peer
        userAgent = (request.headers["User-Agent"] ?? "").beginning(bytes: 256)
    }
}

/// A call that gets an error for its answer: the answer, and what the audit keeps of it.
struct RefusedCall: Error {
    let answer: STSError
    let facts: JSONObject
    private(set) var isRecorded = false

    init(
        _ answer: STSError, reason: String? = nil, why: String? = nil,
        proved: (provider: String, subject: ExactString)? = nil
    ) {
        self.answer = answer
        var facts: JSONObject = [
            "result": "refused", "code": .string(answer.code), "reason": .string(reason ?? answer.code.kebabCase),
            "detail": .string((why ?? answer.message).beginning(bytes: 1024)),
        ]
        facts["provider"] = proved.map { .string($0.provider) }
        facts["subject"] = proved.map { .string($0.subject.text) }
        self.facts = facts
    }

    init(_ denial: GrantDenial, action: STSAction) {
        self.init(
            STSError(denial.refusal, action: action), reason: denial.refusal.reason, why: denial.why,
            proved: denial.proved)
    }

    /// The same, with its record already written.
    var asRecorded: RefusedCall {
        var copy = self
        copy.isRecorded = true
        return copy
    }
}

extension EmbeddedIssuer {
    /// Appends a record, durably.
    ///
    /// - Throws: `RefusedCall` with `InternalFailure` where it could not be; nothing may be handed out then.
    func append(
        _ kind: AuditRecord.Kind, _ facts: JSONObject, of request: STSRequest, _ exchange: Exchange
    ) async throws(RefusedCall) {
        let fields = EmbeddedIssuer.facts(of: request, exchange, issuer: id).adding(facts)
        let record = AuditRecord(
            id: exchange.id.description, kind: kind, at: clock.now(), action: request.action.auditName, fields: fields)
        do { try await audit.append(record) } catch {
            log.log(
                .error, "an audit record could not be made durable; the call was refused",
                ["issuer": id, "correlation": exchange.id.description, "error": "\(error)"])
            throw RefusedCall(.internalFailure).asRecorded
        }
    }

    /// Records a refusal, unless it is already, and gives the error to answer.
    func recorded(_ refused: RefusedCall, of request: STSRequest, _ exchange: Exchange) async -> STSError {
        guard !refused.isRecorded else { return refused.answer }
        do throws(RefusedCall) {
            try await append(.refusal, refused.facts, of: request, exchange)
            return refused.answer
        } catch { return error.answer }
    }

    /// What was asked and by whom, as far as the request says; texts of a stranger cut to a bound, never the token.
    private static func facts(of request: STSRequest, _ exchange: Exchange, issuer: String) -> JSONObject {
        var facts: JSONObject = [
            "issuer": .string(issuer), "via": "http", "request_id": .string(exchange.requestID.description),
            "source": .string(exchange.peer), "user_agent": .string(exchange.userAgent),
        ]
        for (field, parameter) in [
            ("role_arn", "RoleArn"), ("session_name", "RoleSessionName"), ("principal_arn", "PrincipalArn"),
        ] {
            facts[field] = request.parameters[parameter].map { .string($0.beginning(bytes: 256)) }
        }
        return facts
    }

    static func facts(of grant: IssuedGrant) -> JSONObject {
        var facts: JSONObject = [
            "provider": .string(grant.provider), "identity_issuer": .string(grant.identityIssuer.text),
            "subject": .string(grant.subject.text), "duration_seconds": .integer(grant.duration.wholeSeconds),
        ]
        if case .assertion = grant.answer { facts["session_name"] = .string(grant.sessionName.text) }
        facts["source_identity"] = grant.attributes.sourceIdentity.map { .string($0) }
        return facts
    }

    static func facts(of assumed: AssumedRole) -> JSONObject {
        [
            "result": "granted", "access_key_id": .string(assumed.credentials.accessKeyID),
            "assumed_role_arn": .string(assumed.assumedRoleARN.description),
            "assumed_role_id": .string(assumed.assumedRoleID),
            "expiration": .string(assumed.credentials.expiration.rfc3339),
        ]
    }
}

extension JSONObject {
    /// These members, and those.
    func adding(_ others: JSONObject) -> JSONObject {
        var joined = self
        for (name, value) in others.members { joined[name] = value }
        return joined
    }
}

extension STSAction {
    /// The action's name in the audit log, `assume-role-with-web-identity`.
    var auditName: String { STSAction.auditNames[self] ?? rawValue.kebabCase }

    private static let auditNames = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.rawValue.kebabCase) })
}

extension String {
    /// `AccessDenied` as `access-denied`, `AssumeRoleWithSAML` as `assume-role-with-saml`.
    var kebabCase: String {
        var name = ""
        var lastWasCapital = true
        for character in self {
            if character.isUppercase, !lastWasCapital { name += "-" }
            lastWasCapital = character.isUppercase
            name += character.lowercased()
        }
        return name
    }
}
