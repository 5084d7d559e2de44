import Essentials
import HTTP

/// What a relying party reads of a discovery document (OpenID Connect Discovery §3), the configured endpoints
/// filled in where the document lacks them.
struct ProviderMetadata: Sendable {
    /// `authorization_endpoint`.
    let authorization: HTTPURL
    /// `token_endpoint`. A provider that only brings tokens from elsewhere has none.
    let token: HTTPURL?
    /// `userinfo_endpoint`.
    let userinfo: HTTPURL?
    /// `jwks_uri`.
    let jwks: HTTPURL
    /// `end_session_endpoint` (RP-Initiated Logout §2.1).
    let endSession: HTTPURL?
    /// `authorization_response_iss_parameter_supported` (RFC 9207 §3).
    let promisesIssuerParameter: Bool
    /// `prompt_values_supported` (Initiating User Registration §4); empty where it is not said.
    let promptValues: [String]

    /// Reads a document of the provider described by the settings.
    ///
    /// - Throws: `SignInRefusal` where it is of another issuer, lacks an endpoint, or names one that is no URL
    ///   of the kind it must be.
    init(parsing bytes: [UInt8], settings: RelyingPartySettings) throws(SignInRefusal) {
        let document: JSONObject
        do throws(JSONError) {
            document = try JSONObject(parsing: bytes, limits: .document)
        } catch {
            throw .documentRefused(.discovery, Answers.looksLikeHTML(bytes) ? "it is an HTML page" : error.detail)
        }
        guard let issuer = document["issuer"]?.string else {
            throw .documentRefused(.discovery, "it names no `issuer`")
        }
        // A template issuer stands in the document with its placeholder, so that this comparison is exact too.
        guard issuer.isExactly(settings.issuer.text) else {
            throw .discoveryIssuerMismatch(found: Answers.bounded(issuer))
        }
        let configured = settings.endpointOverrides
        let reader = EndpointReader(document: document, isPlainAllowed: settings.issuer.text.hasPrefix("http://"))
        guard let authorization = try reader.browser("authorization_endpoint") ?? configured.authorization else {
            throw .endpointMissing("authorization_endpoint")
        }
        guard let jwks = try reader.url("jwks_uri") ?? configured.jwks else { throw .endpointMissing("jwks_uri") }
        self.authorization = authorization
        self.jwks = jwks
        token = try reader.url("token_endpoint") ?? configured.token
        userinfo = try reader.url("userinfo_endpoint") ?? configured.userinfo
        endSession = try reader.browser("end_session_endpoint") ?? configured.endSession
        promisesIssuerParameter = document["authorization_response_iss_parameter_supported"]?.bool ?? false
        promptValues = document["prompt_values_supported"]?.array?.compactMap(\.string) ?? []
    }
}

/// Reads the URLs of a discovery document.
private struct EndpointReader {
    let document: JSONObject
    let isPlainAllowed: Bool

    /// A URL that we call; the client refuses plain http where it is not configured.
    func url(_ name: String) throws(SignInRefusal) -> HTTPURL? {
        switch document[name] {
        case nil, .null?: return nil
        case .string(let text)?:
            guard let url = HTTPURL(text) else {
                throw .documentRefused(.discovery, "`\(name)` is not a URL of https")
            }
            return url
        case let other?: throw .documentRefused(.discovery, "`\(name)` is of kind \(other.kind)")
        }
    }

    /// A URL that the browser is sent to: plain http only where the issuer itself is.
    func browser(_ name: String) throws(SignInRefusal) -> HTTPURL? {
        let url = try url(name)
        guard let url, url.scheme == .http, !isPlainAllowed else { return url }
        throw .documentRefused(.discovery, "`\(name)` is plain http, though the issuer is https")
    }
}

/// What is said about a stranger's answer.
enum Answers {
    /// True where the answer begins like a page: a proxy's error, a login form, a captive portal.
    static func looksLikeHTML(_ bytes: [UInt8]) -> Bool {
        let start = bytes.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        return start.first == UInt8(ascii: "<")
    }

    /// At most 200 characters of a stranger's text, visible ASCII only.
    static func bounded(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { (0x20...0x7E).contains($0.value) }.prefix(200)))
    }
}
