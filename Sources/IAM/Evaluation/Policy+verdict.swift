/// What one policy, or several that count as one, say to a request.
struct Verdict: Sendable {
    /// A statement, and the policy it is of.
    struct Place: Sendable {
        let policy: Int
        let statement: Int
    }

    /// The first `Deny` that applies.
    var deny: Place?
    /// The `Allow` that applies; of several the one that grants furthest.
    var allow: Place?
    /// How far it grants, in a resource's policy.
    var grant: Grant?
}

extension [Policy] {
    /// What these policies say together; the first explicit deny ends it.
    func verdict(_ request: AccessRequest, hasBoundary: Bool) -> Verdict {
        var verdict = Verdict()
        for policy in indices {
            let statements = self[policy].statements
            for index in statements.indices {
                let effect = statements[index].effect
                // Nothing can come of another plain grant; a deny can.
                if effect == .allow, verdict.allow != nil, verdict.grant == nil || verdict.grant == .alone { continue }
                guard statements[index].miss(request, hasBoundary: hasBoundary) == nil else { continue }
                let place = Verdict.Place(policy: policy, statement: index)
                if effect == .deny {
                    verdict.deny = place
                    return verdict
                }
                let grant = statements[index].grant(request)
                if verdict.allow == nil || (grant ?? .delegated) > (verdict.grant ?? .delegated) {
                    verdict.allow = place
                    verdict.grant = grant
                }
            }
        }
        return verdict
    }
}
