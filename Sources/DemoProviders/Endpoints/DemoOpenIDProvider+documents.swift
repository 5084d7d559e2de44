import Essentials
import HTTP
import JOSE
import Synchronization

extension DemoOpenIDProvider {
    /// The discovery document (OpenID Connect Discovery §3).
    func discovery() -> HTTPResponse {
        var document: JSONObject = [
            "issuer": .string(issuer.text.text),
            "authorization_endpoint": .string(url(.authorize)),
            "token_endpoint": .string(url(.token)),
            "userinfo_endpoint": .string(url(.userInfo)),
            "jwks_uri": .string(url(.keys)),
            "end_session_endpoint": .string(url(.endSession)),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query", "form_post"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "scopes_supported": ["openid", "email", "profile", "groups", "offline_access"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic", "client_secret_post", "private_key_jwt", "none",
            ],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "ES256"],
            "code_challenge_methods_supported": ["S256"],
            "prompt_values_supported": ["none", "login", "select_account"],
            "acr_values_supported": .array(DemoOpenIDProvider.contexts.map { .string($0) }),
            "authorization_response_iss_parameter_supported": true,
        ]
        switch misbehaviour.discovery {
        case .wrongIssuer: document["issuer"] = "http://127.0.0.1:1/another"
        case .issuerWithSlash: document["issuer"] = .string(issuer.text.text + "/")
        case .missingIssuer: document["issuer"] = nil
        case .missingAuthorizationEndpoint: document["authorization_endpoint"] = nil
        case .missingTokenEndpoint: document["token_endpoint"] = nil
        case .missingKeys: document["jwks_uri"] = nil
        case .scriptURL: document["authorization_endpoint"] = "javascript:alert(1)"
        case .duplicateMember: return DemoOpenIDProvider.document(twice("issuer", in: document))
        case nil: break
        }
        return DemoOpenIDProvider.document(document.serializedBytes)
    }

    /// The key set (RFC 7517 §5).
    func keys() -> HTTPResponse {
        let (ring, misbehaviour) = state.withLock { ($0.keys, $0.misbehaviour.keys) }
        switch misbehaviour {
        case nil: return DemoOpenIDProvider.document(JSONWebKeySet(ring.published).json.serializedBytes)
        case .stale: return DemoOpenIDProvider.document(JSONWebKeySet(ring.publishedBefore).json.serializedBytes)
        case .empty: return DemoOpenIDProvider.document(Array(#"{"keys":[]}"#.utf8))
        case .symmetricKey:
            let key = #"{"keys":[{"kty":"oct","kid":"demo-hs256","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T"}]}"#
            return DemoOpenIDProvider.document(Array(key.utf8))
        case .duplicateMember:
            return DemoOpenIDProvider.document(twice("keys", in: JSONWebKeySet(ring.published).json))
        }
    }

    /// The acr values that are known, the ordinary one first.
    static let contexts = ["urn:example:demo:click", "urn:example:demo:double-click"]

    /// The object with one member written twice, which `JSONObject` itself cannot hold.
    func twice(_ name: String, in object: JSONObject) -> [UInt8] {
        let value = object[name] ?? .null
        let again = JSONValue.string(name).serialized + ":" + value.serialized
        return Array((object.serialized.dropLast() + "," + again + "}").utf8)
    }

    private static func document(_ body: [UInt8]) -> HTTPResponse {
        HTTPResponse(
            .ok, headers: ["Content-Type": "application/json", "Cache-Control": "public, max-age=3600"], body: body)
    }
}
