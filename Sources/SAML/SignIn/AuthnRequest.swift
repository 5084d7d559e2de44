public import Essentials
public import HTTP

/// How a person is sent to the provider.
public enum AuthnManner: String, Sendable, Hashable {
    /// The provider may let a person in whom it remembers.
    case ordinary
    /// The provider must ask for the proof anew (`ForceAuthn`).
    case forced
    /// The provider must not ask anything (`IsPassive`): it answers at once.
    case passive
}

/// Where the provider is to send its answer (SAML Core §3.4.1): by URL, or by the number of an endpoint in metadata.
public enum AssertionConsumer: Sendable, Hashable {
    /// This URL by this binding.
    case url(HTTPURL, SAMLBinding)
    /// The endpoint of this number.
    case index(UInt16)
}

/// A request for an assertion about whoever brings it (SAML Core §3.4.1).
public struct AuthnRequest: Sendable, Hashable {
    /// Its name, which the answer must carry.
    public var id: ExactString
    /// When it was made.
    public var issueInstant: Instant
    /// Where it goes.
    public var destination: ExactString
    /// Who asks.
    public var issuer: ExactString
    /// Where the answer is to go.
    public var consumer: AssertionConsumer
    /// How the person is sent.
    public var manner: AuthnManner
    /// The kind of name that is asked for.
    public var nameIDFormat: ExactString
    /// Contexts of which one must be met exactly.
    public var authnContexts: [ExactString]

    /// A request of these parts.
    public init(
        id: ExactString, issueInstant: Instant, destination: ExactString, issuer: ExactString,
        consumer: AssertionConsumer, manner: AuthnManner, nameIDFormat: ExactString, authnContexts: [ExactString]
    ) {
        self.id = id
        self.issueInstant = issueInstant
        self.destination = destination
        self.issuer = issuer
        self.consumer = consumer
        self.manner = manner
        self.nameIDFormat = nameIDFormat
        self.authnContexts = authnContexts
    }

    /// The request as XML, unsigned.
    ///
    /// A NameIDPolicy stands there always: one IdP takes a request without it for one that asks for a persistent name
    /// and forbids to make it. Where any format will do, none is named, as some know the unspecified one as a format
    /// of its own.
    public var xml: [UInt8] {
        let format = nameIDFormat == NameIDFormat.unspecified ? nil : nameIDFormat.text
        var writer = MessageWriter()
        writer.element(
            "samlp:AuthnRequest",
            [
                "xmlns:samlp": SAMLNamespace.protocolMessages.text, "xmlns:saml": SAMLNamespace.assertion.text,
                "ID": id.text, "Version": SAMLMessage.version, "IssueInstant": SAMLInstant.write(issueInstant),
                "Destination": destination.text, "ForceAuthn": manner == .forced ? "true" : nil,
                "IsPassive": manner == .passive ? "true" : nil, "ProtocolBinding": binding?.uri.text,
                "AssertionConsumerServiceURL": url?.text.text, "AssertionConsumerServiceIndex": index.map { "\($0)" },
            ]
        ) { writer in
            writer.element("saml:Issuer", text: issuer.text)
            writer.empty("samlp:NameIDPolicy", ["Format": format, "AllowCreate": "true"])
            guard !authnContexts.isEmpty else { return }
            writer.element("samlp:RequestedAuthnContext", ["Comparison": "exact"]) { writer in
                for context in authnContexts { writer.element("saml:AuthnContextClassRef", text: context.text) }
            }
        }
        return writer.bytes
    }

    private var url: HTTPURL? { if case .url(let url, _) = consumer { url } else { nil } }
    private var binding: SAMLBinding? { if case .url(_, let binding) = consumer { binding } else { nil } }
    private var index: UInt16? { if case .index(let index) = consumer { index } else { nil } }
}
