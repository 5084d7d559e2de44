public import Essentials

extension TrustRequest {
    /// The request that a verified assertion makes of a role's trust policy.
    ///
    /// The provider goes by its name in full, by its name alone and by its key in the configuration. The condition
    /// keys are those that IAM defines for SAML: `SAML:aud` is the recipient, `SAML:iss` the issuer, `SAML:sub` the
    /// subject, `SAML:sub_type` its format, `SAML:namequalifier` what AWS computes of issuer, account and provider
    /// (IAM User Guide, available keys for SAML-based federation).
    public static func assertion(
        providers: Set<ExactString>, keys: AssertionKeys, action: String = "sts:AssumeRoleWithSAML"
    ) -> TrustRequest {
        var context = TrustContext()
        context.add([keys.recipient], for: "SAML:aud")
        context.add([keys.issuer], for: "SAML:iss")
        context.add([keys.subject], for: "SAML:sub")
        context.add([keys.subjectType], for: "SAML:sub_type")
        context.add([keys.nameQualifier], for: "SAML:namequalifier")
        context.add([keys.sessionName], for: "sts:RoleSessionName")
        if let source = keys.sourceIdentity { context.add([source], for: "sts:SourceIdentity") }
        for (key, value) in keys.tags { context.add([value], for: "aws:RequestTag/\(key)") }
        if !keys.tags.isEmpty { context.add(keys.tags.map(\.key), for: "aws:TagKeys") }
        if !keys.transitiveTagKeys.isEmpty { context.add(keys.transitiveTagKeys, for: "sts:TransitiveTagKeys") }
        return TrustRequest(action: action, federatedProviders: providers, context: context)
    }
}

/// What an assertion gives to the conditions of a trust policy.
public struct AssertionKeys: Sendable {
    /// `Recipient` of the subject confirmation.
    public let recipient: String
    /// `Issuer`.
    public let issuer: String
    /// The value of `NameID`.
    public let subject: String
    /// Its format, in AWS's short form.
    public let subjectType: String
    /// Names the provider within the account.
    public let nameQualifier: String
    /// The session's name.
    public let sessionName: String
    /// The source identity that is asked for.
    public let sourceIdentity: String?
    /// The session tags that are asked for.
    public let tags: [(key: String, value: String)]
    /// The keys of those that go on.
    public let transitiveTagKeys: [String]

    /// Keys of these values.
    public init(
        recipient: String, issuer: String, subject: String, subjectType: String, nameQualifier: String,
        sessionName: String, sourceIdentity: String?, tags: [(key: String, value: String)],
        transitiveTagKeys: [String]
    ) {
        self.recipient = recipient
        self.issuer = issuer
        self.subject = subject
        self.subjectType = subjectType
        self.nameQualifier = nameQualifier
        self.sessionName = sessionName
        self.sourceIdentity = sourceIdentity
        self.tags = tags
        self.transitiveTagKeys = transitiveTagKeys
    }
}
