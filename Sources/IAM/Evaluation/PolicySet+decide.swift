import Essentials

extension PolicySet {
    /// Decides a request as AWS defines it (IAM User Guide, Policy evaluation logic).
    ///
    /// An explicit deny in any policy wins. Service and resource control policies must allow. Then, within one
    /// account, what identity, boundary and session policies allow together, or what the resource's own policy
    /// grants by the kind of principal that it names; across accounts both sides.
    public func decide(_ request: AccessRequest, owner: ResourceOwner) -> AccessDecision {
        var silent = SilentRecorder()
        return decide(request, owner: owner, recorder: &silent)
    }

    func decide(
        _ request: AccessRequest, owner: ResourceOwner, recorder: inout some StepRecorder
    ) -> AccessDecision {
        let verdicts = Verdicts(self, request)
        if let denied = verdicts.firstDeny {
            recorder.note(.explicitDeny, .denies, denied)
            return AccessDecision(outcome: .explicitDeny, step: .explicitDeny, statement: denied)
        }
        recorder.note(.explicitDeny, .passes, nil)
        if let refused = refusedByControls(request, verdicts, &recorder) { return refused }
        guard judge(verdicts.scope, of: scope, .session, &recorder) else { return self.refused(.session) }
        let isForeign = owner.isForeign(to: request.principal)
        let resourceAllow = verdicts.resource.flatMap { place(of: $0.allow, in: resource.map { [$0] } ?? []) }
        let grant = resourceAllow == nil ? nil : verdicts.resource?.grant ?? .alone
        recorder.note(.resource, resource == nil ? .absent : grant.map { .grants($0) } ?? .silent, resourceAllow)
        let mustGrant = isForeign || resource?.kind == .trust || (resourceMustAllow && resource != nil)
        if mustGrant, grant == nil { return refused(.resource) }
        // Whoever is of no account, or whom the policy names itself, needs nothing else.
        if let resourceAllow, !isForeign, grant == .alone { return allowed(.resource, resourceAllow) }
        let identity: DecidingStatement?
        if let resourceAllow, !isForeign, grant == .limited {
            identity = resourceAllow
        } else {
            identity = place(of: verdicts.identity.allow, in: self.identity)
            let isRoot = request.principal.kind == .root
            recorder.note(.identity, identity != nil || isRoot ? .allows : .silent, identity)
            if identity == nil {
                return isRoot
                    ? AccessDecision(outcome: .allowed, step: .identity, statement: resourceAllow) : refused(.identity)
            }
        }
        if let step = refusedByLimits(request, verdicts, &recorder) { return refused(step) }
        guard let identity else { return refused(.identity) }
        return allowed(identity.kind == .identity ? .identity : .resource, identity)
    }

    /// Control policies of the organization: they bind users, roles and root users, not those of no account.
    private func refusedByControls(
        _ request: AccessRequest, _ verdicts: Verdicts, _ recorder: inout some StepRecorder
    ) -> AccessDecision? {
        if serviceControl.isEmpty || request.principal.kind == .service || request.principal.kind == .federated {
            recorder.note(.serviceControl, .absent, nil)
        } else {
            guard judge(verdicts.serviceControl, of: serviceControl, .serviceControl, &recorder) else {
                return refused(.serviceControl)
            }
        }
        if resourceControl.isEmpty {
            recorder.note(.resourceControl, .absent, nil)
        } else {
            guard judge(verdicts.resourceControl, of: resourceControl, .resourceControl, &recorder) else {
                return refused(.resourceControl)
            }
        }
        return nil
    }

    /// Boundary and session policies. A federated user without a session policy has nothing to narrow, and nothing.
    private func refusedByLimits(
        _ request: AccessRequest, _ verdicts: Verdicts, _ recorder: inout some StepRecorder
    ) -> AccessStep? {
        if let boundary, let verdict = verdicts.boundary {
            let allow = place(of: verdict.allow, in: [boundary])
            recorder.note(.boundary, allow == nil ? .silent : .allows, allow)
            if allow == nil { return .boundary }
        } else {
            recorder.note(.boundary, .absent, nil)
        }
        guard !session.isEmpty else {
            let isNeeded = request.principal.kind == .federatedUser
            recorder.note(.session, isNeeded ? .silent : .absent, nil)
            return isNeeded ? .session : nil
        }
        return judge(verdicts.session, of: session, .session, &recorder) ? nil : .session
    }

    /// True where every level allows.
    private func judge(
        _ verdicts: [Verdict], of levels: [[Policy]], _ step: AccessStep, _ recorder: inout some StepRecorder
    ) -> Bool {
        for (level, verdict) in zip(levels, verdicts) {
            let allow = place(of: verdict.allow, in: level)
            recorder.note(step, allow == nil ? .silent : .allows, allow)
            if allow == nil { return false }
        }
        return true
    }

    private func place(of place: Verdict.Place?, in policies: [Policy]) -> DecidingStatement? {
        place.map { DecidingStatement(policies[$0.policy], policies[$0.policy].statements[$0.statement]) }
    }

    private func refused(_ step: AccessStep) -> AccessDecision {
        AccessDecision(outcome: .implicitDeny, step: step, statement: nil)
    }

    private func allowed(_ step: AccessStep, _ statement: DecidingStatement) -> AccessDecision {
        AccessDecision(outcome: .allowed, step: step, statement: statement)
    }

    /// What each policy type says, looked up once.
    private struct Verdicts {
        private(set) var firstDeny: DecidingStatement?
        private(set) var identity = Verdict()
        private(set) var boundary: Verdict?
        private(set) var session: [Verdict] = []
        private(set) var scope: [Verdict] = []
        private(set) var resource: Verdict?
        private(set) var serviceControl: [Verdict] = []
        private(set) var resourceControl: [Verdict] = []

        init(_ policies: PolicySet, _ request: AccessRequest) {
            let hasBoundary = policies.boundary != nil
            func judge(_ group: [Policy], _ denied: inout DecidingStatement?) -> Verdict {
                let verdict = group.verdict(request, hasBoundary: hasBoundary)
                if let place = verdict.deny, denied == nil {
                    denied = DecidingStatement(group[place.policy], group[place.policy].statements[place.statement])
                }
                return verdict
            }
            let isBound = request.principal.kind != .service && request.principal.kind != .federated
            if isBound {
                for level in policies.serviceControl { serviceControl.append(judge(level, &firstDeny)) }
            }
            for level in policies.resourceControl { resourceControl.append(judge(level, &firstDeny)) }
            resource = policies.resource.map { judge([$0], &firstDeny) }
            identity = judge(policies.identity, &firstDeny)
            boundary = policies.boundary.map { judge([$0], &firstDeny) }
            for group in policies.session { session.append(judge(group, &firstDeny)) }
            for group in policies.scope { scope.append(judge(group, &firstDeny)) }
        }
    }
}
