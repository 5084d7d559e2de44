import Essentials
import IAM
import SecurityTokens

extension AdministrationCall {
    /// Answers what changes nothing.
    func read() throws(RefusedCall) -> [IAMElement] {
        switch request.action {
        case .getUser: return IAMElement.structure("User", answer(try user(), withTags: true))
        case .getRole: return IAMElement.structure("Role", answer(try role(), withTags: true))
        case .getPolicy:
            let policy = try policy()
            return IAMElement.structure("Policy", answer(policy, withTags: true, use: use(of: policy)))
        case .getUserPolicy:
            let user = try user()
            return try inline(user.record, of: "user") { IAMElement.text("UserName", user.arn.userName) }
        case .getRolePolicy:
            let role = try role()
            return try inline(role.record, of: "role") { IAMElement.text("RoleName", role.arn.roleName) }
        case .getPolicyVersion:
            let policy = try policy()
            guard request["VersionId"]?.isExactly(AdministrationCall.version) == true else {
                throw RefusedCall(
                    .noSuchEntity("Policy \(policy.arn) version \(request["VersionId"] ?? "") does not exist."))
            }
            return IAMElement.structure("PolicyVersion", version(policy, withDocument: true))
        case .getOpenIDConnectProvider, .getSAMLProvider: return try provider()
        default: return try list()
        }
    }

    private func inline(
        _ record: PrincipalRecord, of kind: String, _ owner: () -> [IAMElement]
    ) throws(RefusedCall) -> [IAMElement] {
        let name = request["PolicyName"] ?? ""
        guard let policy = record.inline.first(where: { $0.name.isExactly(name) }) else {
            throw RefusedCall(.noSuchEntity("The \(kind) policy with name \(name) cannot be found."))
        }
        return owner() + IAMElement.text("PolicyName", policy.name)
            + IAMElement.text("PolicyDocument", PercentEncoding.encode(policy.text.text))
    }

    private func provider() throws(RefusedCall) -> [IAMElement] {
        let asked = request["OpenIDConnectProviderArn"] ?? request["SAMLProviderArn"] ?? ""
        let kind: ListedIdentityProvider.Kind = request.action == .getSAMLProvider ? .saml : .openID
        let found = providers.filter {
            $0.kind == kind && $0.arn(partition: partition, account: account).isExactly(asked)
        }
        guard let first = found.first else {
            throw RefusedCall(
                .noSuchEntity(
                    kind == .saml
                        ? "Manifest not found for arn \(asked)" : "OpenIDConnect Provider not found for arn \(asked)"))
        }
        guard kind == .openID else { return IAMElement.text("CreateDate", created(nil)) }
        // Several clients of one issuer are several providers in the configuration.
        return IAMElement.text("Url", first.name) + IAMElement.list("ClientIDList", texts: found.flatMap(\.clientIDs))
            + IAMElement.list("ThumbprintList", texts: []) + IAMElement.text("CreateDate", created(nil))
    }
}
