import Essentials
import IAM
import SecurityTokens

/// The parts of IAM's answers, in the order and by the names of the service's public model.
extension AdministrationCall {
    func answer(_ user: EmbeddedUser, withTags: Bool) -> [IAMElement] {
        IAMElement.text("Path", user.arn.iamPath) + IAMElement.text("UserName", user.arn.userName)
            + IAMElement.text("UserId", user.userID) + IAMElement.text("Arn", user.arn.description)
            + IAMElement.text("CreateDate", created(user.record.createdAt)) + boundary(user.record)
            + (withTags ? tags(user.record.tags) : [])
    }

    func answer(_ role: EmbeddedRole, withTags: Bool) -> [IAMElement] {
        IAMElement.text("Path", role.arn.iamPath) + IAMElement.text("RoleName", role.arn.roleName)
            + IAMElement.text("RoleId", role.roleID) + IAMElement.text("Arn", role.arn.description)
            + IAMElement.text("CreateDate", created(role.record.createdAt))
            + IAMElement.text("AssumeRolePolicyDocument", role.record.trustText.map { PercentEncoding.encode($0) })
            + IAMElement.text("Description", role.description)
            + IAMElement.text("MaxSessionDuration", String(role.maximumDuration.wholeSeconds))
            + boundary(role.record) + (withTags ? tags(role.record.tags) : [])
    }

    func answer(
        _ policy: ManagedPolicy, withTags: Bool, use: (attached: Int, boundaries: Int)
    ) -> [IAMElement] {
        let stored = directory.stored.policies.first { $0.policy.policyID.isExactly(policy.policyID) }
        return IAMElement.text("PolicyName", policy.name) + IAMElement.text("PolicyId", policy.policyID)
            + IAMElement.text("Arn", policy.arn.description) + IAMElement.text("Path", policy.arn.iamPath)
            + IAMElement.text("DefaultVersionId", AdministrationCall.version)
            + IAMElement.text("AttachmentCount", String(use.attached))
            + IAMElement.text("PermissionsBoundaryUsageCount", String(use.boundaries))
            + IAMElement.text("IsAttachable", "true") + IAMElement.text("Description", policy.description)
            + IAMElement.text("CreateDate", created(stored?.createdAt))
            + IAMElement.text("UpdateDate", created(stored?.createdAt))
            + (withTags ? tags(stored?.tags ?? []) : [])
    }

    func version(_ policy: ManagedPolicy, withDocument: Bool) -> [IAMElement] {
        let stored = directory.stored.policies.first { $0.policy.policyID.isExactly(policy.policyID) }
        return
            (withDocument ? IAMElement.text("Document", PercentEncoding.encode(policy.text.text)) : [])
            + IAMElement.text("VersionId", AdministrationCall.version) + IAMElement.text("IsDefaultVersion", "true")
            + IAMElement.text("CreateDate", created(stored?.createdAt))
    }

    func answer(_ key: StoredKey, of user: EmbeddedUser, withSecret: Bool) -> [IAMElement] {
        answer(key.id, of: user, isActive: key.isActive)
            + (withSecret ? IAMElement.text("SecretAccessKey", key.secret.revealText()) : [])
            + IAMElement.text("CreateDate", created(key.createdAt))
    }

    func answer(_ id: String, of user: EmbeddedUser, isActive: Bool) -> [IAMElement] {
        IAMElement.text("UserName", user.arn.userName) + IAMElement.text("AccessKeyId", id)
            + IAMElement.text("Status", isActive ? "Active" : "Inactive")
    }

    func tags(_ tags: [SessionTag]) -> [IAMElement] {
        IAMElement.list(
            "Tags", tags.map { IAMElement.text("Key", $0.key.text) + IAMElement.text("Value", $0.value.text) })
    }

    /// How many users and roles have a policy attached, and as their boundary.
    func use(of policy: ManagedPolicy) -> (attached: Int, boundaries: Int) { uses()[policy.arn] ?? (0, 0) }

    /// The same of every policy that somebody has.
    func uses() -> [ARN: (attached: Int, boundaries: Int)] {
        var uses: [ARN: (attached: Int, boundaries: Int)] = [:]
        let own = directory.accounts.first { $0.id.description.isExactly(account) }
        for record in (own?.users ?? []).map(\.record) + (own?.roles ?? []).map(\.record) {
            for policy in record.attached { uses[policy.arn, default: (0, 0)].attached += 1 }
            if let boundary = record.boundary { uses[boundary.arn, default: (0, 0)].boundaries += 1 }
        }
        return uses
    }

    private func boundary(_ record: PrincipalRecord) -> [IAMElement] {
        guard let boundary = record.boundary else { return [] }
        return IAMElement.structure(
            "PermissionsBoundary",
            IAMElement.text("PermissionsBoundaryType", "Policy")
                + IAMElement.text("PermissionsBoundaryArn", boundary.arn.description))
    }

    /// When it was made; what stands in the configuration has no such time, and the model demands one.
    func created(_ time: Instant?) -> String { (time ?? Instant(seconds: 0)).rfc3339 }

    /// A policy has one version.
    static let version = "v1"
}
