internal import Essentials
internal import XMLDocuments
internal import XMLSecurity

/// How a message came: what was signed of it, and by what it is carried.
public enum IncomingMessage: Sendable {
    /// In a query, signed there.
    case redirect(RedirectMessage)
    /// In a form, signed in the XML.
    case post(xml: [UInt8], relayState: RelayState?)
    /// In a SOAP envelope, signed in the XML.
    case soap([UInt8])

    /// What came beside it.
    public var relayState: RelayState? {
        switch self {
        case .redirect(let message): message.relayState
        case .post(_, let relayState): relayState
        case .soap: nil
        }
    }
}

/// What whoever sent a message must be known by.
struct SenderExpectations {
    let entityID: ExactString
    let rules: SignatureRules
    /// Where the message must have been sent; `nil` for an answer over the connection that asked for it.
    let destination: ExactString?
    let at: Instant
    let skew: Duration
    /// An answer over the connection that asked for it comes from whoever was asked, also where it does not say so.
    var mayOmitIssuer = false
}

/// A message that its sender signed, proved as a whole: the element that was signed, or the root whose very bytes were
/// signed in the query.
struct ProvedMessage {
    let node: XMLNode
    let id: ExactString
    let issueInstant: Instant
    let relayState: RelayState?

    /// Reads and proves a message; every message that ends a session or asks for an assertion must be signed.
    init(
        _ message: IncomingMessage, named name: ExactString, _ expected: SenderExpectations, mustBeSigned: Bool
    ) throws(MessageRefusal) {
        let root = try ProvedMessage.root(of: message, named: name)
        let version = root.attribute("Version")
        guard version?.isExactly(SAMLMessage.version) == true else { throw .versionRefused(found: version) }
        guard let id = root.identifier, !id.isEmpty else { throw .identifierMissing }
        guard let made = root.attribute("IssueInstant").flatMap(SAMLInstant.read) else {
            throw .instantMalformed("IssueInstant")
        }
        // Whose key is to be tried is known before anything is canonicalised.
        let issuer = try MessageRefusal.reading { () throws(XMLError) in
            try root.only(.saml("Issuer"))?.text()
        }
        switch issuer {
        case let issuer? where issuer.isExactly(expected.entityID.text): break
        case let issuer?: throw .issuerUnknown(expected: expected.entityID.text, found: issuer)
        case nil where expected.mayOmitIssuer: break
        case nil: throw .issuerMissing
        }
        let isSigned = try ProvedMessage.prove(message, root, expected, mustBeSigned: mustBeSigned)
        try ProvedMessage.requireDestination(message, root, expected, isSigned: isSigned)
        guard made <= expected.at + expected.skew else {
            throw .issuedInFuture(at: made, judgedAt: expected.at, skew: expected.skew)
        }
        node = root
        self.id = id
        issueInstant = made
        relayState = message.relayState
    }

    /// Who a message says it is from; not proved.
    static func claimedIssuer(of message: IncomingMessage) throws(MessageRefusal) -> ExactString {
        let root = try root(of: message)
        let issuer = try MessageRefusal.reading { () throws(XMLError) in
            try root.only(.saml("Issuer"))?.text()
        }
        guard let issuer else { throw .issuerMissing }
        return ExactString(issuer)
    }

    private static func root(of message: IncomingMessage) throws(MessageRefusal) -> XMLNode {
        switch message {
        case .redirect(let redirect): try parse(redirect.xml).root
        case .post(let xml, _): try parse(xml).root
        case .soap(let xml): try SOAPEnvelope.content(of: try parse(xml).root)
        }
    }

    private static func root(of message: IncomingMessage, named name: ExactString) throws(MessageRefusal) -> XMLNode {
        let root = try root(of: message)
        guard root.is(.samlp(name)) else { throw .otherMessage(expected: name.text, found: root.name.text) }
        return root
    }

    private static func parse(_ xml: [UInt8]) throws(MessageRefusal) -> XMLDocument {
        try MessageRefusal.reading { () throws(XMLError) in
            try XMLDocument(parsing: xml, limits: .message, identifiers: .saml)
        }
    }

    /// - Returns: whether it is signed; a signature that is there must be good in any case.
    private static func prove(
        _ message: IncomingMessage, _ root: XMLNode, _ expected: SenderExpectations, mustBeSigned: Bool
    ) throws(MessageRefusal) -> Bool {
        do throws(SignatureRefusal) {
            var isSigned = false
            if case .redirect(let redirect) = message, redirect.isSigned {
                _ = try redirect.verifySignature(expected.rules)
                isSigned = true
            }
            if try SignatureVerifier.isSigned(root) {
                _ = try SignatureVerifier.verify(root, rules: expected.rules)
                isSigned = true
            }
            if mustBeSigned, !isSigned { throw SignatureRefusal.unsigned(element: root.name.text) }
            return isSigned
        } catch {
            throw .signatureRefused(error)
        }
    }

    private static func requireDestination(
        _ message: IncomingMessage, _ root: XMLNode, _ expected: SenderExpectations, isSigned: Bool
    ) throws(MessageRefusal) {
        guard let destination = expected.destination else { return }
        guard let found = root.attribute("Destination") else {
            if case .soap = message { return }
            if isSigned { throw .destinationMissing }
            return
        }
        guard found.isExactly(destination.text) else {
            throw .destinationMismatch(expected: destination.text, found: found)
        }
    }
}
