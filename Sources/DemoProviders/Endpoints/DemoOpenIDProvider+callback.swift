import Essentials
import HTTP

extension DemoOpenIDProvider {
    /// Sends the browser back to the client by the mode it asked for, with `state` and `iss` (RFC 9207).
    func sendBack(_ pending: PendingRequest, _ answer: [(String, String)]) -> HTTPResponse {
        var fields = answer
        if let state = pending.state { fields.append(("state", state)) }
        fields.append(("iss", issuer.text.text))
        fields = misbehave(fields)
        if pending.responseMode == "form_post" {
            return DemoPage.formPost(
                to: pending.redirectURI, fields: fields, base: issuer.text.text)
        }
        var response = HTTPResponse.seeOther(pending.redirectURI.adding(query: fields).description)
        response.headers.set("Cache-Control", "no-store")
        response.headers.set("Referrer-Policy", "no-referrer")
        return response
    }

    private func misbehave(_ fields: [(String, String)]) -> [(String, String)] {
        func without(_ names: String...) -> [(String, String)] { fields.filter { !names.contains($0.0) } }
        let state = fields.first { $0.0 == "state" }?.1 ?? ""
        switch misbehaviour.authorization {
        case nil: return fields
        case .stateAltered: return without("state") + [("state", state.dropLast() + (state.hasSuffix("A") ? "B" : "A"))]
        case .stateMissing: return without("state")
        case .stateTwice: return fields + [("state", state)]
        case .issuerAltered: return without("iss") + [("iss", "http://127.0.0.1:1/another")]
        case .issuerMissing: return without("iss")
        case .codeMissing: return without("code")
        case .codeForged: return without("code") + [("code", "forged-\(randomness.handle(bytes: 16))")]
        case .accessDenied: return without("code") + [("error", "access_denied")]
        case .errorWithMarkup:
            let words = "<script>alert(1)</script>\u{202E}\r\nSet-Cookie: a=b" + String(repeating: "x", count: 1000)
            return without("code") + [("error", "server_error"), ("error_description", words)]
        case .errorUnknown: return without("code") + [("error", "the_moon_is_full")]
        case .codeAndError: return fields + [("error", "server_error")]
        }
    }
}
