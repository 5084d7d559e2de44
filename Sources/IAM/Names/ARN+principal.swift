import Essentials

extension ARN {
    /// The name of the user, where this names one (`arn:…:iam::…:user/PATH/NAME`).
    public var userName: String? {
        guard service.isExactly("iam"), resource.startsExactly(with: "user/") else { return nil }
        let rest = resource.utf8.dropFirst(5)
        let name = rest.lastIndex(of: UInt8(ascii: "/")).map { rest[rest.index(after: $0)...] } ?? rest
        return name.isEmpty ? nil : String(Substring(name))
    }

    /// Role and session, where this names a role session (`arn:…:sts::…:assumed-role/ROLE/SESSION`).
    public var roleSession: (role: String, session: String)? {
        guard service.isExactly("sts"), resource.startsExactly(with: "assumed-role/") else { return nil }
        let parts = resource.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[1].isEmpty, !parts[2].isEmpty else { return nil }
        return (String(Substring(parts[1])), String(Substring(parts[2])))
    }

    /// The name of the federated user, where this names one (`arn:…:sts::…:federated-user/NAME`).
    public var federatedUserName: String? {
        guard service.isExactly("sts"), resource.startsExactly(with: "federated-user/") else { return nil }
        let name = resource.utf8.dropFirst(15)
        return name.isEmpty || name.contains(UInt8(ascii: "/")) ? nil : String(Substring(name))
    }

    /// The name of the managed policy, where this names one (`arn:…:iam::…:policy/PATH/NAME`).
    public var policyName: String? { iamParts(after: "policy/")?.name }

    /// The path of the user, role or managed policy with its slashes, `/` where it has none; `nil` where this names
    /// none of them.
    public var iamPath: String? {
        (iamParts(after: "user/") ?? iamParts(after: "role/") ?? iamParts(after: "policy/"))?.path
    }

    private func iamParts(after prefix: String) -> (path: String, name: String)? {
        guard service.isExactly("iam"), resource.startsExactly(with: prefix) else { return nil }
        let rest = resource.utf8.dropFirst(prefix.utf8.count)
        guard let slash = rest.lastIndex(of: UInt8(ascii: "/")) else {
            return rest.isEmpty ? nil : ("/", String(Substring(rest)))
        }
        let name = String(Substring(rest[rest.index(after: slash)...]))
        return name.isEmpty ? nil : ("/" + String(Substring(rest[...slash])), name)
    }

    /// True where this names an account as a principal (`arn:…:iam::…:root`).
    public var isRoot: Bool { service.isExactly("iam") && resource.isExactly("root") }

    /// True where this names an identity provider (`oidc-provider/…`, `saml-provider/…`).
    public var isIdentityProvider: Bool {
        service.isExactly("iam")
            && ["oidc-provider/", "saml-provider/"].contains { resource.startsExactly(with: $0) }
    }
}
