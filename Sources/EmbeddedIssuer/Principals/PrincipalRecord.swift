public import Cryptography
public import Essentials
public import IAM
public import SecurityTokens

/// What IAM tells about a user or role beside what it may do.
public struct PrincipalRecord: Sendable {
    /// The policies that are its own.
    public var inline: [InlinePolicy]
    /// The managed policies that are attached to it.
    public var attached: [ManagedPolicy]
    /// The managed policy that is its permissions boundary.
    public var boundary: ManagedPolicy?
    /// A role's trust policy as it was written.
    public var trustText: String?
    /// Its tags.
    public var tags: [SessionTag]
    /// When it was made; `nil` for one of the configuration.
    public var createdAt: Instant?

    /// A record of these parts.
    public init(
        inline: [InlinePolicy] = [], attached: [ManagedPolicy] = [], boundary: ManagedPolicy? = nil,
        trustText: String? = nil, tags: [SessionTag] = [], createdAt: Instant? = nil
    ) {
        self.inline = inline
        self.attached = attached
        self.boundary = boundary
        self.trustText = trustText
        self.tags = tags
        self.createdAt = createdAt
    }

    /// True for one that the IAM API made; what stands in the configuration is only read.
    public var isStored: Bool { createdAt != nil }
}

extension ManagedPolicy {
    /// An id for a policy that has no id of its own: `ANPA` and 17 characters that follow from its ARN.
    ///
    /// - Throws: `CryptographyError` where the library fails.
    public static func stableID(of arn: ARN) throws(CryptographyError) -> String {
        let digest = try Digest.hash(arn.text.text.bytes, .sha256)
        return "ANPA" + AccessKeys.base32(digest, characters: 17)
    }
}
