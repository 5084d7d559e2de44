import Essentials
import IAM
import SecurityTokens

/// How much an account may hold (IAM and AWS STS quotas).
enum AdministrationQuota {
    static let users = 5000
    static let roles = 1000
    static let policies = 1500
    static let keys = 2
    static let attached = 10
    static let tags = 50
    static let userPolicies = 2048
    static let rolePolicies = 10_240
    static let trust = 4096
    /// Bytes of the documents of one object as they were written; what AWS counts leaves white space out.
    static let written = 65_536
}

extension AdministrationCall {
    typealias Made = (change: PrincipalStore.Change, result: [IAMElement])

    /// What the call changes, and what it answers.
    func change(_ issuer: EmbeddedIssuer) throws(RefusedCall) -> Made {
        switch request.action {
        case .createUser, .createRole: return try createPrincipal(issuer)
        case .deleteUser, .deleteRole: return try deletePrincipal()
        case .createPolicy: return try createPolicy(issuer)
        case .deletePolicy: return try deletePolicy()
        case .createAccessKey: return try createKey(issuer)
        default: break
        }
        var principal = try storedPrincipal()
        switch request.action {
        case .updateAccessKey, .deleteAccessKey: try changeKey(of: &principal)
        case .tagUser, .tagRole: try tag(&principal)
        case .untagUser, .untagRole: try untag(&principal)
        case .putUserPolicy, .putRolePolicy: try putPolicy(&principal)
        case .deleteUserPolicy, .deleteRolePolicy: try removePolicy(&principal)
        case .attachUserPolicy, .attachRolePolicy: try attach(&principal)
        case .detachUserPolicy, .detachRolePolicy: try detach(&principal)
        case .putUserPermissionsBoundary, .putRolePermissionsBoundary:
            principal.boundary = try policy("PermissionsBoundary").arn
        case .deleteUserPermissionsBoundary, .deleteRolePermissionsBoundary: principal.boundary = nil
        case .updateAssumeRolePolicy: try trust(&principal, request["PolicyDocument"] ?? "")
        case .updateRole:
            principal.description = request["Description"] ?? principal.description
            principal.maximumDuration =
                request.integer("MaxSessionDuration").map(Int64.init) ?? principal.maximumDuration
        default: throw RefusedCall(.internalFailure)
        }
        return (put(principal), [])
    }

    /// The user or role that is meant, where the API made it.
    func storedPrincipal() throws(RefusedCall) -> StoredPrincipal {
        let arn = request.action.isAboutRole ? try role().arn : try user().arn
        guard let found = directory.storedPrincipal(arn) else { throw AdministrationCall.readOnly(arn) }
        return found
    }

    static func readOnly(_ arn: ARN) -> RefusedCall {
        RefusedCall(
            .unmodifiableEntity(
                "Cannot perform the operation on \(arn): it stands in the configuration of this service."))
    }

    func put(_ principal: StoredPrincipal) -> PrincipalStore.Change {
        PrincipalStore.Change(
            key: PrincipalStore.key(principal.kind.rawValue, principal.name, in: account), value: principal.json)
    }

    private func tag(_ principal: inout StoredPrincipal) throws(RefusedCall) {
        for tag in try tags() {
            principal.tags.removeAll { $0.folded == tag.folded }
            principal.tags.append(tag)
        }
        guard principal.tags.count <= AdministrationQuota.tags else {
            throw RefusedCall(.limitExceeded("The number of tags has reached the maximum limit."))
        }
    }

    private func untag(_ principal: inout StoredPrincipal) throws(RefusedCall) {
        let keys: [String]
        do { keys = try request.tagKeys() } catch { throw RefusedCall(error) }
        principal.tags.removeAll { tag in keys.contains { ExactString($0.asciiLowercased) == tag.folded } }
    }

    private func putPolicy(_ principal: inout StoredPrincipal) throws(RefusedCall) {
        let (name, text) = (request["PolicyName"] ?? "", request["PolicyDocument"] ?? "")
        let policy: Policy
        do { policy = try Policy(text.utf8, kind: .identity, name: "the policy `\(name)`") } catch {
            throw RefusedCall(.malformedPolicyDocument(error.awsMessage), why: error.detail)
        }
        principal.inline.removeAll { $0.name.isExactly(name) }
        principal.inline.append(InlinePolicy(name: name, text: text, policy: policy))
        let most =
            principal.kind == .user ? AdministrationQuota.userPolicies : AdministrationQuota.rolePolicies
        let size = principal.inline.reduce(0) { $0 + Policy.countedCharacters(of: $1.text.text.utf8) }
        try AdministrationCall.judgeLength(principal.inline.reduce(0) { $0 + $1.text.text.utf8.count })
        guard size <= most else {
            throw RefusedCall(
                .limitExceeded("Maximum policy size of \(most) bytes exceeded for \(principal.kind) \(principal.name)"))
        }
    }

    private func removePolicy(_ principal: inout StoredPrincipal) throws(RefusedCall) {
        let name = request["PolicyName"] ?? ""
        guard principal.inline.contains(where: { $0.name.isExactly(name) }) else {
            throw RefusedCall(.noSuchEntity("The \(principal.kind) policy with name \(name) cannot be found."))
        }
        principal.inline.removeAll { $0.name.isExactly(name) }
    }

    private func attach(_ principal: inout StoredPrincipal) throws(RefusedCall) {
        let arn = try policy().arn
        if principal.attached.contains(arn) { return }
        principal.attached.append(arn)
        guard principal.attached.count <= AdministrationQuota.attached else {
            let kind = principal.kind == .user ? "User" : "Role"
            throw RefusedCall(
                .limitExceeded("Cannot exceed quota for PoliciesPer\(kind): \(AdministrationQuota.attached)"))
        }
    }

    private func detach(_ principal: inout StoredPrincipal) throws(RefusedCall) {
        let text = request["PolicyArn"] ?? ""
        guard let index = principal.attached.firstIndex(where: { $0.description.isExactly(text) }) else {
            throw RefusedCall(.noSuchEntity("Policy \(text) was not found."))
        }
        principal.attached.remove(at: index)
    }

    static func judgeLength(_ bytes: Int) throws(RefusedCall) {
        guard bytes <= AdministrationQuota.written else {
            throw RefusedCall(
                .limitExceeded("Documents have \(AdministrationQuota.written) bytes at most, white space included."))
        }
    }

    /// Sets a trust policy, its principals held by the ids that they have now.
    func trust(_ principal: inout StoredPrincipal, _ text: String) throws(RefusedCall) {
        try AdministrationCall.judgeLength(text.utf8.count)
        let size = Policy.countedCharacters(of: text.utf8)
        guard size <= AdministrationQuota.trust else {
            throw RefusedCall(.limitExceeded("Cannot exceed quota for ACLSizePerRole: \(AdministrationQuota.trust)"))
        }
        do { try principal.trust(text) { directory.id(of: $0) } } catch {
            throw RefusedCall(.malformedPolicyDocument(error.awsMessage), why: error.detail)
        }
    }
}
