public import Essentials
internal import HTTP
internal import XMLDocuments

/// A request for an assertion, from a service provider that is known, to a place that is registered.
public struct VerifiedAuthnRequest: Sendable, Hashable {
    /// Its name, which the answer must carry.
    public let id: ExactString
    /// Who asks.
    public let issuer: ExactString
    /// Where the answer goes: a registered place.
    public let consumer: MetadataEndpoint
    /// The person must give their proof anew.
    public let forcesAuthn: Bool
    /// The person must not be asked anything.
    public let isPassive: Bool
    /// The kind of name that is asked for; `nil`: any.
    public let nameIDFormat: ExactString?
    /// Contexts of which one is asked for.
    public let authnContexts: [ExactString]
    /// What must come back beside the answer.
    public let relayState: RelayState?

    private static let maximumContexts = 32

    init(_ message: ProvedMessage, from peer: RegisteredServiceProvider) throws(MessageRefusal) {
        let node = message.node
        id = message.id
        issuer = peer.entityID
        relayState = message.relayState
        forcesAuthn = try VerifiedAuthnRequest.flag("ForceAuthn", of: node)
        isPassive = try VerifiedAuthnRequest.flag("IsPassive", of: node)
        consumer = try VerifiedAuthnRequest.consumer(node, peer)
        let policy = try MessageRefusal.reading { () throws(XMLError) in try node.only(.samlp("NameIDPolicy")) }
        nameIDFormat = policy?.attribute("Format").map { ExactString($0) }
        let requested = try MessageRefusal.reading { () throws(XMLError) in
            try node.only(.samlp("RequestedAuthnContext"))
        }
        let references = requested?.all(.saml("AuthnContextClassRef")) ?? []
        guard references.count <= VerifiedAuthnRequest.maximumContexts else {
            throw .tooMany("authentication contexts", limit: VerifiedAuthnRequest.maximumContexts)
        }
        var contexts: [ExactString] = []
        for reference in references {
            let text = try MessageRefusal.reading { () throws(XMLError) in try reference.text() }
            contexts.append(ExactString(text.collapsed))
        }
        authnContexts = contexts
    }

    /// `xs:boolean`.
    private static func flag(_ name: ExactString, of node: XMLNode) throws(MessageRefusal) -> Bool {
        switch node.attribute(name).map({ ExactString($0) }) {
        case nil, "false", "0": return false
        case "true", "1": return true
        default: throw .contentMalformed("`\(name)` is neither true nor false")
        }
    }

    /// SAML Core §3.4.1: by URL or by number, never by both; each must be registered.
    private static func consumer(_ node: XMLNode, _ peer: RegisteredServiceProvider) throws(MessageRefusal)
        -> MetadataEndpoint
    {
        let binding = node.attribute("ProtocolBinding").map { ExactString($0) }
        let found: MetadataEndpoint?
        switch (node.attribute("AssertionConsumerServiceURL"), node.attribute("AssertionConsumerServiceIndex")) {
        case (let url?, nil):
            found = peer.consumers.map(\.endpoint).first {
                $0.location.text.text.isExactly(url) && (binding == nil || $0.binding.uri == binding)
            }
            guard found != nil else { throw .consumerUnknown(found: url) }
        case (nil, let index?):
            found = UInt16(index).flatMap { peer.consumers.endpoint(at: $0) }
            guard found != nil else { throw .consumerUnknown(found: index) }
        case (nil, nil): found = peer.consumers.standard?.endpoint
        case (_?, _?): throw .contentMalformed("the place for the answer is named both by URL and by number")
        }
        guard let found else { throw .consumerUnknown(found: "") }
        return found
    }
}

extension IdentityProviderHalf {
    /// Who a message says it is from. Nobody vouches for it: it serves to look up whom to verify it by.
    public static func claimedIssuer(of message: IncomingMessage) throws(MessageRefusal) -> ExactString {
        try ProvedMessage.claimedIssuer(of: message)
    }

    /// Judges a request for an assertion.
    public func verify(request message: IncomingMessage, from peer: RegisteredServiceProvider) throws(MessageRefusal)
        -> VerifiedAuthnRequest
    {
        let expected = SenderExpectations(
            entityID: peer.entityID, rules: peer.rules, destination: ssoURL.text, at: clock.now(), skew: skew)
        let proved = try ProvedMessage(
            message, named: "AuthnRequest", expected, mustBeSigned: peer.mustSignRequests)
        return try VerifiedAuthnRequest(proved, from: peer)
    }

    /// Single Logout with a service provider.
    public func singleLogout(with peer: RegisteredServiceProvider) -> SingleLogout {
        SingleLogout(
            own: .init(
                entityID: entityID, sloURL: sloURL, credential: credential, decryptionKeys: [], skew: skew,
                clock: clock, randomness: randomness),
            peer: .init(
                entityID: peer.entityID, rules: peer.rules, endpoints: peer.singleLogout, preferredBinding: nil))
    }
}
