import Essentials
import IAM
import SecurityTokens

extension AdministrationCall {
    /// Answers a list. What is not shown is not written either: an account may hold thousands.
    func list() throws(RefusedCall) -> [IAMElement] {
        let own = directory.accounts.first { $0.id.description.isExactly(account) }
        switch request.action {
        case .listUsers:
            return try page("Users", under(own?.users ?? [], \.arn), by: \.arn.description) {
                answer($0, withTags: false)
            }
        case .listRoles:
            return try page("Roles", under(own?.roles ?? [], \.arn), by: \.arn.description) {
                answer($0, withTags: false)
            }
        case .listPolicies: return try policies(own?.policies ?? [])
        case .listPolicyVersions:
            return try page("Versions", [try policy()], by: \.name) { version($0, withDocument: false) }
        case .listUserTags: return try tagPage(try user().record)
        case .listRoleTags: return try tagPage(try role().record)
        case .listUserPolicies: return try names(try user().record)
        case .listRolePolicies: return try names(try role().record)
        case .listAttachedUserPolicies: return try attached(try user().record)
        case .listAttachedRolePolicies: return try attached(try role().record)
        case .listAccessKeys: return try keys(of: try user())
        case .listOpenIDConnectProviders: return providers(.openID, "OpenIDConnectProviderList")
        case .listSAMLProviders: return providers(.saml, "SAMLProviderList")
        default: throw RefusedCall(.internalFailure)
        }
    }

    private func policies(_ all: [ManagedPolicy]) throws(RefusedCall) -> [IAMElement] {
        // AWS's own policies are not here.
        let isAWS = request["Scope"]?.isExactly("AWS") == true
        let isOnlyAttached = request["OnlyAttached"]?.isExactly("true") == true
        var wanted = isAWS ? [] : all
        let uses = uses()
        if isOnlyAttached || request["PolicyUsageFilter"] != nil {
            wanted = wanted.filter { policy in
                let use = uses[policy.arn] ?? (0, 0)
                if isOnlyAttached, use.attached + use.boundaries == 0 { return false }
                switch request["PolicyUsageFilter"] {
                case "PermissionsPolicy": return use.attached > 0
                case "PermissionsBoundary": return use.boundaries > 0
                default: return true
                }
            }
        }
        return try page("Policies", under(wanted, \.arn), by: \.arn.description) {
            answer($0, withTags: false, use: uses[$0.arn] ?? (0, 0))
        }
    }

    /// Those whose path begins as was asked.
    private func under<Item>(_ items: [Item], _ arn: (Item) -> ARN) -> [Item] {
        guard let prefix = request["PathPrefix"] else { return items }
        return items.filter { arn($0).iamPath?.startsExactly(with: prefix) == true }
    }

    private func tagPage(_ record: PrincipalRecord) throws(RefusedCall) -> [IAMElement] {
        try page("Tags", record.tags, by: \.key.text) {
            IAMElement.text("Key", $0.key.text) + IAMElement.text("Value", $0.value.text)
        }
    }

    private func names(_ record: PrincipalRecord) throws(RefusedCall) -> [IAMElement] {
        let (shown, rest) = try cut(record.inline.map(\.name), by: \.self)
        return IAMElement.list("PolicyNames", texts: shown) + rest
    }

    private func attached(_ record: PrincipalRecord) throws(RefusedCall) -> [IAMElement] {
        try page("AttachedPolicies", under(record.attached, \.arn), by: \.arn.description) {
            IAMElement.text("PolicyName", $0.name) + IAMElement.text("PolicyArn", $0.arn.description)
        }
    }

    private func keys(of user: EmbeddedUser) throws(RefusedCall) -> [IAMElement] {
        guard let stored = directory.storedPrincipal(user.arn) else {
            return try page("AccessKeyMetadata", user.keys, by: \.id) {
                answer($0.id, of: user, isActive: true) + IAMElement.text("CreateDate", created(nil))
            }
        }
        return try page("AccessKeyMetadata", stored.keys, by: \.id) { answer($0, of: user, withSecret: false) }
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

    func page<Item>(
        _ name: String, _ items: [Item], by key: (Item) -> String, _ answer: (Item) -> [IAMElement]
    ) throws(RefusedCall) -> [IAMElement] {
        let (shown, rest) = try cut(items, by: key)
        return IAMElement.list(name, shown.map(answer)) + rest
    }

    /// As many as were asked for, in the order of their keys, behind the one that the marker names.
    private func cut<Item>(
        _ items: [Item], by key: (Item) -> String
    ) throws(RefusedCall) -> ([Item], [IAMElement]) {
        var rest = items.map { (key: ExactString(key($0)), item: $0) }.sorted { $0.key < $1.key }[...]
        if let marker = request["Marker"] {
            guard let bytes = Base64.decodeURL(marker), let last = String(strictUTF8: bytes) else {
                throw RefusedCall(.validation("Invalid Marker."))
            }
            rest = rest.drop { $0.key <= ExactString(last) }
        }
        let shown = rest.prefix(request.integer("MaxItems") ?? 100)
        let isCut = shown.count < rest.count
        return (
            shown.map(\.item),
            IAMElement.text("IsTruncated", isCut ? "true" : "false")
                + IAMElement.text("Marker", isCut ? shown.last.map { Base64.encodeURL($0.key.text.bytes) } : nil)
        )
    }
}
