import Essentials
import HTTP
import IAM
import SecurityTokens

extension EmbeddedIssuer {
    /// The longest session of root's, and what it lasts where nothing is asked for.
    private static let rootDuration: Duration = .seconds(900)

    /// `AssumeRoot`: one of root's tasks in another account, for principals of an account that the operator lets do it.
    /// There is no policy of the other side: the caller's own must allow it.
    func assumeRoot(
        _ asked: STSRequest, by caller: STSCaller, _ exchange: Exchange
    ) async throws(RefusedCall) -> HTTPResponse {
        let parameters: AssumeRootParameters
        do { parameters = try AssumeRootParameters(asked) } catch { throw RefusedCall(error) }
        guard let task = RootTask(arn: parameters.taskPolicyARN) else {
            throw RefusedCall(.validation("Policy \(parameters.taskPolicyARN) is not a root task policy."))
        }
        let partition = caller.arn?.partition ?? "aws"
        let target = "arn:\(partition):iam::\(parameters.account):root"
        let now = clock.now()
        var question = question(caller, exchange, now)
        question.keys.add([task.arn], for: "sts:TaskPolicyArn")
        let decision = question.decide("sts:AssumeRoot", on: target, owner: .ownAccount)
        guard decision?.isAllowed == true else {
            throw denied(caller, .assumeRoot, on: target, why: decision?.explanation)
        }
        // An account that there is not, one's own, and a caller that may not read alike.
        guard account(caller.account)?.features.contains(.rootAccess) == true else {
            throw denied(caller, .assumeRoot, on: target, why: "the caller's account has no root access to others")
        }
        guard let root = try? ARN(target), account(root.account) != nil, !root.account.isExactly(caller.account)
        else { throw denied(caller, .assumeRoot, on: target, why: "there is no other account of that number") }
        let begin = Instant(seconds: now.seconds)
        let session = RootSession(
            chain: try chain(from: caller, by: link(root.account, at: begin)), rootARN: root, task: task,
            expires: begin + (parameters.duration ?? EmbeddedIssuer.rootDuration),
            sourceIdentity: caller.sourceIdentity)
        let made: TemporaryCredentials
        do throws(SessionTokenError) {
            made = try sessions.credentials(of: session, atLeast: asked.minimumSessionTokenSize)
        } catch { throw refused(error) }
        try await append(
            .outcome,
            EmbeddedIssuer.facts(of: caller).adding(EmbeddedIssuer.facts(of: made))
                .adding(["root": .string(target), "task_policy": .string(task.arn)]), of: asked, exchange)
        return STSResponse.assumedRoot(
            made, sourceIdentity: session.sourceIdentity, requestID: exchange.requestID)
    }
}
