import Essentials
import IAM
import SecurityTokens
import Vault

extension AdministrationCall {
    /// `CreateUser` and `CreateRole`.
    func createPrincipal(_ issuer: EmbeddedIssuer) throws(RefusedCall) -> Made {
        let isRole = request.action == .createRole
        let kind: StoredPrincipal.Kind = isRole ? .role : .user
        let name = (isRole ? request["RoleName"] : request["UserName"]) ?? ""
        try vacant(kind.rawValue, name, "\(isRole ? "Role" : "User") with name \(name) already exists.")
        let count = directory.stored.principals.count { $0.kind == kind && $0.arn.account.isExactly(account) }
        let most = isRole ? AdministrationQuota.roles : AdministrationQuota.users
        guard count < most else {
            throw RefusedCall(
                .limitExceeded("Cannot exceed quota for \(isRole ? "Roles" : "Users")PerAccount: \(most)"))
        }
        let resource = try resource()
        guard let arn = try? ARN(resource), (isRole ? arn.roleName : arn.userName)?.isExactly(name) == true else {
            throw RefusedCall(.validation("The specified value for path is invalid."))
        }
        var principal = StoredPrincipal(
            kind: kind, arn: arn, id: fresh(isRole ? "AROA" : "AIDA", issuer), createdAt: now)
        principal.tags = try tags()
        if request["PermissionsBoundary"] != nil { principal.boundary = try policy("PermissionsBoundary").arn }
        if isRole {
            principal.description = request["Description"]
            principal.maximumDuration = request.integer("MaxSessionDuration").map(Int64.init) ?? 3600
            try trust(&principal, request["AssumeRolePolicyDocument"] ?? "")
        }
        let withTags = !principal.tags.isEmpty
        let parts =
            isRole
            ? answer(principal.role(directory.policies), withTags: withTags)
            : answer(principal.user(directory.policies) { _ in true }, withTags: withTags)
        return (put(principal), IAMElement.structure(isRole ? "Role" : "User", parts))
    }

    /// `DeleteUser` and `DeleteRole`: of what has nothing left.
    func deletePrincipal() throws(RefusedCall) -> Made {
        let principal = try storedPrincipal()
        if !principal.keys.isEmpty {
            throw RefusedCall(.deleteConflict("Cannot delete entity, must delete access keys first."))
        }
        if !principal.attached.isEmpty {
            throw RefusedCall(.deleteConflict("Cannot delete entity, must detach all policies first."))
        }
        if !principal.inline.isEmpty {
            throw RefusedCall(.deleteConflict("Cannot delete entity, must delete policies first."))
        }
        return (PrincipalStore.Change(key: put(principal).key, value: nil), [])
    }

    func createPolicy(_ issuer: EmbeddedIssuer) throws(RefusedCall) -> Made {
        let (name, text) = (request["PolicyName"] ?? "", request["PolicyDocument"] ?? "")
        try AdministrationCall.judgeLength(text.utf8.count)
        try vacant("policy", name, "A policy called \(name) already exists. Duplicate names are not allowed.")
        guard
            directory.stored.policies.count(where: { $0.policy.arn.account.isExactly(account) })
                < AdministrationQuota.policies
        else {
            throw RefusedCall(
                .limitExceeded("Cannot exceed quota for PoliciesPerAccount: \(AdministrationQuota.policies)"))
        }
        let resource = try resource()
        guard let arn = try? ARN(resource), arn.policyName?.isExactly(name) == true else {
            throw RefusedCall(.validation("The specified value for path is invalid."))
        }
        let policy: ManagedPolicy
        do throws(PolicyError) {
            policy = try ManagedPolicy(
                arn: arn, policyID: fresh("ANPA", issuer), text: text, description: request["Description"])
        } catch {
            if case .tooLong = error {
                throw RefusedCall(.limitExceeded("Cannot exceed quota for PolicySize: \(ManagedPolicy.quota)"))
            }
            throw RefusedCall(.malformedPolicyDocument(error.awsMessage), why: error.detail)
        }
        let made = StoredPolicy(policy: policy, createdAt: now, tags: try tags())
        var after = self
        after.directory.stored.policies.append(made)
        return (
            PrincipalStore.Change(key: PrincipalStore.key("policy", name, in: account), value: made.json),
            IAMElement.structure("Policy", after.answer(policy, withTags: !made.tags.isEmpty, use: (0, 0)))
        )
    }

    func deletePolicy() throws(RefusedCall) -> Made {
        let policy = try policy()
        guard directory.stored.policies.contains(where: { $0.policy.policyID.isExactly(policy.policyID) }) else {
            throw AdministrationCall.readOnly(policy.arn)
        }
        let use = use(of: policy)
        guard use.attached + use.boundaries == 0 else {
            throw RefusedCall(.deleteConflict("Cannot delete a policy attached to entities."))
        }
        return (
            PrincipalStore.Change(key: PrincipalStore.key("policy", policy.name, in: account), value: nil), []
        )
    }

    /// `CreateAccessKey`: the one time that the secret is shown.
    func createKey(_ issuer: EmbeddedIssuer) throws(RefusedCall) -> Made {
        var principal = try storedPrincipal()
        guard principal.keys.count < AdministrationQuota.keys else {
            throw RefusedCall(.limitExceeded("Cannot exceed quota for AccessKeysPerUser: \(AdministrationQuota.keys)"))
        }
        let id = EmbeddedAccessKey.prefix + AccessKeys.base32(issuer.randomness.bytes(10), characters: 16)
        guard directory.keys[ExactString(id)] == nil else { throw RefusedCall(.serviceUnavailable) }
        let secret = Base64.encode(issuer.randomness.bytes(30))
        let sealed: [UInt8]
        do {
            sealed = try issuer.sessions.vault.seal(
                secret.bytes, for: .accessKey, context: StoredKey.context(id, of: principal.id))
        } catch { throw RefusedCall(.internalFailure, why: error.detail) }
        let key = StoredKey(id: id, sealed: sealed, secret: Secret(secret), isActive: true, createdAt: now)
        principal.keys.append(key)
        return (
            put(principal), IAMElement.structure("AccessKey", answer(key, of: try user(), withSecret: true))
        )
    }

    /// `UpdateAccessKey` and `DeleteAccessKey`.
    func changeKey(of principal: inout StoredPrincipal) throws(RefusedCall) {
        let id = request["AccessKeyId"] ?? ""
        guard let index = principal.keys.firstIndex(where: { $0.id.isExactly(id) }) else {
            throw RefusedCall(.noSuchEntity("The Access Key with id \(id) cannot be found."))
        }
        if request.action == .deleteAccessKey {
            principal.keys.remove(at: index)
            return
        }
        guard request["Status"]?.isExactly("Expired") != true else {
            throw RefusedCall(.invalidInput("Status can be set to Active or Inactive."))
        }
        principal.keys[index].isActive = request["Status"]?.isExactly("Active") == true
    }

    private func vacant(_ kind: String, _ name: String, _ words: String) throws(RefusedCall) {
        guard directory.name(kind, name, in: account) == nil else { throw RefusedCall(.entityAlreadyExists(words)) }
    }

    /// An id that nobody had before: 85 random bits.
    private func fresh(_ prefix: String, _ issuer: EmbeddedIssuer) -> String {
        prefix + AccessKeys.base32(issuer.randomness.bytes(11), characters: 17)
    }
}
