/// An identity provider as IAM lists it. It stands in the configuration, and is only read.
public struct ListedIdentityProvider: Sendable {
    /// Which kind.
    public enum Kind: String, Sendable {
        /// OpenID Connect.
        case openID = "oidc-provider"
        /// SAML.
        case saml = "saml-provider"
    }

    /// Which kind.
    public let kind: Kind
    /// The end of its ARN: the issuer without `https://`, or the SAML provider's name.
    public let name: String
    /// The clients that tokens are made out to.
    public let clientIDs: [String]

    /// A provider of these parts.
    public init(kind: Kind, name: String, clientIDs: [String] = []) {
        self.kind = kind
        self.name = name
        self.clientIDs = clientIDs
    }

    func arn(partition: String, account: String) -> String {
        "arn:\(partition):iam::\(account):\(kind.rawValue)/\(name)"
    }
}
