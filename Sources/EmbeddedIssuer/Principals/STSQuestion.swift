import Essentials
import IAM
import SecurityTokens

/// What a signed call asks of the policies.
struct STSQuestion: Sendable {
    let caller: STSCaller
    /// The principals at that moment.
    let directory: PrincipalDirectory
    /// The numeric address that the call came from.
    let source: String
    let now: Instant
    /// When a device's code was shown with this call.
    var presenceProvedAt: Instant?
    /// Condition keys of the call itself. A caller chooses the names of tags, so that they are held by their bytes.
    var keys = RequestContext()

    /// When presence was proved, with this call or for the session that it is made with.
    var presence: Instant? {
        if case .userSession(let session, _) = caller { return presenceProvedAt ?? session.presenceProvedAt }
        return presenceProvedAt
    }

    /// Decides one action on one resource.
    ///
    /// - Parameter owner: whose the resource is, where its ARN does not say.
    func decide(
        _ action: String, on resource: String, trust: Policy? = nil, owner: ResourceOwner? = nil
    ) -> AccessDecision? {
        guard let principal = caller.principal else { return nil }
        var policies = caller.policies(directory)
        policies.resource = trust
        let owner = owner ?? (try? ARN(resource)).map { ResourceOwner.account($0.account) } ?? .ownAccount
        return policies.decide(
            AccessRequest(principal: principal, action: action, resource: resource, context: context(principal)),
            owner: owner)
    }

    /// The condition keys (IAM User Guide, AWS global condition context keys; Available keys for AWS STS).
    private func context(_ principal: AccessPrincipal) -> RequestContext {
        var context = keys
        context.addKeys(of: principal)
        context.add([now.rfc3339], for: "aws:CurrentTime")
        context.add([String(now.seconds)], for: "aws:EpochTime")
        context.add([source], for: "aws:SourceIp")
        context.addKeys(of: caller, presenceProvedAt: presence, at: now)
        return context
    }
}

extension RequestContext {
    /// What the caller's credentials say of it.
    mutating func addKeys(of caller: STSCaller, presenceProvedAt: Instant? = nil, at now: Instant) {
        for tag in caller.tags { add([tag.value.text], for: "aws:PrincipalTag/\(tag.key.text)") }
        var proved = presenceProvedAt
        if case .userSession(let session, _) = caller { proved = proved ?? session.presenceProvedAt }
        if let issuedAt = caller.issuedAt { add([issuedAt.rfc3339], for: "aws:TokenIssueTime") }
        // Keys that do not expire say nothing of presence, unless a code came with the call.
        if caller.issuedAt != nil || proved != nil {
            add([proved == nil ? "false" : "true"], for: "aws:MultiFactorAuthPresent")
        }
        if let proved { add([String((now - proved).wholeSeconds)], for: "aws:MultiFactorAuthAge") }
        if let identity = caller.sourceIdentity { add([identity], for: "aws:SourceIdentity") }
        if case .root = caller { add(["true"], for: "aws:AssumedRoot") }
        if case .roleSession(let session, _) = caller {
            if case .person = session.chain.origin { add([session.provider], for: "aws:FederatedProvider") }
        }
    }

    /// The tags that a call asks for.
    mutating func add(tags: [SessionTag]) {
        for tag in tags { add([tag.value.text], for: "aws:RequestTag/\(tag.key.text)") }
        add(tags.map(\.key.text), for: "aws:TagKeys")
    }
}
