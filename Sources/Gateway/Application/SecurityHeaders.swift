import HTTP

/// The header fields every answer of ours carries.
struct SecurityHeaders: Sendable {
    let isSecure: Bool

    /// Adds them. A page's own `Content-Security-Policy` and an asset's own `Cache-Control` stay.
    func apply(to response: inout HTTPResponse) {
        for (name, value) in Self.ofPages where !response.headers.contains(name) { response.headers.add(name, value) }
        if isSecure, !response.headers.contains(Self.transport.name) {
            response.headers.add(Self.transport.name, Self.transport.value)
        }
    }

    /// Adds those of an answer to a machine that no browser shows: it is not kept, and not taken for another type.
    static func apply(toFigures response: inout HTTPResponse) {
        for (name, value) in ofFigures { response.headers.add(name, value) }
    }

    private static let ofFigures: [HTTPHeaders.Field] = [
        ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
    ]
    private static let ofPages: [HTTPHeaders.Field] =
        ofFigures + [
            ("Content-Security-Policy", policy(formActions: [])), ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
            ("X-Frame-Options", "DENY"),
        ]
    private static let transport: HTTPHeaders.Field = ("Strict-Transport-Security", "max-age=31536000")

    /// The policy of a page: nothing from elsewhere, no inline script or style, no frame around it. A form may
    /// post here, and to the origins named: where a form's answer redirects, browsers hold that against it too.
    static func policy(formActions: [String]) -> String {
        let actions = (["'self'"] + formActions).joined(separator: " ")
        return "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
            + "form-action \(actions); base-uri 'none'; frame-ancestors 'none'"
    }
}
