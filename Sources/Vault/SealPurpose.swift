/// What a sealed text is for. It is bound into the seal, so that a text sealed for one purpose never
/// opens for another: a cookie is no session token.
public enum SealPurpose: String, Sendable, CaseIterable {
    /// The state of a sign-in on its way, in a cookie.
    case loginAttempt = "login-attempt"
    /// A person's session, in the store.
    case session
    /// The session token of temporary credentials.
    case sessionToken = "session-token"
    /// A token against cross-site request forgery, in a form.
    case csrf
    /// A private key of ours for SAML, in the store.
    case samlKey = "saml-key"
    /// A browser's sign-in with the keys of a session, in the store.
    case consoleSession = "console-session"
    /// A private key that signs tokens about principals, in the store.
    case tokenKey = "token-key"
    /// The secret of a user's access key, in the store.
    case accessKey = "access-key"

    /// How long after its key has stopped sealing a text still opens; `nil` for as long as it is kept. What is handed out
    /// is bounded: a key that leaks later opens nothing that would still be taken.
    public var opensAfterwards: Duration? {
        switch self {
        // The longest session, 36 hours, and fifteen minutes in which clocks may differ.
        case .sessionToken: .seconds(129_600 + 900)
        // A sign-in on its way lasts ten minutes.
        case .loginAttempt: .seconds(600 + 900)
        case .session, .csrf, .samlKey, .consoleSession, .tokenKey, .accessKey: nil
        }
    }
}
