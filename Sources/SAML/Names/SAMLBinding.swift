public import Essentials

/// How a message travels (SAML Bindings §3).
public enum SAMLBinding: Sendable, Hashable, CaseIterable {
    /// In the query of a redirect (§3.4).
    case redirect
    /// In a form that the browser posts (§3.5).
    case post
    /// By a handle that the receiver resolves (§3.6).
    case artifact
    /// In a SOAP envelope between the parties themselves (§3.2).
    case soap

    /// The URI that messages and metadata name it by.
    public var uri: ExactString {
        switch self {
        case .redirect: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
        case .post: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
        case .artifact: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact"
        case .soap: "urn:oasis:names:tc:SAML:2.0:bindings:SOAP"
        }
    }

    /// The binding of this URI; `nil` for any that is not spoken here.
    public init?(uri: ExactString) {
        guard let binding = SAMLBinding.allCases.first(where: { $0.uri == uri }) else { return nil }
        self = binding
    }
}
