import Essentials
import IAM
import SecurityTokens

/// One call of the IAM API: who asks what, over the principals as they are.
struct AdministrationCall: Sendable {
    let request: IAMRequest
    let caller: STSCaller
    var directory: PrincipalDirectory
    let providers: [ListedIdentityProvider]
    let exchange: Exchange
    let now: Instant

    /// The one account that is reached: the caller's own.
    var account: String { caller.account }
    var partition: String { caller.arn?.partition ?? "aws" }

    /// The name of the user that is meant: the caller itself where no other is named.
    func userName() throws(RefusedCall) -> String {
        if let name = request["UserName"] { return name }
        switch caller {
        case .user(let user), .userSession(_, let user): return user.arn.userName ?? ""
        case .federatedUser, .roleSession, .root:
            throw RefusedCall(.validation("Must specify userName when calling with non-User credentials"))
        }
    }

    /// The user that is meant.
    func user() throws(RefusedCall) -> EmbeddedUser {
        let name = try userName()
        guard let arn = directory.name("user", name, in: account), arn.userName?.isExactly(name) == true,
            let user = directory.users[arn]
        else { throw RefusedCall(.noSuchEntity("The user with name \(name) cannot be found.")) }
        return user
    }

    /// The role that is meant.
    func role() throws(RefusedCall) -> EmbeddedRole {
        let name = request["RoleName"] ?? ""
        guard let arn = directory.name("role", name, in: account), arn.roleName?.isExactly(name) == true,
            let role = directory.roles[arn]?.role
        else { throw RefusedCall(.noSuchEntity("The role with name \(name) cannot be found.")) }
        return role
    }

    /// The managed policy of a parameter.
    func policy(_ parameter: String = "PolicyArn") throws(RefusedCall) -> ManagedPolicy {
        let text = request[parameter] ?? ""
        guard let arn = try? ARN(text) else { throw RefusedCall(.invalidInput("ARN \(text) is not valid.")) }
        guard let policy = directory.policies[arn], arn.account.isExactly(account) else {
            throw RefusedCall(.noSuchEntity("Policy \(text) does not exist or is not attachable."))
        }
        return policy
    }

    /// Lets the call pass where the caller's policies allow it.
    func authorise() throws(RefusedCall) {
        let resource = try resource()
        var question = STSQuestion(caller: caller, directory: directory, source: exchange.peer, now: now)
        question.keys = try keys()
        let action = "iam:\(request.action.rawValue)"
        let decision = question.decide(action, on: resource)
        guard decision?.isAllowed == true else {
            let who = caller.arn?.description ?? caller.userID
            throw RefusedCall(
                .accessDenied(
                    "User: \(who) is not authorized to perform: \(action) on resource: \(resourceAsNamed()) "
                        + AdministrationCall.because(decision, action)), why: decision?.explanation)
        }
    }

    private static func because(_ decision: AccessDecision?, _ action: String) -> String {
        switch (decision?.outcome, decision?.step) {
        case (.explicitDeny, _): "with an explicit deny"
        case (_, .boundary): "because no permissions boundary allows the \(action) action"
        case (_, .session): "because no session policy allows the \(action) action"
        default: "because no identity-based policy allows the \(action) action"
        }
    }

    /// What the audit keeps of it.
    var facts: JSONObject {
        var facts = EmbeddedIssuer.facts(of: caller)
        facts["resource"] = (try? resource()).map { .string($0.beginning(bytes: 256)) }
        for (field, parameter) in [
            ("policy_name", "PolicyName"), ("policy_arn", "PolicyArn"), ("boundary", "PermissionsBoundary"),
            ("access_key_id", "AccessKeyId"), ("status", "Status"),
        ] {
            facts[field] = request[parameter].map { .string($0.beginning(bytes: 256)) }
        }
        // What was granted must be known afterwards, even when it has changed since.
        if let text = request["PolicyDocument"] ?? request["AssumeRolePolicyDocument"] {
            facts["document"] = .string(text.beginning(bytes: 16_384))
        }
        return facts
    }
}
