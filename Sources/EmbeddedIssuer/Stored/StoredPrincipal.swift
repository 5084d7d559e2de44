import Essentials
import IAM
import SecurityTokens

/// An access key that `CreateAccessKey` made.
struct StoredKey: Sendable {
    let id: String
    /// What signs, as the vault sealed it for this key of this user.
    let sealed: [UInt8]
    let secret: Secret
    var isActive: Bool
    let createdAt: Instant
}

/// A user or role that the IAM API made.
struct StoredPrincipal: Sendable {
    enum Kind: String, Sendable {
        case user, role
    }

    let kind: Kind
    let arn: ARN
    /// `AIDA…` or `AROA…`, random: made again, it is another.
    let id: String
    let createdAt: Instant
    var description: String?
    /// Seconds of a role's longest session.
    var maximumDuration: Int64 = 3600
    var keys: [StoredKey] = []
    var inline: [InlinePolicy] = []
    var attached: [ARN] = []
    var boundary: ARN?
    var tags: [SessionTag] = []
    /// A role's trust policy as it was written.
    var trustText: String?
    /// The ids that users and roles in the trust policy had when it was saved.
    var bindings: [ARN: String] = [:]
    /// The trust policy, its principals held by those ids.
    var trust: TrustPolicy?

    init(kind: Kind, arn: ARN, id: String, createdAt: Instant) {
        self.kind = kind
        self.arn = arn
        self.id = id
        self.createdAt = createdAt
    }

    var name: String { (kind == .user ? arn.userName : arn.roleName) ?? "" }

    /// Sets the trust policy.
    ///
    /// - Throws: `PolicyError`, for one that names a user or role that there is not as well.
    mutating func trust(_ text: String, id: (ARN) -> String?) throws(PolicyError) {
        let read = try Policy(text.utf8, kind: .trust, name: "the trust policy of `\(name)`")
        var found: [ARN: String] = [:]
        let bound = try read.bound { arn in
            let known = id(arn)
            if let known { found[arn] = known }
            return known
        }
        trustText = text
        bindings = found
        trust = TrustPolicy(bound)
    }
}

/// A managed policy that the IAM API made.
struct StoredPolicy: Sendable {
    let policy: ManagedPolicy
    let createdAt: Instant
    let tags: [SessionTag]
}

/// Everything that the IAM API made, as it was last read from the store.
public struct StoredPrincipals: Sendable {
    var principals: [StoredPrincipal] = []
    var policies: [StoredPolicy] = []

    /// Nothing.
    public init() {}
}
