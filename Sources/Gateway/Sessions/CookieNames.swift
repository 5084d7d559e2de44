import Essentials
import HTTP

/// How our cookies are called and guarded. Over https every one is `__Host-` and `Secure`; over plain http on
/// loopback the same cookies go without, which Safari and non-browser clients would drop.
struct CookieNames: Sendable {
    let isSecure: Bool

    var sessionName: String { prefix + "session" }
    var loginPrefix: String { prefix + "login-" }
    var logoutName: String { prefix + "logout" }
    var consoleName: String { prefix + "console" }

    private var prefix: String { isSecure ? "__Host-" : "" }

    /// The session's cookie. `Lax`: a `Strict` one would not be sent on the redirect after a cross-site POST.
    func session(_ handle: String, lifetime: Duration) -> SetCookie {
        SetCookie(
            name: sessionName, value: handle, path: "/", maxAge: lifetime, sameSite: .lax, isSecure: isSecure,
            isHTTPOnly: true)
    }

    /// The cookie of a sign-in at the embedded issuer's console; no form elsewhere can send it along.
    func console(_ handle: String, lifetime: Duration) -> SetCookie {
        SetCookie(
            name: consoleName, value: handle, path: "/", maxAge: lifetime, sameSite: .lax, isSecure: isSecure,
            isHTTPOnly: true)
    }

    /// One login attempt's cookie. A provider that answers by a cross-site POST gets `SameSite=None`, which
    /// browsers take with `Secure` only; they hold loopback to be secure enough for that.
    func login(_ id: String, _ value: String, lifetime: Duration, isAnsweredByPost: Bool) -> SetCookie {
        SetCookie(
            name: loginPrefix + id, value: value, path: "/", maxAge: lifetime,
            sameSite: isAnsweredByPost ? .none : .lax, isSecure: isSecure || isAnsweredByPost, isHTTPOnly: true)
    }

    /// Takes a login attempt's cookie away, by the attributes it was set with: browsers leave a `Secure` cookie
    /// alone otherwise.
    func deletingLogin(_ name: String, isAnsweredByPost: Bool) -> SetCookie {
        var cookie = login("", "", lifetime: .zero, isAnsweredByPost: isAnsweredByPost).deletion
        cookie.name = name
        return cookie
    }

    /// Takes a cookie away.
    func deleting(_ name: String) -> SetCookie {
        SetCookie(
            name: name, value: "", path: "/", maxAge: .zero, sameSite: .lax, isSecure: isSecure, isHTTPOnly: true)
    }

    /// Remembers the state of a sign-out at the provider; one that may answer by a POST across sites gets
    /// `SameSite=None`.
    func logout(_ state: String, isAnsweredByPost: Bool = false) -> SetCookie {
        SetCookie(
            name: logoutName, value: state, path: "/", maxAge: .seconds(600),
            sameSite: isAnsweredByPost ? .none : .lax, isSecure: isSecure || isAnsweredByPost, isHTTPOnly: true)
    }
}
