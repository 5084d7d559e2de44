import Essentials
import HTTP

/// What a relying party reads of a discovery document (OpenID Connect Discovery §3), the configured endpoints
/// filled in where the document lacks them.
///
/// Only the key set is indispensable: an issuer of workload tokens has no page to send anybody to, and
/// Kubernetes writes a URN where it would be. An endpoint is asked for where it is needed.
struct ProviderMetadata: Sendable {
    /// `authorization_endpoint`.
    let authorization: ProviderEndpoint
    /// `token_endpoint`.
    let token: ProviderEndpoint
    /// `userinfo_endpoint`.
    let userinfo: ProviderEndpoint
    /// `end_session_endpoint` (RP-Initiated Logout §2.1).
    let endSession: ProviderEndpoint
    /// `jwks_uri`.
    let jwks: HTTPURL
    /// `authorization_response_iss_parameter_supported` (RFC 9207 §3).
    let promisesIssuerParameter: Bool
    /// `prompt_values_supported` (Initiating User Registration §4); empty where it is not said.
    let promptValues: [String]

    /// Reads a document of the provider described by the settings.
    ///
    /// - Throws: `SignInRefusal` where it is no document, is of another issuer, or names no key set.
    init(parsing bytes: [UInt8], settings: RelyingPartySettings) throws(SignInRefusal) {
        let document: JSONObject
        do throws(JSONError) {
            document = try JSONObject(parsing: bytes, limits: .document)
        } catch {
            throw .documentRefused(.discovery, Answers.why(error, bytes))
        }
        guard let issuer = document["issuer"]?.string else {
            throw .documentRefused(.discovery, "it names no `issuer`")
        }
        // A template issuer stands in the document with its placeholder, so that this comparison is exact too.
        guard issuer.isExactly(settings.issuer.text) else {
            throw .discoveryIssuerMismatch(found: Answers.bounded(issuer))
        }
        let configured = settings.endpointOverrides
        let isPlainAllowed = settings.issuer.text.startsExactly(with: "http://")
        func endpoint(_ name: String, _ override: HTTPURL?, isForBrowser: Bool) -> ProviderEndpoint {
            ProviderEndpoint(
                name, of: document, override: override, isPlainAllowed: isPlainAllowed || !isForBrowser)
        }
        authorization = endpoint("authorization_endpoint", configured.authorization, isForBrowser: true)
        token = endpoint("token_endpoint", configured.token, isForBrowser: false)
        userinfo = endpoint("userinfo_endpoint", configured.userinfo, isForBrowser: false)
        endSession = endpoint("end_session_endpoint", configured.endSession, isForBrowser: true)
        jwks = try endpoint("jwks_uri", configured.jwks, isForBrowser: false).required()
        promisesIssuerParameter = document["authorization_response_iss_parameter_supported"]?.bool ?? false
        // ASCII only, as they are compared with `==` further on; no prompt is anything else.
        promptValues = (document["prompt_values_supported"]?.array ?? []).compactMap(\.string)
            .filter { $0.utf8.allSatisfy { $0 < 0x80 } }
    }
}

/// An endpoint of a discovery document, or why there is none.
struct ProviderEndpoint: Sendable {
    private let found: Result<HTTPURL, SignInRefusal>

    /// Reads a member; what the document names wins over the configured URL.
    ///
    /// - Parameter isPlainAllowed: whether it may be plain http. Where we call it, the client decides; a
    ///   browser is sent there only where the issuer itself is plain http.
    init(_ name: String, of document: JSONObject, override: HTTPURL?, isPlainAllowed: Bool) {
        switch document[name] {
        case nil, .null?: found = override.map { .success($0) } ?? .failure(.endpointMissing(name))
        case .string(let text)?:
            if let url = HTTPURL(text) {
                found =
                    url.scheme == .https || isPlainAllowed
                    ? .success(url)
                    : .failure(.documentRefused(.discovery, "`\(name)` is plain http, though the issuer is https"))
            } else {
                found = .failure(.documentRefused(.discovery, "`\(name)` is not a URL of https"))
            }
        case let other?:
            found = .failure(.documentRefused(.discovery, "`\(name)` is of kind \(other.kind)"))
        }
    }

    /// The URL, where there is one that can be used.
    var url: HTTPURL? { try? found.get() }

    /// The URL.
    ///
    /// - Throws: `SignInRefusal` that names the endpoint.
    func required() throws(SignInRefusal) -> HTTPURL { try found.get() }
}

/// What is said about a stranger's answer.
enum Answers {
    /// Why an answer could not be read, in a few words whatever the answer holds.
    static func why(_ error: some Reportable, _ bytes: [UInt8]) -> String {
        looksLikeHTML(bytes) ? "it is an HTML page" : bounded(error.detail)
    }

    /// True where the answer begins like a page: a proxy's error, a login form, a captive portal.
    private static func looksLikeHTML(_ bytes: [UInt8]) -> Bool {
        let start = bytes.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        return start.first == UInt8(ascii: "<")
    }

    /// At most 200 characters of a stranger's text, visible ASCII only.
    static func bounded(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { (0x20...0x7E).contains($0.value) }.prefix(200)))
    }
}
