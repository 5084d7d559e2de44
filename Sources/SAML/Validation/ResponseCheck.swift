/// What is checked of a response, in the order in which it is.
public enum ResponseCheck: String, Sendable, Hashable, CaseIterable {
    case size
    case xml
    case root
    case issuer
    case destination
    case request
    case status
    case structure
    case responseSignature = "response-signature"
    case assertionSignature = "assertion-signature"
    case signatureDemand = "signature-demand"
    case decryption
    case assertionIssuer = "assertion-issuer"
    case conditions
    case audience
    case subject
    case confirmation
    case authentication
    case session
    case authenticationContext = "authentication-context"
    case attributes

    /// Where the rule is written.
    public var clause: String {
        switch self {
        case .size: "SAML Bindings §3.5.4"
        case .xml: "SAML Security §6.1"
        case .root: "SAML Core §3.3.3"
        case .issuer: "SAML Profiles §4.1.4.2"
        case .destination: "SAML Bindings §3.5.5.2"
        case .request: "SAML Profiles §4.1.4.3"
        case .status: "SAML Core §3.2.2.2"
        case .structure: "SAML Core §3.3.3"
        case .responseSignature, .assertionSignature: "SAML Core §5.4"
        case .signatureDemand: "SAML Profiles §4.1.4.5"
        case .decryption: "SAML Core §6.2"
        case .assertionIssuer: "SAML Profiles §4.1.4.2"
        case .conditions: "SAML Core §2.5.1"
        case .audience: "SAML Core §2.5.1.4"
        case .subject: "SAML Core §2.4.1"
        case .confirmation: "SAML Profiles §4.1.4.3"
        case .authentication: "SAML Core §2.7.2"
        case .session: "SAML Profiles §4.1.4.3"
        case .authenticationContext: "SAML Core §3.3.2.2.1"
        case .attributes: "SAML Core §2.7.3"
        }
    }

    /// What it asks, as a sentence.
    public var meaning: String {
        switch self {
        case .size: "the response is not longer than is read"
        case .xml: "the response is XML of the kind that is read"
        case .root: "the document is a SAML 2.0 response with an ID and an instant"
        case .issuer: "the response comes from the configured provider"
        case .destination: "the response was sent to this service"
        case .request: "the response answers the request that was made"
        case .status: "the provider says that it succeeded"
        case .structure: "there is exactly one assertion, in its place"
        case .responseSignature: "the signature over the response, where it has one, is good"
        case .assertionSignature: "the signature over the assertion, where it has one, is good"
        case .signatureDemand: "what must be signed is signed"
        case .decryption: "what is encrypted can be decrypted"
        case .assertionIssuer: "the assertion comes from the same provider as the response"
        case .conditions: "the assertion holds at this instant, and every condition is understood"
        case .audience: "the assertion is for this service"
        case .subject: "the assertion names somebody"
        case .confirmation: "whoever brings the assertion here and now may do so"
        case .authentication: "the person proved to the provider who they are"
        case .session: "the provider's session is not over"
        case .authenticationContext: "the person proved it in a way that serves"
        case .attributes: "every attribute can be read in one way only"
        }
    }
}
