public import HTTP

/// A message of ours, ready to be carried by the browser.
public enum OutgoingMessage: Sendable {
    /// By a redirect to this URL.
    case redirect(HTTPURL)
    /// By a form that the browser posts.
    case post(PostForm)

    /// Where it goes.
    public var destination: HTTPURL {
        switch self {
        case .redirect(let url): url
        case .post(let form): form.action
        }
    }
}

/// A sign-in that was begun.
public struct AuthnStart: Sendable {
    /// What the browser is to carry.
    public let message: OutgoingMessage
    /// What must be remembered for the answer.
    public let attempt: SAMLSignInAttempt
}
