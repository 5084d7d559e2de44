import Essentials
public import HTTP
import IAM
import SecurityTokens

extension EmbeddedIssuer {
    /// Answers a request of the IAM Query API, by GET or POST.
    ///
    /// Who may do what is for the caller's policies to say, in the caller's own account only. A change is two audit
    /// records: the intent, durable before it is made, and the outcome.
    public func administer(_ request: HTTPRequest) async -> HTTPResponse {
        let exchange = Exchange(request, randomness)
        let asked: IAMRequest
        do { asked = try IAMRequest(request) } catch { return IAMResponse.error(error, requestID: exchange.requestID) }
        do throws(RefusedCall) {
            let caller = try administrator(of: request, service: "iam")
            do { try asked.validate() } catch { throw RefusedCall(error) }
            let call = AdministrationCall(
                request: asked, caller: caller, directory: directory, providers: identityProviders, exchange: exchange,
                now: clock.now())
            try call.authorise()
            let parts: [IAMElement] =
                if let root = call.ownRoot { try call.about(root) } else if asked.action.isReading {
                    try call.read()
                } else { try await change(call) }
            return IAMResponse.result(of: asked.action, parts, requestID: exchange.requestID)
        } catch {
            var answer = error.answer
            if !error.isRecorded {
                do throws(RefusedCall) {
                    try await append(.refusal, error.facts, of: asked, exchange)
                } catch { answer = error.answer }
            }
            return IAMResponse.error(answer, requestID: exchange.requestID)
        }
    }

    /// Who signed. Keys of `GetFederationToken` reach nothing of IAM, those of `GetSessionToken` only where presence was
    /// proved (IAM User Guide, Compare AWS STS credentials).
    func administrator(of request: HTTPRequest, service: ExactString) throws(RefusedCall) -> STSCaller {
        let caller = try signer(of: request, service: service)
        switch caller {
        case .user, .roleSession, .root: return caller
        case .userSession(let session, _):
            guard session.presenceProvedAt != nil else {
                throw RefusedCall(.invalidClientTokenID, why: "the session token was given without a device's code")
            }
            return caller
        case .federatedUser:
            throw RefusedCall(.invalidClientTokenID, why: "a federated user reaches nothing of IAM")
        }
    }

    private func change(_ call: AdministrationCall) async throws(RefusedCall) -> [IAMElement] {
        guard let administration else { throw RefusedCall(.serviceUnavailable) }
        let facts = call.facts
        let parts = try await administration.change(of: call.caller.account) {
            stored throws(RefusedCall) -> (PrincipalStore.Change, [IAMElement]) in
            // What is to be changed may have become another since.
            var fresh = call
            fresh.directory = try self.directory(with: stored)
            try fresh.authorise()
            return try fresh.change(self)
        } record: { () throws(RefusedCall) in
            try await self.append(.intent, facts, of: call.request, call.exchange)
        }
        try await append(.outcome, facts.adding(["result": "changed"]), of: call.request, call.exchange)
        return parts
    }

    private func append(
        _ kind: AuditRecord.Kind, _ facts: JSONObject, of request: IAMRequest, _ exchange: Exchange
    ) async throws(RefusedCall) {
        let fields: JSONObject = [
            "issuer": .string(id), "via": "http", "request_id": .string(exchange.requestID.description),
            "source": .string(exchange.peer), "user_agent": .string(exchange.userAgent),
        ]
        let record = AuditRecord(
            id: exchange.id.description, kind: kind, at: clock.now(),
            action: "iam-" + request.action.rawValue.kebabCase, fields: fields.adding(facts))
        do { try await audit.append(record) } catch {
            log.log(
                .error, "an audit record could not be made durable; the call was refused",
                ["issuer": id, "correlation": exchange.id.description, "error": "\(error)"])
            throw RefusedCall(.internalFailure).asRecorded
        }
    }
}
