public import Cryptography
import Essentials
public import IAM

/// An account of the embedded issuer.
public struct EmbeddedAccount: Sendable {
    /// Twelve digits.
    public let id: AccountID
    /// For people.
    public let name: String
    /// The roles in it.
    public let roles: [EmbeddedRole]
    /// The users in it.
    public let users: [EmbeddedUser]

    /// The managed policies in it.
    public let policies: [ManagedPolicy]
    /// What it may beside what every account may.
    public let features: AccountFeatures

    /// An account of these parts.
    public init(
        id: AccountID, name: String, roles: [EmbeddedRole], users: [EmbeddedUser] = [], policies: [ManagedPolicy] = [],
        features: AccountFeatures = []
    ) {
        self.id = id
        self.name = name
        self.roles = roles
        self.users = users
        self.policies = policies
        self.features = features
    }
}

/// What an account may only where the operator says so.
public struct AccountFeatures: OptionSet, Sendable {
    /// The bits.
    public let rawValue: UInt8

    /// Features of these bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Its principals get signed tokens for services elsewhere (`GetWebIdentityToken`).
    public static let outboundWebIdentity = AccountFeatures(rawValue: 1)
    /// Its principals do root's tasks in the other accounts (`AssumeRoot`).
    public static let rootAccess = AccountFeatures(rawValue: 2)
}

/// A role of the embedded issuer.
public struct EmbeddedRole: Sendable {
    /// Its name in full.
    public let arn: ARN
    /// `AROA…`, the same as long as the role is the same.
    public let roleID: String
    /// The longest session it gives.
    public let maximumDuration: Duration
    /// Who may assume it.
    public let trust: any RoleTrust
    /// For people.
    public let description: String?
    /// A policy that narrows every session of it, whoever asks.
    public let sessionPolicy: SessionPolicy?
    /// What its sessions may do; nothing where there is none.
    public let permissions: [Policy]
    /// What its sessions may do at most.
    public let boundary: Policy?
    /// Which principals of accounts may assume it by `AssumeRole`; nobody where there is none.
    public let principalTrust: TrustPolicy?
    /// True where `principalTrust` holds users and roles by their ids already.
    public let isTrustBound: Bool
    /// How long ago presence may have been proved when it is taken; `nil` where that does not matter.
    public let authenticatedWithin: Duration?
    /// What IAM tells about it.
    public let record: PrincipalRecord

    /// A role of these parts.
    public init(
        arn: ARN, roleID: String, maximumDuration: Duration, trust: any RoleTrust, description: String? = nil,
        sessionPolicy: SessionPolicy? = nil, permissions: [Policy] = [], boundary: Policy? = nil,
        principalTrust: TrustPolicy? = nil, isTrustBound: Bool = false, authenticatedWithin: Duration? = nil,
        record: PrincipalRecord = PrincipalRecord()
    ) {
        self.arn = arn
        self.roleID = roleID
        self.maximumDuration = maximumDuration
        self.trust = trust
        self.description = description
        self.sessionPolicy = sessionPolicy
        self.permissions = permissions
        self.boundary = boundary
        self.principalTrust = principalTrust
        self.isTrustBound = isTrustBound
        self.authenticatedWithin = authenticatedWithin
        self.record = record
    }

    /// An id for a role that has no id of its own yet: `AROA` and 17 characters that follow from its ARN.
    ///
    /// - Throws: `CryptographyError` where the library fails.
    public static func stableID(of arn: ARN) throws(CryptographyError) -> String {
        let digest = try Digest.hash(arn.text.text.bytes, .sha256)
        return "AROA" + AccessKeys.base32(digest, characters: 17)
    }
}
