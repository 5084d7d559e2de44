public import EmbeddedIssuer
public import Essentials
public import Federation
public import HTTP
public import IAM
public import SAML

/// The configuration, read as a whole and found without error.
public struct SallyportConfiguration: Sendable {
    /// The file it was read from, as it was named.
    public let path: String
    /// The public URL that all others are made from; without a path.
    public let url: HTTPURL
    /// Where the server listens.
    public let listen: ListenAddress
    /// Further values of `Host` that requests may carry.
    public let hosts: [String]
    /// The proxies in front.
    public let proxies: ProxySettings
    /// TLS of the server's own.
    public let tls: TransportSettings
    /// The directory for the store and the keys.
    public let stateDirectory: String
    /// Whose gateway it is, for the pages.
    public let organisation: String?
    /// How long a person stays signed in.
    public let sessionLifetime: Duration
    /// When the gateway's own keys for SAML take turns; `nil`: they do not.
    public let keyRollover: KeyRollover?
    /// Who sees the gateway's diagnosis pages.
    public let operators: [OperatorRule]
    /// A directory whose files replace pages and style sheet, file by file.
    public let templateOverrides: String?
    /// A file that audit records are copied to, one JSON object a line.
    public let auditFile: String?
    /// The providers, in the order of the file.
    public let providers: [ProviderDefinition]
    /// The issuers that accounts use.
    public let issuers: [IssuerDefinition]
    /// The accounts, in the order of the file.
    public let accounts: [AccountDefinition]
    /// The roles that rules may select from.
    public let catalogue: RoleCatalogue
    /// The roles of the embedded issuer.
    public let embeddedRoles: [EmbeddedRoleDefinition]
    /// The users of the embedded issuer.
    public let embeddedUsers: [EmbeddedUserDefinition]
    /// The managed policies of the embedded issuer, by the key of their account.
    public let embeddedPolicies: [ExactString: [ManagedPolicy]]
    /// The resources behind proxies that `/authz` guards.
    public let resources: [ResourceMap]
    /// The rules.
    public let rules: MappingRules
    /// Every setting with its value and where that came from.
    public let effective: [EffectiveSetting]
    /// What each rule means, one sentence a rule.
    public let sentences: [String]
    /// Every file that was read, for watching.
    public let files: [String]

    /// The provider of exactly this id.
    public func provider(_ id: String) -> ProviderDefinition? { providers.first { $0.id.isExactly(id) } }

    /// True where the person sees the gateway's diagnosis pages.
    public func isOperator(_ identity: ExternalIdentity) -> Bool { operators.contains { $0.includes(identity) } }
}

/// Host and port of the listening socket.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A numeric address.
    public let host: String
    /// The port; 0 takes a free one.
    public let port: UInt16

    /// An address.
    public init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// `host:port`.
    public var description: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// An account that roles stand in.
public struct AccountDefinition: Sendable, Hashable {
    /// Its key in the file.
    public let key: String
    /// Its number.
    public let id: String
    /// A name for people; the key where none is given.
    public let name: String
    /// The id of its issuer.
    public let issuer: String
    /// Its region, where one is named.
    public let region: String?
    /// What it may beside what every account may; of the embedded issuer only.
    public var features: AccountFeatures = []

    /// Equal in every part, texts by bytes.
    public static func == (left: AccountDefinition, right: AccountDefinition) -> Bool {
        left.parts == right.parts && left.features == right.features
    }

    /// Hashes the texts.
    public func hash(into hasher: inout Hasher) { hasher.combine(parts) }

    private var parts: [ExactString] { [key, id, name, issuer, region ?? ""].map { ExactString($0) } }
}

/// An issuer of credentials.
public struct IssuerDefinition: Sendable, Hashable {
    /// What it speaks.
    public enum Dialect: Sendable, Hashable {
        /// AWS STS in a region.
        case aws(region: String)
        /// Another server that speaks STS.
        case sts(endpoint: HTTPURL, region: String)
        /// Our own.
        case embedded
    }

    /// Its id, which `CatalogueRole.issuer` names.
    public let id: String
    /// What it speaks.
    public let dialect: Dialect
    /// How it is reached.
    public let peer: OutgoingPeer
    /// What it knows this gateway by, where it takes assertions of it.
    public let assertions: AssertionTarget?
    /// Whether the embedded issuer answers the IAM API.
    public var hasAdministration = false
    /// How people sign in to its console, where it has one.
    public var console: ConsoleSettings?
    /// How its federation endpoint is reached.
    public var consolePeer = OutgoingPeer.public
    /// The key of the account whose principals may make revocations at the embedded issuer, where somebody may.
    public var revokingAccount: String?
}

/// Where an issuer takes assertions of this gateway.
public struct AssertionTarget: Sendable, Hashable {
    /// What the gateway is called there as SAML identity provider, the last part of its ARN.
    public let principalName: String
    /// Where an assertion is delivered; its audience as well.
    public let recipient: HTTPURL
}

/// A role of the embedded issuer.
public struct EmbeddedRoleDefinition: Sendable {
    /// The role.
    public let role: CatalogueRole
    /// A trust policy written by hand, which narrows what the rules say.
    public let trustPolicy: TrustPolicy?
    /// What its sessions may do.
    public let permissions: [Policy]
    /// What its sessions may do at most.
    public let boundary: Policy?
    /// What IAM tells about it.
    public let record: PrincipalRecord

    init(
        role: CatalogueRole, trustPolicy: TrustPolicy?, permissions: [Policy], boundary: Policy?,
        record: PrincipalRecord = PrincipalRecord()
    ) {
        self.role = role
        self.trustPolicy = trustPolicy
        self.permissions = permissions
        self.boundary = boundary
        self.record = record
    }
}

/// A user of the embedded issuer.
public struct EmbeddedUserDefinition: Sendable {
    /// The key of its account.
    public let account: String
    /// The user.
    public let user: EmbeddedUser
}

/// One setting as it holds.
public struct EffectiveSetting: Sendable, Equatable {
    /// Where a value came from.
    public enum Source: Sendable, Equatable, CustomStringConvertible {
        /// It stands in the file.
        case file(SourcePlace)
        /// The preset says so.
        case preset(String)
        /// Nobody said anything else.
        case standard(String)

        /// In words.
        public var description: String {
            switch self {
            case .file(let place): "\(place)"
            case .preset(let name): "preset \(name)"
            case .standard(let why): "default: \(why)"
            }
        }
    }

    /// The key with its path, `providers.google.scopes`.
    public let key: String
    /// The value; a secret is named by where it comes from only.
    public let value: String
    /// Where it came from.
    public let source: Source

    /// `key: value  # source`.
    public var text: String { "\(key): \(value)  # \(source)" }
}
