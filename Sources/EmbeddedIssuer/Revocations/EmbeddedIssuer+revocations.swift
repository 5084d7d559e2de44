import Essentials
public import HTTP
public import IAM
import SecurityTokens

/// What makes revocations by HTTP, and whose principals may.
public struct RevocationAdministration: Sendable {
    /// Where they are made.
    public let desk: RevocationDesk
    /// The one account whose users and roles may, as far as their policies let them: what they end is of all accounts.
    public let account: AccountID

    /// - Parameter account: the account whose principals may.
    public init(desk: RevocationDesk, account: AccountID) {
        self.desk = desk
        self.account = account
    }
}

extension EmbeddedIssuer {
    /// The service that requests to us are signed for.
    static let ownService: ExactString = "sallyport"
    /// Bytes of a body at most.
    private static let longestBody = 16_384

    /// Answers `/admin/revocations`: POST makes one, GET lists those in force. Signed with Signature Version 4 for the
    /// service `sallyport`, by a principal whose policies allow `sallyport:CreateRevocation` or
    /// `sallyport:ListRevocations`. Errors are problems of RFC 9457.
    public func answerRevocations(_ request: HTTPRequest) async -> HTTPResponse {
        let exchange = Exchange(request, randomness)
        let action = request.method == .post ? RevocationDesk.action : "list-revocations"
        do throws(RefusedCall) {
            guard let revocations else { throw RefusedCall(.serviceUnavailable) }
            let caller = try administrator(of: request, service: EmbeddedIssuer.ownService)
            guard caller.account.isExactly(revocations.account.description) else {
                throw RefusedCall(
                    .accessDenied("Revocations are made by principals of the account \(revocations.account)."))
            }
            if request.method == .post { return try await create(request, caller, revocations, exchange) }
            try allow("sallyport:ListRevocations", on: "*", caller, exchange)
            do throws(RevocationError) {
                return .json(.ok, ["revocations": .array(try await revocations.desk.all().map { .object($0.json) })])
            } catch { throw RefusedCall(error) }
        } catch {
            var answer = error.answer
            if !error.isRecorded {
                let record = AuditRecord(
                    id: exchange.id.description, kind: .refusal, at: clock.now(), action: action,
                    fields: error.facts.adding(EmbeddedIssuer.facts(of: exchange, issuer: id)))
                do { try await audit.append(record) } catch { answer = .internalFailure }
            }
            return EmbeddedIssuer.problem(answer, error.facts["reason"], exchange.id)
        }
    }

    private func create(
        _ request: HTTPRequest, _ caller: STSCaller, _ revocations: RevocationAdministration, _ exchange: Exchange
    ) async throws(RefusedCall) -> HTTPResponse {
        let asked = try EmbeddedIssuer.asked(request)
        let resource =
            "arn:\(caller.arn?.partition ?? "aws"):sallyport::\(caller.account):revocation/"
            + ([asked.subject.kind] + asked.subject.names).joined(separator: "/")
        try allow("sallyport:CreateRevocation", on: resource, caller, exchange)
        do throws(RevocationError) {
            let made = try await revocations.desk.revoke(
                asked.subject, before: asked.before, by: caller.arn?.description ?? caller.userID, why: asked.why,
                id: exchange.id,
                facts: EmbeddedIssuer.facts(of: caller).adding(EmbeddedIssuer.facts(of: exchange, issuer: id)))
            return .json(201, .object(made.json))
        } catch { throw RefusedCall(error) }
    }

    /// What a body asks for.
    private static func asked(
        _ request: HTTPRequest
    ) throws(RefusedCall) -> (subject: Revocation.Subject, before: String?, why: String?) {
        func text(_ name: String, of body: JSONObject) throws(RevocationError) -> String? {
            guard let value = body[name] else { return nil }
            guard let text = value.string else { throw .malformedBody("`\(name)` is no text") }
            return text
        }
        do throws(RevocationError) {
            guard request.body.count <= longestBody else {
                throw .malformedBody("it has more than \(longestBody) bytes")
            }
            let body: JSONObject
            do throws(JSONError) { body = try JSONObject(parsing: request.body, limits: .small) } catch {
                throw .malformedBody(error.detail)
            }
            // A word that is not understood may be what would have made it less.
            let known = Revocation.Subject.kinds + ["before", "why"]
            if let other = body.members.first(where: { member in !known.contains { $0.isExactly(member.name) } }) {
                throw .malformedBody("it has a member `\(other.name.beginning(bytes: 64))`, which has no meaning")
            }
            return (try Revocation.Subject(body), try text("before", of: body), try text("why", of: body))
        } catch { throw RefusedCall(error) }
    }

    private func allow(
        _ action: String, on resource: String, _ caller: STSCaller, _ exchange: Exchange
    ) throws(RefusedCall) {
        let decision = question(caller, exchange, clock.now()).decide(action, on: resource)
        guard decision?.isAllowed == true else {
            throw RefusedCall(
                .accessDenied(
                    "User: \(caller.arn?.description ?? caller.userID) is not authorized to perform: \(action)"),
                why: decision?.explanation)
        }
    }

    private static func facts(of exchange: Exchange, issuer: String) -> JSONObject {
        [
            "issuer": .string(issuer), "via": "http", "request_id": .string(exchange.requestID.description),
            "source": .string(exchange.peer), "user_agent": .string(exchange.userAgent),
        ]
    }

    /// A problem of RFC 9457: whose words, and the reference under which the audit log has it.
    private static func problem(_ error: STSError, _ reason: JSONValue?, _ id: CorrelationID) -> HTTPResponse {
        var problem: JSONObject = [
            "type": "about:blank", "title": .string(error.code), "status": .integer(Int64(error.status.rawValue)),
            "detail": .string(error.message), "correlation": .string(id.description),
        ]
        problem["reason"] = reason
        var response = HTTPResponse.json(error.status, .object(problem))
        response.headers.set("Content-Type", "application/problem+json")
        response.headers.set("Cache-Control", "no-store")
        return response
    }
}

extension RefusedCall {
    /// What a signed caller may know of why nothing was revoked: all of it.
    fileprivate init(_ error: RevocationError) {
        let status: HTTPStatus =
            switch error {
            case .tooMany: .conflict
            case .unreadable, .notRecorded: .internalServerError
            case .storage, .notAnnounced: .serviceUnavailable
            default: .badRequest
            }
        self.init(
            STSError(
                code: status == .badRequest ? "ValidationError" : "RevocationFailed", message: error.description,
                status: status), reason: error.reason)
    }
}
