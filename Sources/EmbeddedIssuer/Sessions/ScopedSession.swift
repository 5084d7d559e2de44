import Essentials
import IAM
import SecurityTokens

extension Judged<IssuedSession> {
    /// The same session under another key, ending no later and allowed no more.
    func scoped(_ chain: SessionChain, until expires: Instant, to policy: SessionPolicy?) -> IssuedSession {
        continued(chain, until: min(expires, self.expires), to: policy)
    }

    /// The same session under another key, whatever its own end.
    func continued(
        _ chain: SessionChain, until expires: Instant, to policy: SessionPolicy? = nil
    ) -> IssuedSession {
        IssuedSession(
            chain: chain, roleARN: self.roleARN, sessionName: self.sessionName, expires: expires,
            sourceIdentity: self.sourceIdentity, tags: self.tags, transitiveTagKeys: self.transitiveTagKeys,
            policy: self.policy, rolePolicy: self.rolePolicy, managedPolicyIDs: self.managedPolicyIDs,
            scopes: self.scopes + (policy.map { [$0] } ?? []), longest: self.longest, latest: self.latest)
    }
}

extension Judged<UserSession> {
    /// The same session under another key, ending no later and allowed no more.
    func scoped(_ chain: SessionChain, until expires: Instant, to policy: SessionPolicy?) -> UserSession {
        UserSession(
            chain: chain, userARN: self.userARN, federatedName: self.federatedName,
            expires: min(expires, self.expires), presenceProvedAt: self.presenceProvedAt, policy: self.policy,
            tags: self.tags, managedPolicyIDs: self.managedPolicyIDs,
            scopes: self.scopes + (policy.map { [$0] } ?? []))
    }
}
