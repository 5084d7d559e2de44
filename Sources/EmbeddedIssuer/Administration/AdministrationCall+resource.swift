import Essentials
import IAM
import SecurityTokens

extension AdministrationCall {
    /// The resource that policies name (Service Authorization Reference, AWS Identity and Access Management).
    func resource() throws(RefusedCall) -> String {
        if let root = ownRoot { return root.description }
        let head = "arn:\(partition):iam::\(account):"
        switch request.action {
        case .listUsers: return head + "user" + (request["PathPrefix"] ?? "/")
        case .listRoles: return head + "role" + (request["PathPrefix"] ?? "/")
        case .listPolicies: return head + "policy" + (request["PathPrefix"] ?? "/")
        case .createUser: return head + "user" + (request["Path"] ?? "/") + (request["UserName"] ?? "")
        case .createRole: return head + "role" + (request["Path"] ?? "/") + (request["RoleName"] ?? "")
        case .createPolicy: return head + "policy" + (request["Path"] ?? "/") + (request["PolicyName"] ?? "")
        case .listOpenIDConnectProviders: return head + "oidc-provider/"
        case .listSAMLProviders: return head + "saml-provider/"
        case .getOpenIDConnectProvider: return request["OpenIDConnectProviderArn"] ?? ""
        case .getSAMLProvider: return request["SAMLProviderArn"] ?? ""
        case .getPolicy, .getPolicyVersion, .listPolicyVersions, .deletePolicy: return request["PolicyArn"] ?? ""
        default: break
        }
        if let name = request["RoleName"] {
            return directory.name("role", name, in: account)?.description ?? head + "role/" + name
        }
        let name = try userName()
        return directory.name("user", name, in: account)?.description ?? head + "user/" + name
    }

    /// The resource as the call names it: who may not ask learns neither that it is there nor how it is spelled.
    func resourceAsNamed() -> String {
        let head = "arn:\(partition):iam::\(account):"
        if request.action.isAboutRole, let name = request["RoleName"] { return head + "role/" + name }
        if request.action.isAboutUser, let name = request["UserName"] { return head + "user/" + name }
        return (try? resource()) ?? head
    }

    /// The condition keys (IAM User Guide, IAM and AWS STS condition context keys).
    func keys() throws(RefusedCall) -> RequestContext {
        var keys = RequestContext()
        if request.action.takesTags { keys.add(tags: try tags()) }
        if request.action == .untagUser || request.action == .untagRole {
            do { keys.add(try request.tagKeys(), for: "aws:TagKeys") } catch { throw RefusedCall(error) }
        }
        switch request.action {
        case .attachUserPolicy, .detachUserPolicy, .attachRolePolicy, .detachRolePolicy:
            keys.addIfAbsent(request["PolicyArn"], for: "iam:PolicyARN")
        default: break
        }
        let target = target
        for tag in target?.tags ?? policyTags() {
            keys.add([tag.value.text], for: "aws:ResourceTag/\(tag.key.text)")
            keys.add([tag.value.text], for: "iam:ResourceTag/\(tag.key.text)")
        }
        // The boundary that is to be set; of what has one already, that one.
        keys.addIfAbsent(
            request["PermissionsBoundary"] ?? target?.boundary?.arn.description, for: "iam:PermissionsBoundary")
        return keys
    }

    /// What is told of the user or role that is meant, where there is one.
    private var target: PrincipalRecord? {
        if request.action.isAboutRole { return (try? role())?.record }
        return request.action.isAboutUser ? (try? user())?.record : nil
    }

    /// The tags of the policy that is read or deleted.
    private func policyTags() -> [SessionTag] {
        switch request.action {
        case .getPolicy, .getPolicyVersion, .listPolicyVersions, .deletePolicy:
            guard let arn = try? ARN(request["PolicyArn"] ?? "") else { return [] }
            return directory.stored.policies.first { $0.policy.arn == arn }?.tags ?? []
        default: return []
        }
    }

    /// `Tags`; none where they are none.
    func tags() throws(RefusedCall) -> [SessionTag] {
        let tags: [SessionTag]
        do { tags = try request.tags() } catch { throw RefusedCall(error) }
        guard !tags.contains(where: { $0.folded.text.startsExactly(with: "aws:") }) else {
            throw RefusedCall(.invalidInput("Tag keys beginning with aws: are reserved for system use."))
        }
        return tags
    }
}

extension IAMAction {
    /// True for what is done to a user that is there.
    var isAboutUser: Bool {
        switch self {
        case .createUser, .listUsers: false
        default: rawValue.contains("User") || rawValue.contains("AccessKey")
        }
    }

    /// True for what is done to a role that is there.
    var isAboutRole: Bool {
        switch self {
        case .createRole, .listRoles: false
        default: rawValue.contains("Role")
        }
    }

    /// True for actions with `Tags`.
    var takesTags: Bool { [.createUser, .createRole, .createPolicy, .tagUser, .tagRole].contains(self) }
}
