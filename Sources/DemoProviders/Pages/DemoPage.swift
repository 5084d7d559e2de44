import Essentials
import HTTP

/// The pages a person sees. Plain HTML, no inline script or style; every text is escaped.
enum DemoPage {
    /// The page with one button a person.
    static func signIn(
        people: [DemoPerson], client: String, handle: String, action: String, base: String, redirectOrigin: String
    ) -> HTTPResponse {
        let buttons = people.map { person in
            """
            <li><button class="btn" name="person" value="\(escape(person.id))"><span class="who">\(escape(person.name))\
            <small>\(escape(person.email))</small></span><span class="tags">\
            \(person.groups.map { "<span class=\"tag\">\(escape($0))</span>" }.joined(separator: " "))\
            </span></button></li>
            """
        }
        let body = """
            <h1>Who are you today?</h1>
            <p class="quiet">The demo provider takes your word for it. <strong>\(escape(client))</strong> will be told \
            your name, e-mail address and groups.</p>
            <form method="post" action="\(escape(action))">
            <input type="hidden" name="request" value="\(escape(handle))">
            <ul role="list">
            \(buttons.joined(separator: "\n"))
            </ul>
            <p><button class="btn lite">Cancel</button></p>
            </form>
            """
        // A browser holds the redirect after the post to this list too.
        return page(
            title: "Sign in", body: body, base: base, policy: "form-action 'self' \(redirectOrigin)")
    }

    /// The page that posts the answer on to the client (OAuth 2.0 Form Post Response Mode).
    static func formPost(to place: HTTPURL, fields: [(String, String)], base: String) -> HTTPResponse {
        let inputs = fields.map { name, value in
            "<input type=\"hidden\" name=\"\(escape(name))\" value=\"\(escape(value))\">"
        }
        let body = """
            <h1>Signed in</h1>
            <p class="quiet">You are being sent on.</p>
            <form id="answer" method="post" action="\(escape(place.description))">
            \(inputs.joined(separator: "\n"))
            <p><button class="btn go">Continue</button></p>
            </form>
            <script src="\(escape(base + DemoRoute.script.rawValue))"></script>
            """
        return page(
            title: "Signed in", body: body, base: base,
            policy: "script-src 'self'; form-action \(place.origin)")
    }

    /// The page of a request that leads nowhere.
    static func trouble(_ words: String, base: String) -> HTTPResponse {
        page(
            status: .badRequest, title: "This cannot go on", body: "<h1>This cannot go on</h1><p>\(escape(words))</p>",
            base: base, policy: "form-action 'none'")
    }

    /// The page after a logout that leads nowhere else.
    static func signedOut(base: String) -> HTTPResponse {
        page(
            title: "Signed out", body: "<h1>Signed out</h1><p>The demo provider has forgotten who you were.</p>",
            base: base, policy: "form-action 'none'")
    }

    private static func page(
        status: HTTPStatus = .ok, title: String, body: String, base: String, policy: String
    ) -> HTTPResponse {
        let html = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(escape(title)) · Demo provider</title>
            <link rel="stylesheet" href="\(escape(base + DemoRoute.style.rawValue))">
            </head>
            <body>
            <main>
            <p class="tag care">Demo provider, for this machine only</p>
            \(body)
            </main>
            </body>
            </html>

            """
        var response = HTTPResponse.html(status, Array(html.utf8))
        response.headers.set(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; \(policy)")
        response.headers.set("Cache-Control", "no-store")
        response.headers.set("Referrer-Policy", "no-referrer")
        response.headers.set("X-Content-Type-Options", "nosniff")
        return response
    }

    /// Text for element content and quoted attributes.
    static func escape(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
