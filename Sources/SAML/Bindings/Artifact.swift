public import Cryptography
public import Essentials

/// A handle that stands for a message (SAML Bindings §3.6.4): type 4, the one that SAML 2.0 defines.
public struct Artifact: Sendable, Hashable {
    /// The number of the endpoint that resolves it.
    public let endpointIndex: UInt16
    /// The SHA-1 digest of the entity ID of whoever made it. Nothing secret hangs on it.
    public let sourceID: [UInt8]
    /// What only its maker could know.
    public let messageHandle: [UInt8]

    private static let typeCode: UInt64 = 4

    /// An artifact of these parts.
    ///
    /// - Throws: `CryptographyError` where the digest cannot be made.
    public init(entityID: ExactString, endpointIndex: UInt16, _ randomness: some Randomness) throws(CryptographyError) {
        self.endpointIndex = endpointIndex
        sourceID = try Artifact.sourceID(of: entityID)
        messageHandle = randomness.bytes(20)
    }

    /// Reads the parameter `SAMLart`.
    ///
    /// - Throws: `BindingRefusal.artifactMalformed`.
    public init(_ text: String) throws(BindingRefusal) {
        guard text.utf8.count <= 64, let bytes = Base64.decode(text), bytes.count == 44 else {
            throw .artifactMalformed
        }
        var reader = ByteReader(bytes)
        guard reader.takeInteger(bytes: 2) == Artifact.typeCode, let index = reader.takeInteger(bytes: 2),
            let source = reader.take(20), let handle = reader.take(20), reader.isAtEnd
        else { throw .artifactMalformed }
        endpointIndex = UInt16(truncatingIfNeeded: index)
        sourceID = source
        messageHandle = handle
    }

    /// The parameter `SAMLart`.
    public var text: String {
        Base64.encode([0, 4, UInt8(endpointIndex >> 8), UInt8(endpointIndex & 255)] + sourceID + messageHandle)
    }

    /// The digest that an entity's artifacts carry.
    public static func sourceID(of entityID: ExactString) throws(CryptographyError) -> [UInt8] {
        try Digest.hash(entityID.text.bytes, .sha1)
    }

    /// True where this entity made it, as far as an artifact can tell.
    public func isMade(by entityID: ExactString) -> Bool {
        (try? Artifact.sourceID(of: entityID)) == sourceID
    }
}
