public import Essentials
public import HTTP
public import JOSE

/// A client registered at the demo provider.
public struct DemoClient: Sendable {
    /// How it proves itself at the token endpoint.
    public enum Authentication: Sendable {
        /// By a secret, in the `Authorization` field or in the form.
        case secret(Secret)
        /// By an assertion signed with one of these keys (`private_key_jwt`).
        case keys(JSONWebKeySet)
        /// Not at all: a public client.
        case none
    }

    /// `client_id`.
    public var id: String
    /// How it proves itself.
    public var authentication: Authentication
    /// Where codes may be sent.
    public var redirectURIs: [HTTPURL]
    /// Where browsers may be sent after logout.
    public var postLogoutRedirectURIs: [HTTPURL]
    /// What its ID tokens are signed with: `rs256` or `es256`.
    public var idTokenAlgorithm: JWSAlgorithm

    /// A client; its ID tokens are signed with RS256 unless it says otherwise.
    public init(
        id: String, authentication: Authentication, redirectURIs: [HTTPURL], postLogoutRedirectURIs: [HTTPURL] = [],
        idTokenAlgorithm: JWSAlgorithm = .rs256
    ) {
        self.id = id
        self.authentication = authentication
        self.redirectURIs = redirectURIs
        self.postLogoutRedirectURIs = postLogoutRedirectURIs
        self.idTokenAlgorithm = idTokenAlgorithm
    }
}
