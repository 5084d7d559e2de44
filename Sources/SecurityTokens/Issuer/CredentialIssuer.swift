public import Essentials
public import IAM

/// Whoever turns a proof of identity into temporary credentials: AWS STS, another system that speaks STS, or
/// the embedded issuer. Everything above sees this protocol only.
public protocol CredentialIssuer: Sendable {
    /// The issuer's key in the configuration.
    var id: String { get }

    /// Assumes a role with the token of an OpenID provider that the issuer trusts.
    ///
    /// The caller audits: an issuer keeps no record of a call made through this protocol.
    ///
    /// - Throws: `IssuerRefusal`; nothing was handed out then.
    func assumeRoleWithWebIdentity(_ request: WebIdentityRequest) async throws(IssuerRefusal) -> AssumedRole

    /// Assumes a role with the assertion of a SAML identity provider that the issuer trusts.
    ///
    /// The caller audits, as above.
    ///
    /// - Throws: `IssuerRefusal`; nothing was handed out then.
    func assumeRoleWithSAML(_ request: AssertionRequest) async throws(IssuerRefusal) -> AssumedRole
}

/// What is asked of an issuer with a token.
public struct WebIdentityRequest: Sendable {
    /// The role to assume.
    public let roleARN: ARN
    /// The session's name.
    public let sessionName: RoleSessionName
    /// The provider's token, compact form.
    public let token: Secret
    /// How long the credentials shall live; whole seconds, 900 to 43200.
    public let duration: Duration
    /// A policy document that narrows the session further.
    public let sessionPolicy: String?

    /// A request of these parts.
    public init(
        roleARN: ARN, sessionName: RoleSessionName, token: Secret, duration: Duration, sessionPolicy: String? = nil
    ) {
        self.roleARN = roleARN
        self.sessionName = sessionName
        self.token = token
        self.duration = duration
        self.sessionPolicy = sessionPolicy
    }
}

/// What is asked of an issuer with an assertion. The session's name, tags and source identity stand in it.
public struct AssertionRequest: Sendable {
    /// The role to assume.
    public let roleARN: ARN
    /// The SAML provider as the issuer knows it, `arn:…:iam::ACCOUNT:saml-provider/NAME`.
    public let principalARN: ARN
    /// The whole response, in base64.
    public let assertion: Secret
    /// How long the credentials shall live; whole seconds, 900 to 43200.
    public let duration: Duration
    /// A policy document that narrows the session further.
    public let sessionPolicy: String?

    /// A request of these parts.
    public init(
        roleARN: ARN, principalARN: ARN, assertion: Secret, duration: Duration, sessionPolicy: String? = nil
    ) {
        self.roleARN = roleARN
        self.principalARN = principalARN
        self.assertion = assertion
        self.duration = duration
        self.sessionPolicy = sessionPolicy
    }
}

/// Keys that stop working by themselves.
public struct TemporaryCredentials: Sendable, Equatable {
    /// `ASIA…`; no secret.
    public let accessKeyID: String
    /// The key that signs.
    public let secretAccessKey: Secret
    /// What the issuer knows the session by.
    public let sessionToken: Secret
    /// The first instant at which they no longer work.
    public let expiration: Instant

    /// Credentials of these parts.
    public init(accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret, expiration: Instant) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }
}

/// What an issuer answers.
public struct AssumedRole: Sendable, Equatable {
    /// The credentials.
    public let credentials: TemporaryCredentials
    /// `arn:…:sts::ACCOUNT:assumed-role/ROLE/SESSION`.
    public let assumedRoleARN: ARN
    /// `AROA…:SESSION`.
    public let assumedRoleID: String
    /// The subject that the issuer read in the token.
    public let subjectFromToken: String?
    /// The audience that the issuer read in the token.
    public let audience: String?
    /// The provider that the issuer took the token from.
    public let provider: String?
    /// What the issuer read in the assertion, where it was one.
    public let asserted: AssertedSubject?
    /// The source identity that the session carries.
    public let sourceIdentity: String?
    /// The share of the space for policies and tags that is taken, in percent.
    public let packedPolicySize: Int?
    /// The issuer's name for this exchange, for its own logs.
    public let requestID: String?

    /// An answer of these parts.
    public init(
        credentials: TemporaryCredentials, assumedRoleARN: ARN, assumedRoleID: String, subjectFromToken: String? = nil,
        audience: String? = nil, provider: String? = nil, asserted: AssertedSubject? = nil,
        sourceIdentity: String? = nil, packedPolicySize: Int? = nil, requestID: String? = nil
    ) {
        self.credentials = credentials
        self.assumedRoleARN = assumedRoleARN
        self.assumedRoleID = assumedRoleID
        self.subjectFromToken = subjectFromToken
        self.audience = audience
        self.provider = provider
        self.asserted = asserted
        self.sourceIdentity = sourceIdentity
        self.packedPolicySize = packedPolicySize
        self.requestID = requestID
    }
}
