import Essentials
import HTTP
import IAM
import SecurityTokens
import Storage

extension EmbeddedIssuer {
    /// What a user's session lasts where nothing is asked for: twelve hours.
    private static let ordinaryUserDuration: Duration = .seconds(43_200)

    /// `GetSessionToken`: no policy is asked; a device's code makes it a session with presence proved.
    func sessionToken(
        _ asked: STSRequest, of user: EmbeddedUser, _ exchange: Exchange
    ) async throws(RefusedCall) -> HTTPResponse {
        let parameters: SessionTokenParameters
        do { parameters = try SessionTokenParameters(asked) } catch { throw RefusedCall(error) }
        let now = clock.now()
        let proved = try await presence(parameters.mfa, of: .user(user), at: now)
        let made = try begin(
            user, named: nil, parameters.duration, proved: proved, policy: nil, managed: [], tags: [],
            atLeast: asked.minimumSessionTokenSize, at: now)
        try await append(
            .outcome, EmbeddedIssuer.facts(of: .user(user)).adding(EmbeddedIssuer.facts(of: made.credentials)),
            of: asked, exchange)
        return STSResponse.sessionToken(made.credentials, requestID: exchange.requestID)
    }

    /// `GetFederationToken`: a session of somebody whom the user names, no stronger than the user and the policy.
    func federationToken(
        _ asked: STSRequest, by user: EmbeddedUser, _ exchange: Exchange
    ) async throws(RefusedCall) -> HTTPResponse {
        let parameters: FederationTokenParameters
        do { parameters = try FederationTokenParameters(asked) } catch { throw RefusedCall(error) }
        let policy = try narrowing(parameters.policy)
        let now = clock.now()
        let resource = "arn:\(user.arn.partition):sts::\(user.arn.account):federated-user/\(parameters.name)"
        var question = question(.user(user), exchange, now)
        question.keys.add(tags: parameters.tags)
        try judge(question, .getFederationToken, on: resource)
        if !parameters.tags.isEmpty, question.decide("sts:TagSession", on: resource)?.isAllowed != true {
            throw denied(.user(user), "TagSession", on: resource, why: nil)
        }
        let managed: [String]
        do { managed = try directory.policyIDs(parameters.policyARNs, in: user.arn.account) } catch {
            throw RefusedCall(error)
        }
        let made = try begin(
            user, named: parameters.name, parameters.duration, proved: nil, policy: policy, managed: managed,
            tags: parameters.tags, atLeast: asked.minimumSessionTokenSize, at: now)
        guard let arn = try? ARN(resource) else { throw RefusedCall(.internalFailure) }
        try await append(
            .outcome,
            EmbeddedIssuer.facts(of: .user(user)).adding(EmbeddedIssuer.facts(of: made.credentials))
                .adding(["federated_user": .string(arn.description)]), of: asked, exchange)
        return STSResponse.federationToken(
            made.credentials, arn: arn, userID: "\(user.arn.account):\(parameters.name)",
            packedPolicySize: made.packedPolicySize, requestID: exchange.requestID)
    }

    private func begin(
        _ user: EmbeddedUser, named name: String?, _ asked: Duration?, proved: Instant?, policy: SessionPolicy?,
        managed: [String], tags: [SessionTag], atLeast minimum: Int, at now: Instant
    ) throws(RefusedCall) -> (credentials: TemporaryCredentials, packedPolicySize: Int?) {
        let begin = Instant(seconds: now.seconds)
        let session = UserSession(
            chain: SessionChain(
                .user(id: ExactString(user.userID), arn: user.arn.text), first: link(user.userID, at: begin)),
            userARN: user.arn, federatedName: name,
            expires: begin + (asked ?? EmbeddedIssuer.ordinaryUserDuration), presenceProvedAt: proved, policy: policy,
            tags: tags, managedPolicyIDs: managed)
        do throws(SessionTokenError) {
            let made = try sessions.credentials(of: session, atLeast: minimum)
            return (made.credentials, session.packed.isEmpty ? nil : made.packedPolicySize)
        } catch { throw refused(error) }
    }

    /// When a device's code was shown: now, where one came and is right.
    ///
    /// - Throws: `RefusedCall` for a code that is not the caller's device's.
    func presence(_ shown: MFACode?, of caller: STSCaller, at now: Instant) async throws(RefusedCall) -> Instant? {
        guard let shown else { return nil }
        let wrong = RefusedCall(
            .accessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code."))
        guard case .user(let user) = caller, let device = user.device, device.serialNumber == shown.serialNumber,
            let step = codes.accept(shown.code, of: device, at: now)
        else { throw wrong }
        // Another node may have taken it.
        let isFirst: Bool
        do {
            isFirst = try await store.use(
                "\(device.serialNumber)\u{0}\(step)", in: OneTimeCodes.collection, until: OneTimeCodes.end(of: step),
                at: now)
        } catch { throw RefusedCall(.serviceUnavailable, why: error.detail) }
        guard isFirst else { throw wrong }
        return Instant(seconds: now.seconds)
    }

    /// The policy that was handed in.
    func narrowing(_ text: String?) throws(RefusedCall) -> SessionPolicy? {
        guard let text else { return nil }
        do { return try SessionPolicy(text) } catch {
            throw RefusedCall(
                STSError(code: "MalformedPolicyDocument", message: error.awsMessage, status: .badRequest),
                why: error.detail)
        }
    }

    func refused(_ error: SessionTokenError) -> RefusedCall {
        switch error {
        case .tooLarge(let percent):
            RefusedCall(
                STSError(
                    code: "PackedPolicyTooLarge",
                    message: "Packed size of session policy and tags consumes \(percent)% of allotted space.",
                    status: .badRequest))
        case .vault(let why): RefusedCall(.internalFailure, why: why)
        }
    }

    static func facts(of caller: STSCaller) -> JSONObject {
        [
            "caller": .string(caller.arn?.description ?? caller.userID), "caller_id": .string(caller.userID),
        ]
    }

    static func facts(of credentials: TemporaryCredentials) -> JSONObject {
        [
            "result": "granted", "access_key_id": .string(credentials.accessKeyID),
            "expiration": .string(credentials.expiration.rfc3339),
        ]
    }
}
