/// The scalar parameters of IAM's actions, as the service's model has them.
extension STSParameterRule {
    private static func name(_ name: String, _ longest: Int, isRequired: Bool = true) -> STSParameterRule {
        STSParameterRule(name, .text(1...longest, .name), isRequired: isRequired)
    }

    private static let path = STSParameterRule("Path", .text(1...512, .path))
    private static let policyPath = STSParameterRule("Path", .text(1...512, .policyPath))
    private static let pathPrefix = STSParameterRule("PathPrefix", .text(1...512, .pathPrefix))
    private static let document = STSParameterRule("PolicyDocument", .text(1...131_072, .policy), isRequired: true)
    private static let policyARN = STSParameterRule("PolicyArn", .text(20...2048, nil), isRequired: true)
    private static let policyName = name("PolicyName", 128)
    private static let boundary = STSParameterRule("PermissionsBoundary", .text(20...2048, nil))
    private static let boundaryNeeded = STSParameterRule(
        "PermissionsBoundary", .text(20...2048, nil), isRequired: true)
    private static let description = STSParameterRule("Description", .text(0...1000, .description))
    private static let sessionDuration = STSParameterRule("MaxSessionDuration", .integer(3600...43_200))
    private static let role = name("RoleName", 64)
    private static let user = name("UserName", 128)
    private static let ownUser = name("UserName", 128, isRequired: false)
    private static let key = STSParameterRule("AccessKeyId", .text(16...128, .word), isRequired: true)
    private static let page = [
        STSParameterRule("Marker", .text(1...320, .marker)), STSParameterRule("MaxItems", .integer(1...1000)),
    ]

    /// The rules of an action.
    static func rules(of action: IAMAction) -> [STSParameterRule] { administration[action] ?? [] }

    private static let administration: [IAMAction: [STSParameterRule]] = [
        .createUser: [name("UserName", 64), path, boundary],
        .getUser: [ownUser],
        .listUsers: [pathPrefix] + page,
        .deleteUser: [user], .tagUser: [user], .untagUser: [user], .listUserTags: [user] + page,
        .createAccessKey: [ownUser],
        .listAccessKeys: [ownUser] + page,
        .updateAccessKey: [
            ownUser, key, STSParameterRule("Status", .oneOf(["Active", "Inactive", "Expired"]), isRequired: true),
        ],
        .deleteAccessKey: [ownUser, key],
        .createRole: [
            role, path, STSParameterRule("AssumeRolePolicyDocument", .text(1...131_072, .policy), isRequired: true),
            description, sessionDuration, boundary,
        ],
        .getRole: [role], .listRoles: [pathPrefix] + page,
        .updateRole: [role, description, sessionDuration],
        .updateAssumeRolePolicy: [role, document],
        .deleteRole: [role], .tagRole: [role], .untagRole: [role], .listRoleTags: [role] + page,
        .putUserPolicy: [user, policyName, document], .getUserPolicy: [user, policyName],
        .listUserPolicies: [user] + page, .deleteUserPolicy: [user, policyName],
        .putRolePolicy: [role, policyName, document], .getRolePolicy: [role, policyName],
        .listRolePolicies: [role] + page, .deleteRolePolicy: [role, policyName],
        .createPolicy: [
            policyName, policyPath, document, STSParameterRule("Description", .text(0...1000, nil)),
        ],
        .getPolicy: [policyARN], .deletePolicy: [policyARN], .listPolicyVersions: [policyARN] + page,
        .getPolicyVersion: [policyARN, STSParameterRule("VersionId", .text(2...32, nil), isRequired: true)],
        .listPolicies: [
            STSParameterRule("Scope", .oneOf(["All", "AWS", "Local"])),
            STSParameterRule("OnlyAttached", .oneOf(["true", "false"])),
            STSParameterRule("PathPrefix", .text(1...512, .policyPath)),
            STSParameterRule("PolicyUsageFilter", .oneOf(["PermissionsPolicy", "PermissionsBoundary"])),
        ] + page,
        .attachUserPolicy: [name("UserName", 64), policyARN], .detachUserPolicy: [name("UserName", 64), policyARN],
        .listAttachedUserPolicies: [
            name("UserName", 64), STSParameterRule("PathPrefix", .text(1...512, .policyPath)),
        ] + page,
        .attachRolePolicy: [role, policyARN], .detachRolePolicy: [role, policyARN],
        .listAttachedRolePolicies: [role, STSParameterRule("PathPrefix", .text(1...512, .policyPath))] + page,
        .putUserPermissionsBoundary: [name("UserName", 64), boundaryNeeded],
        .deleteUserPermissionsBoundary: [name("UserName", 64)],
        .putRolePermissionsBoundary: [role, boundaryNeeded], .deleteRolePermissionsBoundary: [role],
        .listOpenIDConnectProviders: [], .listSAMLProviders: [],
        .getOpenIDConnectProvider: [
            STSParameterRule("OpenIDConnectProviderArn", .text(20...2048, nil), isRequired: true)
        ],
        .getSAMLProvider: [STSParameterRule("SAMLProviderArn", .text(20...2048, nil), isRequired: true)],
    ]

    /// Lists beside the scalar parameters.
    static func lists(of action: IAMAction) -> [String] {
        switch action {
        case .createUser, .createRole, .createPolicy, .tagUser, .tagRole: ["Tags"]
        case .untagUser, .untagRole: ["TagKeys"]
        default: []
        }
    }
}
