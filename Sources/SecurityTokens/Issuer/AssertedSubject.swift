import Cryptography
import Essentials
public import IAM

/// What `AssumeRoleWithSAML` answers about the assertion (AWS STS API Reference, AssumeRoleWithSAML).
public struct AssertedSubject: Sendable, Equatable {
    /// The value of `NameID`.
    public let subject: String
    /// Its format, short where it is one of SAML 2.0's own: `persistent`, `transient`.
    public let subjectType: String
    /// The `Issuer` of the assertion.
    public let issuer: String
    /// The `Recipient` of its subject confirmation.
    public let audience: String
    /// With the subject, names one person at one provider.
    public let nameQualifier: String

    /// Facts as an issuer gave them.
    public init(subject: String, subjectType: String, issuer: String, audience: String, nameQualifier: String) {
        self.subject = subject
        self.subjectType = subjectType
        self.issuer = issuer
        self.audience = audience
        self.nameQualifier = nameQualifier
    }

    /// Facts of an assertion, for a SAML provider of an account.
    ///
    /// - Throws: `IssuerRefusal.unexpectedAnswer` where the library cannot hash.
    public init(
        subject: String, format: String, issuer: String, recipient: String, provider: SAMLProviderARN
    ) throws(IssuerRefusal) {
        self.init(
            subject: subject, subjectType: AssertedSubject.subjectType(format: format), issuer: issuer,
            audience: recipient,
            nameQualifier: try AssertedSubject.nameQualifier(
                issuer: issuer, account: provider.arn.account, provider: provider.name))
    }

    /// A format without the prefix of SAML 2.0's own; others as they are.
    public static func subjectType(format: String) -> String {
        let prefix = "urn:oasis:names:tc:SAML:2.0:nameid-format:"
        return format.startsExactly(with: prefix) ? String(format.dropFirst(prefix.count)) : format
    }

    /// `BASE64 ( SHA1 ( issuer + account id + "/" + provider name ) )`.
    ///
    /// - Throws: `IssuerRefusal.unexpectedAnswer` where the library cannot hash.
    public static func nameQualifier(
        issuer: String, account: String, provider: String
    ) throws(IssuerRefusal) -> String {
        do { return Base64.encode(try Digest.hash("\(issuer)\(account)/\(provider)".bytes, .sha1)) } catch {
            throw .unexpectedAnswer(error.detail)
        }
    }
}

/// The name in full that a SAML provider has in an account: `arn:PARTITION:iam::ACCOUNT:saml-provider/NAME`.
public struct SAMLProviderARN: Sendable, Hashable, CustomStringConvertible {
    /// The whole name.
    public let arn: ARN
    /// Its last part.
    public let name: String

    private static let kind = "saml-provider/"

    /// Reads a name in full; `nil` where it is not that of a SAML provider.
    public init?(_ arn: ARN) {
        guard arn.service.isExactly("iam"), arn.region.isEmpty, !arn.account.isEmpty,
            arn.resource.startsExactly(with: SAMLProviderARN.kind)
        else { return nil }
        let name = String(arn.resource.dropFirst(SAMLProviderARN.kind.count))
        guard SAMLProviderARN.isName(name) else { return nil }
        self.arn = arn
        self.name = name
    }

    /// The provider of a name in the account that a role stands in; `nil` where the name cannot be one.
    public init?(named name: String, besideRole role: ARN) {
        guard SAMLProviderARN.isName(name),
            let arn = try? ARN("arn:\(role.partition):iam::\(role.account):\(SAMLProviderARN.kind)\(name)")
        else { return nil }
        self.arn = arn
        self.name = name
    }

    /// `[\w._-]{1,128}` (IAM API Reference, CreateSAMLProvider).
    public static func isName(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { PercentEncoding.isUnreserved($0) && $0 != UInt8(ascii: "~") }
    }

    /// The whole name.
    public var description: String { arn.description }
}
