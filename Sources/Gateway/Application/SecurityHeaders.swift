import HTTP

/// The header fields every answer of ours carries.
struct SecurityHeaders: Sendable {
    let isSecure: Bool

    /// Adds them. A page's own `Content-Security-Policy` and an asset's own `Cache-Control` stay.
    func apply(to response: inout HTTPResponse) {
        func add(_ name: String, _ value: String) {
            if !response.headers.contains(name) { response.headers.add(name, value) }
        }
        add("Cache-Control", "no-store")
        add("Content-Security-Policy", Self.policy(formActions: []))
        add("Referrer-Policy", "no-referrer")
        add("X-Content-Type-Options", "nosniff")
        add("Cross-Origin-Opener-Policy", "same-origin")
        add("Cross-Origin-Resource-Policy", "same-origin")
        add("X-Frame-Options", "DENY")
        if isSecure { add("Strict-Transport-Security", "max-age=31536000") }
    }

    /// The policy of a page: nothing from elsewhere, no inline script or style, no frame around it. A form may
    /// post here, and to the origins named: where a form's answer redirects, browsers hold that against it too.
    static func policy(formActions: [String]) -> String {
        let actions = (["'self'"] + formActions).joined(separator: " ")
        return "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
            + "form-action \(actions); base-uri 'none'; frame-ancestors 'none'"
    }
}
