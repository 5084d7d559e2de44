public import Essentials

/// What a provider must sign. Whatever is signed beyond that is verified all the same.
public enum SignatureDemand: String, Sendable, Hashable, CaseIterable {
    /// The assertion itself, whatever carries it (SAML Profiles §4.1.4.5 lets no other stand for a POST that is not
    /// signed as a whole).
    case assertion
    /// The response as a whole.
    case response
    /// One of both.
    case either
    /// Both.
    case both
}

/// How one identity provider is asked, and how strictly its answers are judged.
public struct ServiceProviderOptions: Sendable, Hashable {
    /// What must be signed.
    public var signatures: SignatureDemand = .either
    /// Sign requests, also where the provider's metadata does not ask for it.
    public var signsAuthnRequests = true
    /// Take a response that nobody here asked for (SAML Profiles §4.1.5).
    public var allowsUnsolicited = false
    /// Take signatures with SHA-1. Its collisions can be made to order.
    public var allowsSHA1 = false
    /// Take signatures over inclusive canonical XML, where text that surrounds an element is part of its digest.
    public var allowsInclusiveCanonicalisation = false
    /// Decrypt AES-CBC that no verified signature covers. Whoever can send such a response and watch the answer may
    /// read what was encrypted.
    public var allowsCBCInsideUnsignedResponse = false
    /// How requests are sent; `nil`: by redirect where the provider takes that, else by POST.
    public var requestBinding: SAMLBinding?
    /// How the answer is asked for: POST, or artifact.
    public var responseBinding: SAMLBinding = .post
    /// The kind of name that is asked for (SAML Core §8.3); unspecified: whatever the provider chooses.
    public var nameIDFormat: ExactString = NameIDFormat.unspecified
    /// The provider must ask the person anew, also where it remembers them.
    public var forcesAuthn = false
    /// The authentication contexts of which one must be met exactly (SAML Core §3.3.2.2.1); none: any.
    public var authnContexts: [ExactString] = []
    /// How far two clocks may differ.
    public var skew: Duration = .seconds(60)
    /// An assertion is taken once at the assertion consumer service (SAML Profiles §4.1.4.5). Only whoever keeps
    /// the names of those already taken can see to it; this tells them so.
    public var isSingleUse = true

    /// The usual: something signed, requests signed, nothing weak.
    public init() {}
}
