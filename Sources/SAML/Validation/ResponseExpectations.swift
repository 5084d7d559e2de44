public import Cryptography
public import Essentials
public import HTTP

/// Which request a response must answer.
public enum ExpectedRequest: Sendable, Hashable {
    /// The request of this ID, and no other.
    case exactly(ExactString)
    /// No request: the provider began the sign-in.
    case unsolicited
    /// The request of this ID, or none.
    case exactlyOrUnsolicited(ExactString)
    /// Nothing was asked, and nothing unasked is taken: every response is refused.
    case nothing
    /// Whichever it answers: who is brought an assertion, as an issuer of credentials is, made no request.
    case notJudged
}

/// How old the person's own proof may be.
public enum ExpectedAuthentication: Sendable, Hashable {
    /// As old as the provider takes it.
    case ofAnyAge
    /// Given after this instant, for one that was asked for anew (`ForceAuthn`).
    case after(Instant)
}

/// How a response came.
public enum ResponseRoute: Sendable, Hashable {
    /// Posted by the browser: what is signed as a whole must name its destination (SAML Bindings §3.5.5.2).
    case post
    /// Fetched from the provider: a destination may be missing.
    case artifact
}

/// What a response is held against.
public struct ResponseExpectations: Sendable {
    /// Where responses are to be sent: `Destination` and `Recipient`, byte for byte.
    public var acsURL: HTTPURL
    /// Further URLs that may stand for it, where a provider's application is made out to another service: an issuer
    /// of credentials that its assertions are passed on to.
    public var furtherRecipients: [ExactString] = []
    /// Our entity ID.
    public var audience: ExactString
    /// Further audiences, for the same reason.
    public var furtherAudiences: [ExactString] = []
    /// The request that it must answer.
    public var request: ExpectedRequest
    /// How it came.
    public var route: ResponseRoute
    /// How old the person's proof may be.
    public var authentication: ExpectedAuthentication
    /// What must be signed, what is taken, which contexts serve.
    public var options: ServiceProviderOptions
    /// Keys that may decrypt it.
    public var decryptionKeys: [PrivateKey]
    /// The instant to judge by.
    public var at: Instant
    /// How far two clocks may differ.
    public var skew: Duration

    /// Expectations of these parts.
    public init(
        acsURL: HTTPURL, audience: ExactString, request: ExpectedRequest, route: ResponseRoute,
        authentication: ExpectedAuthentication, options: ServiceProviderOptions, decryptionKeys: [PrivateKey],
        at: Instant, skew: Duration
    ) {
        self.acsURL = acsURL
        self.audience = audience
        self.request = request
        self.route = route
        self.authentication = authentication
        self.options = options
        self.decryptionKeys = decryptionKeys
        self.at = at
        self.skew = skew
    }

    /// True where a message for this URL is for us.
    func isRecipient(_ url: String) -> Bool {
        acsURL.text.text.isExactly(url) || furtherRecipients.contains { $0.text.isExactly(url) }
    }

    /// True where one of these audiences is us.
    func isAudience(_ audiences: [ExactString]) -> Bool {
        audiences.contains { $0 == audience || furtherAudiences.contains($0) }
    }
}
