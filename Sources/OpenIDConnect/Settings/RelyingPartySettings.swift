public import Essentials
public import HTTP
public import JOSE

/// How the provider sends the browser back (OAuth 2.0 Multiple Response Types §2.1, Form Post Response Mode).
public enum ResponseMode: String, Sendable, Hashable {
    /// In the query of a redirect.
    case query
    /// In a form that the browser posts.
    case formPost = "form_post"
}

/// Endpoints that fill what a provider's discovery document lacks. What the document names wins.
public struct EndpointOverrides: Sendable, Hashable {
    /// `authorization_endpoint`.
    public var authorization: HTTPURL?
    /// `token_endpoint`; Facebook's document has none.
    public var token: HTTPURL?
    /// `userinfo_endpoint`.
    public var userinfo: HTTPURL?
    /// `jwks_uri`.
    public var jwks: HTTPURL?
    /// `end_session_endpoint`.
    public var endSession: HTTPURL?

    /// Endpoints to fill in.
    public init(
        authorization: HTTPURL? = nil, token: HTTPURL? = nil, userinfo: HTTPURL? = nil, jwks: HTTPURL? = nil,
        endSession: HTTPURL? = nil
    ) {
        self.authorization = authorization
        self.token = token
        self.userinfo = userinfo
        self.jwks = jwks
        self.endSession = endSession
    }
}

/// Whom a client assertion is made out to. RFC 7523 §3 allows either; providers differ in which they take.
public enum AssertionAudience: String, Sendable, Hashable {
    /// The token endpoint's URL.
    case tokenEndpoint = "token_endpoint"
    /// The issuer, which cannot be mistaken for another provider's endpoint.
    case issuer
}

/// When the callback must carry the provider's issuer (RFC 9207). Where it stands, it is always judged.
public enum IssuerParameterRule: String, Sendable, Hashable {
    /// Where the discovery document promises it.
    case asAdvertised
    /// Always.
    case always
    /// Never: for a provider that promises it and does not keep the promise in every response mode.
    case never
}

/// One provider, as its relying party needs to know it.
public struct RelyingPartySettings: Sendable {
    /// The provider's id in the configuration; the label of its metrics and log lines.
    public var providerID: String
    /// The issuer, byte for byte as discovery and tokens carry it; a template where `issuerTemplateClaim` is set.
    public var issuer: ExactString
    /// The claim that fills the placeholder in `issuer`: `tid` for
    /// `https://login.microsoftonline.com/{tenantid}/v2.0`.
    public var issuerTemplateClaim: String?
    /// Where the discovery document stands, where that is not below the issuer (OpenID Connect Discovery §4).
    public var discoveryURL: HTTPURL?
    /// The client's id.
    public var clientID: ExactString
    /// How the client proves itself.
    public var authentication: ClientAuthentication
    /// The scopes asked for; `openid` is put first where it is missing.
    public var scopes: [String]
    /// How the answer comes back.
    public var responseMode: ResponseMode
    /// Where the answer comes back to; registered at the provider.
    public var redirectURI: HTTPURL
    /// Where the browser comes back to after logout; registered at the provider.
    public var postLogoutRedirectURI: HTTPURL?
    /// The algorithms an ID token may be signed with.
    public var algorithms: Set<JWSAlgorithm>
    /// How far the provider's clock may be off.
    public var clockSkew: Duration
    /// How long ago the person may have given the provider their proof; asked for as `max_age`, and judged.
    public var maximumAuthenticationAge: Duration?
    /// The authentication contexts that serve, best first; asked for as `acr_values`, and judged. Empty: any.
    public var acceptedACR: [String]
    /// UserInfo is asked, and its claims are added.
    public var usesUserInfo: Bool
    /// Fill what discovery lacks.
    public var endpointOverrides: EndpointOverrides
    /// Further parameters of the authorization request (`hd`, `domain_hint`); none may stand for one of ours.
    public var extraAuthorizationParameters: [(String, String)]
    /// Further audiences of tokens brought by somebody else (`verifyIdentityToken`): an app's own client id.
    public var additionalAudiences: [ExactString]
    /// When the callback must carry `iss`.
    public var issuerParameter: IssuerParameterRule
    /// Whom a client assertion is made out to.
    public var assertionAudience: AssertionAudience
    /// The `prompt` of "sign in as someone else", where neither discovery nor custom settles it.
    public var someoneElsePrompt: String
    /// How the provider is reached.
    public var peer: OutgoingPeer

    /// A provider with the defaults of the specification: `openid email profile`, answer in the query, every
    /// asymmetric algorithm, 60 seconds of skew, no UserInfo.
    public init(
        providerID: String, issuer: ExactString, clientID: ExactString, authentication: ClientAuthentication,
        redirectURI: HTTPURL, peer: OutgoingPeer
    ) {
        self.providerID = providerID
        self.issuer = issuer
        self.clientID = clientID
        self.authentication = authentication
        self.redirectURI = redirectURI
        self.peer = peer
        issuerTemplateClaim = nil
        discoveryURL = nil
        scopes = ["openid", "email", "profile"]
        responseMode = .query
        postLogoutRedirectURI = nil
        algorithms = JWSAlgorithm.asymmetric
        clockSkew = .seconds(60)
        maximumAuthenticationAge = nil
        acceptedACR = []
        usesUserInfo = false
        endpointOverrides = EndpointOverrides()
        extraAuthorizationParameters = []
        additionalAudiences = []
        issuerParameter = .asAdvertised
        assertionAudience = .tokenEndpoint
        someoneElsePrompt = "select_account"
    }

    /// What a token's `iss` must be.
    var expectedIssuer: ExpectedIssuer {
        issuerTemplateClaim.map { .template(issuer.text, claim: $0) } ?? .exactly(issuer)
    }

    /// The audiences a token may be brought for: the client's own and the further ones.
    var acceptedAudiences: [ExactString] { ([clientID] + additionalAudiences).filter { !$0.isEmpty } }

    /// True where the documents read for these settings are those that the others would read, and read alike.
    func readsSameDocuments(as other: RelyingPartySettings) -> Bool {
        providerID.isExactly(other.providerID) && issuer == other.issuer && discoveryURL == other.discoveryURL
            && issuerTemplateClaim == other.issuerTemplateClaim && endpointOverrides == other.endpointOverrides
            && peer == other.peer
    }

    /// How an endpoint of the provider is reached. `connect` stands for the issuer's own host; what discovery
    /// puts elsewhere is found where its URL says.
    func peer(for url: HTTPURL) -> OutgoingPeer {
        guard let connect = peer.connect else { return peer }
        let own = [HTTPURL(issuer.text)?.origin, discoveryURL?.origin, connect.origin]
        if own.contains(url.origin) { return peer }
        var elsewhere = peer
        elsewhere.connect = nil
        return elsewhere
    }
}
