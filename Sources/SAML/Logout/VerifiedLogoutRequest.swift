internal import Cryptography
public import Essentials
internal import XMLDocuments
internal import XMLSecurity

/// A provider's request to end sessions, whose signature and time were found good.
public struct VerifiedLogoutRequest: Sendable, Hashable {
    /// Its name, for the answer.
    public let id: ExactString
    /// Who asks: the provider.
    public let issuer: ExactString
    /// Whose sessions.
    public let nameID: NameID
    /// Which of them; none: all.
    public let sessionIndexes: [ExactString]
    /// What must come back beside the answer.
    public let relayState: RelayState?
    /// When it ceases to hold: whoever keeps its name until then, and what the clocks may differ longer, takes it once.
    public let notOnOrAfter: Instant

    /// Indexes of one request that are read.
    static let maximumIndexes = 64
    /// How long a request holds that says no end.
    static let lifetime: Duration = .seconds(300)
    /// How long one holds at most, whatever end it says.
    static let longestLifetime: Duration = .seconds(86_400)

    /// Reads a request out of a message that was proved.
    init(_ message: ProvedMessage, _ expected: SenderExpectations, decryptionKeys: [PrivateKey])
        throws(MessageRefusal)
    {
        let node = message.node
        notOnOrAfter = try VerifiedLogoutRequest.end(of: message, expected)
        id = message.id
        issuer = expected.entityID
        relayState = message.relayState
        nameID = try VerifiedLogoutRequest.name(in: node, decryptionKeys)
        let indexes = node.all(.samlp("SessionIndex"))
        guard indexes.count <= VerifiedLogoutRequest.maximumIndexes else {
            throw .tooMany("session indexes", limit: VerifiedLogoutRequest.maximumIndexes)
        }
        var read: [ExactString] = []
        for index in indexes {
            read.append(ExactString(try MessageRefusal.reading { () throws(XMLError) in try index.text() }))
        }
        sessionIndexes = read
    }

    /// Whether a session of this name and index is one of those to end.
    ///
    /// - Parameter audience: our own entity ID, which a missing qualifier stands for.
    public func ends(sessionOf name: NameID, index: ExactString?, audience: ExactString) -> Bool {
        guard nameID.isSame(as: name, issuer: issuer, audience: audience) else { return false }
        // A session whose index was never told cannot be told from others of the same person.
        guard let index, !sessionIndexes.isEmpty else { return true }
        return sessionIndexes.contains(index)
    }

    /// When the request ceases to hold, where that is still to come.
    private static func end(of message: ProvedMessage, _ expected: SenderExpectations) throws(MessageRefusal) -> Instant
    {
        var end = message.issueInstant + lifetime
        if let text = message.node.attribute("NotOnOrAfter") {
            guard let instant = SAMLInstant.read(text) else { throw .instantMalformed("NotOnOrAfter") }
            end = min(instant, message.issueInstant + longestLifetime)
        }
        guard end > expected.at - expected.skew else {
            throw .expired(at: end, judgedAt: expected.at, skew: expected.skew)
        }
        return end
    }

    private static func name(in node: XMLNode, _ keys: [PrivateKey]) throws(MessageRefusal) -> NameID {
        let plain = try MessageRefusal.reading { () throws(XMLError) in try node.only(.saml("NameID")) }
        let encrypted = try MessageRefusal.reading { () throws(XMLError) in try node.only(.saml("EncryptedID")) }
        switch (plain, encrypted) {
        case (let name?, nil): return try read(name)
        case (nil, let encrypted?): return try read(try opened(encrypted, keys))
        case (nil, nil): throw .nameIDMissing
        case (_?, _?): throw .nameIDRefused("it stands both in clear and encrypted")
        }
    }

    /// The signature that covers the message covers what is encrypted in it.
    private static func opened(_ encrypted: XMLNode, _ keys: [PrivateKey]) throws(MessageRefusal) -> XMLNode {
        let bytes: [UInt8]
        do {
            bytes = try XMLDecryptor.decrypt(encrypted, keys: keys, allowsCBC: true)
        } catch {
            throw .decryptionRefused(error)
        }
        let document = try MessageRefusal.reading { () throws(XMLError) in
            try encrypted.document.replacing(
                encrypted, withElementFrom: bytes, in: .inside, limits: .message, identifiers: .saml)
        }
        guard let name = document.root.element(at: encrypted.path), name.is(.saml("NameID")) else {
            throw .nameIDRefused("what was encrypted is not a `NameID`")
        }
        return name
    }

    private static func read(_ name: XMLNode) throws(MessageRefusal) -> NameID {
        do {
            return try NameIDReader.read(name)
        } catch {
            if case .xmlRefused(let why) = error { throw .xmlRefused(why) }
            throw .nameIDRefused(error.detail)
        }
    }
}
