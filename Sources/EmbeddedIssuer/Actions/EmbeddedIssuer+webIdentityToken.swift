import Essentials
import HTTP
import IAM
import SecurityTokens

extension EmbeddedIssuer {
    /// How long a token serves where nothing is asked for.
    private static let tokenDuration: Duration = .seconds(300)
    /// Bytes of a token's claims; what is larger does not pass as a header everywhere.
    static let maximumTokenPayload = 4096

    /// `GetWebIdentityToken`: a signed token about the caller, for services elsewhere.
    func webIdentityToken(
        _ asked: STSRequest, of caller: STSCaller, _ exchange: Exchange
    ) async throws(RefusedCall) -> HTTPResponse {
        let parameters: WebIdentityTokenParameters
        do { parameters = try WebIdentityTokenParameters(asked) } catch { throw RefusedCall(error) }
        let now = clock.now()
        let begin = Instant(seconds: now.seconds)
        let wanted = parameters.duration ?? EmbeddedIssuer.tokenDuration
        var question = question(caller, exchange, now)
        question.keys.add(parameters.audiences, for: "sts:IdentityTokenAudience")
        question.keys.add([String(wanted.wholeSeconds)], for: "sts:DurationSeconds")
        question.keys.add([parameters.algorithm.rawValue], for: "sts:SigningAlgorithm")
        question.keys.add(tags: parameters.tags)
        try judge(question, .getWebIdentityToken, on: "*")
        if !parameters.tags.isEmpty, question.decide("sts:TagGetWebIdentityToken", on: "*")?.isAllowed != true {
            throw denied(caller, "TagGetWebIdentityToken", on: nil, why: nil)
        }
        guard let tokenIssuer, account(caller.account)?.features.contains(.outboundWebIdentity) == true else {
            throw RefusedCall(.outboundWebIdentityFederationDisabled)
        }
        var end = begin + wanted
        if let limit = caller.expires, end > limit {
            guard parameters.duration == nil else { throw RefusedCall(.sessionDurationEscalation) }
            end = limit
        }
        let claims = try claims(parameters, of: caller, by: tokenIssuer, from: begin, until: end)
        guard claims.serializedBytes.count <= EmbeddedIssuer.maximumTokenPayload else {
            throw RefusedCall(.jwtPayloadSizeExceeded)
        }
        let token: String
        do { token = try await tokenIssuer.keys.sign(claims, parameters.algorithm) } catch {
            throw RefusedCall(.internalFailure, why: "the token could not be signed: \(error)")
        }
        var facts = EmbeddedIssuer.facts(of: caller)
        facts["result"] = "granted"
        for name in ["sub", "jti", "aud"] { facts[name] = claims[name] }
        facts["expiration"] = .string(end.rfc3339)
        try await append(.outcome, facts, of: asked, exchange)
        return STSResponse.webIdentityToken(token, expires: end, requestID: exchange.requestID)
    }

    /// The claims (IAM User Guide, Understanding token claims).
    private func claims(
        _ asked: WebIdentityTokenParameters, of caller: STSCaller, by issuer: TokenIssuer, from begin: Instant,
        until end: Instant
    ) throws(RefusedCall) -> JSONObject {
        guard let principal = caller.entityARN?.description else { throw RefusedCall(.internalFailure) }
        var about: JSONObject = [
            "aws_account": .string(caller.account), "principal_id": .string(principal),
        ]
        func map(_ tags: [SessionTag]) -> JSONValue? {
            guard !tags.isEmpty else { return nil }
            var object: JSONObject = [:]
            for tag in tags { object[tag.key.text] = .string(tag.value.text) }
            return .object(object)
        }
        about["principal_tags"] = map(caller.tags)
        about["request_tags"] = map(asked.tags)
        about["original_session_exp"] = caller.expires.map { .string($0.rfc3339) }
        about["source_identity"] = caller.sourceIdentity.map { .string($0) }
        var claims: JSONObject = [
            "iss": .string(issuer.issuer(of: caller.account)), "sub": .string(principal),
            "aud": asked.audiences.count == 1
                ? .string(asked.audiences[0]) : .array(asked.audiences.map { .string($0) }),
            "iat": .integer(begin.seconds), "exp": .integer(end.seconds),
            "jti": .string(randomness.handle(bytes: 16)),
        ]
        if case .origin(let scope) = asked.subject {
            guard let origin = caller.origin else {
                throw RefusedCall(
                    .validation("SubjectMode OriginIdentity needs a session that began with an identity provider."))
            }
            claims["sub"] = .string(origin.subject)
            claims["subject_mode"] = "OriginIdentity"
            claims["scope"] = scope.map { .string($0) }
            about["federated_provider"] = .string(origin.provider)
        }
        claims["https://sts.amazonaws.com/"] = .object(about)
        return claims
    }
}

extension STSCaller {
    /// The user or role behind it.
    var entityARN: ARN? {
        if case .roleSession(_, let role) = self { return role.arn }
        return arn
    }

    /// The person or workload on whose behalf the session acts, and whose word that is.
    var origin: (provider: String, subject: String)? {
        guard case .roleSession(let session, _) = self, case .person(let provider, let subject) = session.chain.origin,
            // A provider names people as it likes; nobody's name may read as a principal of ours.
            !subject.text.startsExactly(with: "arn:")
        else { return nil }
        return (provider.text, subject.text)
    }
}
