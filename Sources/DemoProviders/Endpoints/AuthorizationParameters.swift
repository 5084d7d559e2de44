import Essentials
import HTTP

/// An authorization request, read and checked (OpenID Connect Core §3.1.2.1, RFC 7636 §4.3).
struct AuthorizationParameters {
    /// Why a request goes no further.
    enum Refusal: Error {
        /// Nobody may be sent anywhere: the client or its redirect URI is not known.
        case page(String)
        /// The client is told.
        case redirect(PendingRequest, error: String, description: String)
    }

    let pending: PendingRequest
    let prompts: Set<String>
    let maximumAge: Duration?
    let loginHint: String?
    let idTokenHint: String?

    init(
        _ fields: FormFields, browser: String, client find: (String) -> DemoClient?
    ) throws(Refusal) {
        if let name = fields.repeatedName { throw .page("The request names \(name) more than once.") }
        guard let client = fields["client_id"].flatMap(find) else {
            throw .page("The application that sent you here is not known to this provider.")
        }
        guard let text = fields["redirect_uri"],
            let redirectURI = client.redirectURIs.first(where: { $0.text.text.isExactly(text) })
        else { throw .page("The application asked for an answer at a place it has not registered.") }
        let mode = fields["response_mode"] ?? "query"
        let scopes = (fields["scope"] ?? "").split(separator: " ").map(String.init)
        let asked = (fields["acr_values"] ?? "").split(separator: " ").map(String.init)
        let contexts = DemoOpenIDProvider.contexts
        pending = PendingRequest(
            client: client, redirectURI: redirectURI, responseMode: mode == "form_post" ? mode : "query",
            state: fields["state"], nonce: fields["nonce"], codeChallenge: fields["code_challenge"] ?? "",
            scopes: scopes, context: asked.first(where: contexts.contains) ?? contexts[0], browser: browser)
        prompts = Set((fields["prompt"] ?? "").split(separator: " ").map(String.init))
        maximumAge = fields["max_age"].flatMap { Int64($0) }.map { .seconds(max(0, $0)) }
        loginHint = fields["login_hint"]
        idTokenHint = fields["id_token_hint"]
        if let fault = AuthorizationParameters.fault(fields, mode: mode, scopes: scopes, prompts: prompts) {
            throw .redirect(pending, error: fault.error, description: fault.description)
        }
    }

    private static func fault(
        _ fields: FormFields, mode: String, scopes: [String], prompts: Set<String>
    ) -> (error: String, description: String)? {
        let challenge = fields["code_challenge"] ?? ""
        if fields["request"] != nil { return ("request_not_supported", "no request object is read") }
        if fields["request_uri"] != nil { return ("request_uri_not_supported", "no request object is read") }
        if fields["response_type"] != "code" { return ("unsupported_response_type", "only code is given") }
        if mode != "query" && mode != "form_post" { return ("invalid_request", "no such response_mode") }
        if !scopes.contains("openid") { return ("invalid_scope", "openid is missing") }
        if fields["code_challenge_method"] != "S256" { return ("invalid_request", "PKCE with S256 is required") }
        guard challenge.utf8.count == 43, Base64.decodeURL(challenge) != nil else {
            return ("invalid_request", "code_challenge is no SHA-256")
        }
        if prompts.contains("none"), prompts.count > 1 { return ("invalid_request", "prompt=none stands alone") }
        return nil
    }
}
