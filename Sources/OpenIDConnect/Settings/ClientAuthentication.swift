public import Cryptography
public import Essentials
public import JOSE

/// How the relying party proves at the token endpoint that it is the registered client
/// (OpenID Connect Core §9).
public enum ClientAuthentication: Sendable {
    /// `client_secret_basic`: id and secret, each form-urlencoded, in the `Authorization` field (RFC 6749 §2.3.1).
    case secretBasic(Secret)
    /// `client_secret_post`: id and secret in the form.
    case secretPost(Secret)
    /// `private_key_jwt`: an assertion signed with a key whose public half the provider knows (RFC 7523 §2.2).
    case privateKeyJWT(PrivateKey, JWSAlgorithm, keyID: ExactString?)
    /// `none`: a public client; PKCE alone binds the code to it.
    case none

    /// The method's name as discovery spells it.
    public var method: String {
        switch self {
        case .secretBasic: "client_secret_basic"
        case .secretPost: "client_secret_post"
        case .privateKeyJWT: "private_key_jwt"
        case .none: "none"
        }
    }
}
