import Essentials

/// One cookie to be kept by the browser (RFC 6265 §4.1; `SameSite` by its successor's draft §4.1.2.7).
///
/// It never has a `Domain`, so that it goes back to this very host only.
public struct SetCookie: Sendable, Hashable {
    /// With which requests from other sites the cookie is sent.
    public enum SameSite: String, Sendable, Hashable {
        /// With none.
        case strict = "Strict"
        /// With a followed link or redirect.
        case lax = "Lax"
        /// With all; browsers want `Secure` beside it.
        case none = "None"
    }

    /// The name.
    public var name: String
    /// The value.
    public var value: String
    /// Below which path it is sent.
    public var path: String
    /// How long the browser keeps it; `nil` until it is closed; zero deletes it.
    public var maxAge: Duration?
    /// With which requests from other sites it is sent.
    public var sameSite: SameSite
    /// Over https only.
    public var isSecure: Bool
    /// Out of the reach of scripts.
    public var isHTTPOnly: Bool

    /// A cookie of these parts.
    public init(
        name: String, value: String, path: String = "/", maxAge: Duration? = nil, sameSite: SameSite = .lax,
        isSecure: Bool = true, isHTTPOnly: Bool = true
    ) {
        self.name = name
        self.value = value
        self.path = path
        self.maxAge = maxAge
        self.sameSite = sameSite
        self.isSecure = isSecure
        self.isHTTPOnly = isHTTPOnly
    }

    /// The same cookie, to be deleted at once. Path and attributes must be those it was set with.
    public var deletion: SetCookie {
        var gone = self
        gone.value = ""
        gone.maxAge = .zero
        return gone
    }

    /// The value of a `Set-Cookie` field. Whatever is no cookie-octet is percent-encoded, so that neither
    /// name, value nor path can add an attribute or a line; `Cookies` gives it back as it was sent.
    public var fieldValue: String {
        var text = "\(SetCookie.encode(name, also: "=\"(),/:<>?@[]{}"))=\(SetCookie.encode(value, also: ""))"
        text += "; Path=\(SetCookie.encode(path, also: ""))"
        if let maxAge { text += "; Max-Age=\(max(0, maxAge.wholeSeconds))" }
        if isSecure { text += "; Secure" }
        if isHTTPOnly { text += "; HttpOnly" }
        return text + "; SameSite=\(sameSite.rawValue)"
    }

    private static func encode(_ text: String, also further: String) -> String {
        let refused = Array("\",;\\".utf8) + Array(further.utf8)
        let kept = (UInt8(0x21)...0x7E).filter { !refused.contains($0) }
        return PercentEncoding.encode(text.utf8, keeping: kept)
    }
}

extension HTTPHeaders {
    /// Adds a `Set-Cookie` line.
    public mutating func add(_ cookie: SetCookie) { add("Set-Cookie", cookie.fieldValue) }
}
