import Essentials

extension AccessPrincipal {
    /// The principal of an ARN, as far as an ARN tells; `nil` where it names none.
    ///
    /// The ARN of a role session says nothing of the role's path; the role is then the one of that name in the
    /// account, names being unique there. A federated user's is taken to be of the user of the same name.
    public init?(named arn: ARN) {
        if arn.isRoot {
            self.init(.root, arn: arn)
        } else if arn.userName != nil {
            self.init(.user, arn: arn, entity: Entity(arn: arn, id: nil, isPathKnown: true))
        } else if arn.roleName != nil {
            self.init(.role, arn: arn, entity: Entity(arn: arn, id: nil, isPathKnown: true))
        } else if let (role, _) = arn.roleSession, let behind = arn.sibling("role/\(role)") {
            self.init(.roleSession, arn: arn, entity: Entity(arn: behind, id: nil, isPathKnown: false))
        } else if let name = arn.federatedUserName, let behind = arn.sibling("user/\(name)") {
            self.init(.federatedUser, arn: arn, entity: Entity(arn: behind, id: nil, isPathKnown: false))
        } else if arn.isIdentityProvider, let slash = arn.resource.utf8.firstIndex(of: UInt8(ascii: "/")) {
            let name = arn.resource[arn.resource.utf8.index(after: slash)...]
            let isOpenID = arn.resource.startsExactly(with: "oidc-provider/")
            self.init(.federated, providers: isOpenID ? [arn.text, ExactString(String(name))] : [arn.text])
        } else {
            return nil
        }
    }

    /// What a request says of its principal in condition keys (IAM User Guide, AWS global condition context keys,
    /// Properties of the principal), as far as it is known.
    public var contextKeys: [(key: String, value: String)] {
        var keys: [(key: String, value: String)] = []
        func add(_ key: String, _ value: String?) { if let value { keys.append((key, value)) } }
        add("aws:PrincipalAccount", account)
        add("aws:PrincipalIsAWSService", kind == .service ? "true" : "false")
        switch kind {
        case .anonymous: add("aws:PrincipalType", "Anonymous")
        case .root:
            add("aws:PrincipalType", "Account")
            add("aws:PrincipalArn", name?.text)
            add("aws:userid", account)
        case .user:
            add("aws:PrincipalType", "User")
            add("aws:PrincipalArn", name?.text)
            add("aws:username", entity?.arn.userName)
            add("aws:userid", entity?.id?.text)
        case .role, .roleSession:
            add("aws:PrincipalType", "AssumedRole")
            add("aws:PrincipalArn", entity?.arn.description)
            if let id = entity?.id, let name, let session = (try? ARN(name.text))?.roleSession?.session {
                add("aws:userid", "\(id):\(session)")
            }
        case .federatedUser:
            add("aws:PrincipalType", "FederatedUser")
            add("aws:PrincipalArn", name?.text)
            if let account, let name, let own = (try? ARN(name.text))?.federatedUserName {
                add("aws:userid", "\(account):\(own)")
            }
        case .service: add("aws:PrincipalServiceName", name?.text)
        case .federated: break
        }
        return keys
    }
}

extension ARN {
    /// An IAM entity of the same partition and account.
    fileprivate func sibling(_ resource: String) -> ARN? { try? ARN("arn:\(partition):iam::\(account):\(resource)") }
}

extension RequestContext {
    /// Adds what the principal says of itself, where the request does not say it already.
    public mutating func addKeys(of principal: AccessPrincipal) {
        for (key, value) in principal.contextKeys { addIfAbsent(value, for: key) }
    }
}
