import Essentials
import IAM
import SecurityTokens

extension AdministrationCall {
    /// Answers what changes nothing.
    func read() throws(RefusedCall) -> [IAMElement] {
        switch request.action {
        case .getUser: return IAMElement.structure("User", answer(try user(), withTags: true))
        case .getRole: return IAMElement.structure("Role", answer(try role(), withTags: true))
        case .getPolicy: return IAMElement.structure("Policy", answer(try policy(), withTags: true))
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

    private func list() throws(RefusedCall) -> [IAMElement] {
        let own = directory.accounts.first { $0.id.description.isExactly(account) }
        switch request.action {
        case .listUsers:
            return try page("Users", named(own?.users ?? [], \.arn) { answer($0, withTags: false) })
        case .listRoles:
            return try page("Roles", named(own?.roles ?? [], \.arn) { answer($0, withTags: false) })
        case .listPolicies:
            // AWS's own policies are not here.
            if request["Scope"]?.isExactly("AWS") == true { return try page("Policies", []) }
            let policies = (own?.policies ?? []).filter { policy in
                let use = use(of: policy)
                if request["OnlyAttached"]?.isExactly("true") == true, use.attached + use.boundaries == 0 {
                    return false
                }
                switch request["PolicyUsageFilter"] {
                case "PermissionsPolicy": return use.attached > 0
                case "PermissionsBoundary": return use.boundaries > 0
                default: return true
                }
            }
            return try page("Policies", named(policies, \.arn) { answer($0, withTags: false) })
        case .listPolicyVersions:
            return try page("Versions", [(AdministrationCall.version, version(try policy(), withDocument: false))])
        case .listUserTags: return try page("Tags", tagged(try user().record))
        case .listRoleTags: return try page("Tags", tagged(try role().record))
        case .listUserPolicies: return try pageOfTexts("PolicyNames", try user().record.inline.map(\.name))
        case .listRolePolicies: return try pageOfTexts("PolicyNames", try role().record.inline.map(\.name))
        case .listAttachedUserPolicies: return try page("AttachedPolicies", attached(try user().record))
        case .listAttachedRolePolicies: return try page("AttachedPolicies", attached(try role().record))
        case .listAccessKeys: return try page("AccessKeyMetadata", keys(of: try user()))
        case .listOpenIDConnectProviders: return providers(.openID, "OpenIDConnectProviderList")
        case .listSAMLProviders: return providers(.saml, "SAMLProviderList")
        default: throw RefusedCall(.internalFailure)
        }
    }

    private func named<Item>(
        _ items: [Item], _ arn: (Item) -> ARN, _ answer: (Item) -> [IAMElement]
    ) -> [(String, [IAMElement])] {
        let prefix = request["PathPrefix"] ?? "/"
        return items.filter { arn($0).iamPath?.startsExactly(with: prefix) == true }.map {
            (arn($0).description, answer($0))
        }
    }

    private func tagged(_ record: PrincipalRecord) -> [(String, [IAMElement])] {
        record.tags.map { ($0.key.text, IAMElement.text("Key", $0.key.text) + IAMElement.text("Value", $0.value.text)) }
    }

    private func attached(_ record: PrincipalRecord) -> [(String, [IAMElement])] {
        named(record.attached, \.arn) {
            IAMElement.text("PolicyName", $0.name) + IAMElement.text("PolicyArn", $0.arn.description)
        }
    }

    private func keys(of user: EmbeddedUser) -> [(String, [IAMElement])] {
        guard let stored = directory.storedPrincipal(user.arn) else {
            return user.keys.map {
                (
                    $0.id,
                    answer($0.id, of: user, isActive: true) + IAMElement.text("CreateDate", created(nil))
                )
            }
        }
        return stored.keys.map { ($0.id, answer($0, of: user, withSecret: false)) }
    }

    private func providers(_ kind: ListedIdentityProvider.Kind, _ name: String) -> [IAMElement] {
        let arns = Set(
            providers.filter { $0.kind == kind }.map {
                ExactString($0.arn(partition: partition, account: account))
            })
        return IAMElement.list(
            name,
            arns.sorted().map { arn in
                IAMElement.text("Arn", arn.text) + (kind == .saml ? IAMElement.text("CreateDate", created(nil)) : [])
            })
    }

    private func pageOfTexts(_ name: String, _ texts: [String]) throws(RefusedCall) -> [IAMElement] {
        let (shown, rest) = try cut(texts.map { ($0, $0) })
        return IAMElement.list(name, texts: shown) + rest
    }

    private func page(_ name: String, _ items: [(String, [IAMElement])]) throws(RefusedCall) -> [IAMElement] {
        let (shown, rest) = try cut(items)
        return IAMElement.list(name, shown) + rest
    }

    /// As many as were asked for, in the order of their keys, behind the one that the marker names.
    private func cut<Item>(_ items: [(key: String, item: Item)]) throws(RefusedCall) -> ([Item], [IAMElement]) {
        var rest = items.sorted { ExactString($0.key) < ExactString($1.key) }[...]
        if let marker = request["Marker"] {
            guard let bytes = Base64.decodeURL(marker), let last = String(strictUTF8: bytes) else {
                throw RefusedCall(.validation("Invalid Marker."))
            }
            rest = rest.drop { ExactString($0.key) <= ExactString(last) }
        }
        let shown = rest.prefix(request.integer("MaxItems") ?? 100)
        let isCut = shown.count < rest.count
        return (
            shown.map(\.item),
            IAMElement.text("IsTruncated", isCut ? "true" : "false")
                + IAMElement.text("Marker", isCut ? shown.last.map { Base64.encodeURL($0.key.bytes) } : nil)
        )
    }
}
