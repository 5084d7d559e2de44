import Essentials
public import HTTP
import IAM
import SecurityTokens

extension EmbeddedIssuer {
    /// Answers a request of the STS Query API, by GET or POST.
    ///
    /// A stranger's call is audited here, a grant and the refusal of a known action as one record each, durable
    /// before the answer leaves. What cannot be recorded is not handed out.
    public func answer(_ request: HTTPRequest) async -> HTTPResponse {
        let exchange = Exchange(request, randomness)
        let parsed: STSRequest
        do { parsed = try STSRequest(request) } catch { return STSResponse.error(error, requestID: exchange.requestID) }
        do throws(RefusedCall) {
            switch parsed.action {
            case .assumeRoleWithWebIdentity: return try await assumeRole(parsed, exchange)
            case .getCallerIdentity: return try callerIdentity(request, exchange)
            default: throw RefusedCall(unsupported(parsed.action, request))
            }
        } catch {
            return STSResponse.error(await recorded(error, of: parsed, exchange), requestID: exchange.requestID)
        }
    }

    private func callerIdentity(_ request: HTTPRequest, _ exchange: Exchange) throws(RefusedCall) -> HTTPResponse {
        let session: IssuedSession
        do { session = try caller(of: request) } catch { throw RefusedCall(error) }
        guard let arn = session.assumedRoleARN else { throw RefusedCall(.internalFailure) }
        return STSResponse.callerIdentity(
            arn: arn, userID: session.assumedRoleID, account: session.roleARN.account, requestID: exchange.requestID)
    }

    /// Every other action of the service: who asks must be known first, and then may not.
    private func unsupported(_ action: STSAction, _ request: HTTPRequest) -> STSError {
        if action.isUnsigned { return .accessDenied("Not authorized to perform sts:\(action.rawValue)") }
        do throws(STSError) {
            let session = try caller(of: request)
            let user = session.assumedRoleARN?.description ?? session.assumedRoleID
            return .accessDenied("User: \(user) is not authorized to perform: sts:\(action.rawValue)")
        } catch { return error }
    }

    private func assumeRole(_ request: STSRequest, _ exchange: Exchange) async throws(RefusedCall) -> HTTPResponse {
        let parameters: WebIdentityParameters
        do { parameters = try WebIdentityParameters(request) } catch { throw RefusedCall(error) }
        let grant: WebIdentityGrant
        do { grant = try await authorise(WebIdentityAsk(parameters)) } catch {
            throw RefusedCall(error, action: request.action)
        }
        let assumed: AssumedRole
        do { assumed = try mint(grant) } catch { throw RefusedCall(error, action: request.action) }
        let answer = STSResponse.assumedRoleWithWebIdentity(assumed, requestID: exchange.requestID)
        // Nobody outside was asked, and what was made here is nothing to anybody until it leaves: the outcome holds
        // the intent as well. It is durable before the answer goes; a node that dies before has handed nothing out.
        let facts = EmbeddedIssuer.facts(of: grant).adding(EmbeddedIssuer.facts(of: assumed))
        try await append(.outcome, facts, of: request, exchange)
        return answer
    }
}
