/// The actions of STS 2011-06-15, as the service's public model lists them.
public enum STSAction: String, Sendable, CaseIterable, Hashable {
    case assumeRole = "AssumeRole"
    case assumeRoleWithSAML = "AssumeRoleWithSAML"
    case assumeRoleWithWebIdentity = "AssumeRoleWithWebIdentity"
    case assumeRoot = "AssumeRoot"
    case decodeAuthorizationMessage = "DecodeAuthorizationMessage"
    case getAccessKeyInfo = "GetAccessKeyInfo"
    case getCallerIdentity = "GetCallerIdentity"
    case getDelegatedAccessToken = "GetDelegatedAccessToken"
    case getFederationToken = "GetFederationToken"
    case getScopedCredentials = "GetScopedCredentials"
    case getSessionToken = "GetSessionToken"
    case getWebIdentityToken = "GetWebIdentityToken"

    /// True for the two that are asked without a signature.
    public var isUnsigned: Bool { self == .assumeRoleWithWebIdentity || self == .assumeRoleWithSAML }
}
