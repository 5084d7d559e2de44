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
            case .assumeRoleWithWebIdentity:
                return STSResponse.assumedRoleWithWebIdentity(
                    try await handOut(try await authoriseToken(parsed), parsed, exchange),
                    requestID: exchange.requestID)
            case .assumeRoleWithSAML:
                return STSResponse.assumedRoleWithSAML(
                    try await handOut(try await authoriseAssertion(parsed), parsed, exchange),
                    requestID: exchange.requestID)
            default: return try await answerSigned(parsed, request, exchange)
            }
        } catch {
            return STSResponse.error(await recorded(error, of: parsed, exchange), requestID: exchange.requestID)
        }
    }

    private func authoriseToken(_ request: STSRequest) async throws(RefusedCall) -> IssuedGrant {
        let parameters: WebIdentityParameters
        do { parameters = try WebIdentityParameters(request) } catch { throw RefusedCall(error) }
        do { return try await authorise(WebIdentityAsk(parameters)) } catch {
            throw RefusedCall(error, action: request.action)
        }
    }

    private func authoriseAssertion(_ request: STSRequest) async throws(RefusedCall) -> IssuedGrant {
        let parameters: AssertionParameters
        do { parameters = try AssertionParameters(request) } catch { throw RefusedCall(error) }
        do { return try await authorise(AssertionAsk(parameters)) } catch {
            throw RefusedCall(error, action: request.action)
        }
    }

    /// Makes the credentials of a yes, and their record.
    private func handOut(
        _ grant: IssuedGrant, _ request: STSRequest, _ exchange: Exchange
    ) async throws(RefusedCall) -> AssumedRole {
        let assumed: AssumedRole
        do { assumed = try mint(grant, atLeast: request.minimumSessionTokenSize) } catch {
            throw RefusedCall(error, action: request.action)
        }
        // Nobody outside was asked, and what was made here is nothing to anybody until it leaves: the outcome holds
        // the intent as well. It is durable before the answer goes; a node that dies before has handed nothing out.
        let facts = EmbeddedIssuer.facts(of: grant).adding(EmbeddedIssuer.facts(of: assumed))
        try await append(.outcome, facts, of: request, exchange)
        return assumed
    }
}
