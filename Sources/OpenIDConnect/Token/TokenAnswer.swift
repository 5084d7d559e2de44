import Essentials
import HTTP

/// What the token endpoint gave (OpenID Connect Core §3.1.3.3), read strictly.
struct TokenAnswer {
    /// The access token: for UserInfo only, kept nowhere.
    let accessToken: Secret
    /// The ID token in its compact form, unverified; a refresh may bring none.
    let idToken: String?
    /// The refresh token, where there is one.
    let refreshToken: Secret?

    /// An ID token is bounded where it is parsed; the others are opaque.
    private static let maximumOpaqueBytes = 16_384

    /// Judges an answer.
    ///
    /// - Throws: `SignInRefusal`.
    init(_ response: HTTPResponse) throws(SignInRefusal) {
        guard response.status == .ok else { throw TokenAnswer.refusal(response) }
        let object: JSONObject
        do throws(JSONError) {
            object = try JSONObject(parsing: response.body, limits: .document)
        } catch {
            throw .tokenAnswerMalformed(Answers.why(error, response.body))
        }
        // Some providers send their errors with status 200.
        if let code = object["error"]?.string {
            throw .tokenEndpointRefused(
                status: response.status.rawValue,
                ProviderError(code: code, description: object["error_description"]?.string))
        }
        guard let type = object["token_type"]?.string else { throw .tokenAnswerMalformed("it has no `token_type`") }
        guard TokenAnswer.isBearer(type) else { throw .tokenTypeNotBearer(Answers.bounded(type)) }
        guard let accessToken = try TokenAnswer.opaque("access_token", of: object) else { throw .accessTokenMissing }
        self.accessToken = accessToken
        refreshToken = try TokenAnswer.opaque("refresh_token", of: object)
        switch object["id_token"] {
        case .string(let token)? where !token.isEmpty: idToken = token
        case nil, .null?, .string?: idToken = nil
        case let other?: throw .tokenAnswerMalformed("`id_token` is of kind \(other.kind)")
        }
    }

    /// `token_type` compares without regard to ASCII case (RFC 6749 §5.1).
    private static func isBearer(_ type: String) -> Bool {
        type.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 } == Array("bearer".utf8)
    }

    private static func opaque(_ name: String, of object: JSONObject) throws(SignInRefusal) -> Secret? {
        switch object[name] {
        case nil, .null?: return nil
        case .string(let text)?:
            guard !text.isEmpty else { return nil }
            // RFC 6749 Appendix A.12: visible ASCII and space. It may go into a header field.
            guard text.utf8.count <= maximumOpaqueBytes, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw .tokenAnswerMalformed("`\(name)` is too long or holds characters that no token has")
            }
            return Secret(text)
        case let other?: throw .tokenAnswerMalformed("`\(name)` is of kind \(other.kind)")
        }
    }

    /// Providers' errors are their own: JSON or none at all, 400 or 403 (RFC 6749 §5.2 wants 400 or 401).
    private static func refusal(_ response: HTTPResponse) -> SignInRefusal {
        guard let object = try? JSONObject(parsing: response.body, limits: .small),
            let code = object["error"]?.string ?? object["error"]?.object?["type"]?.string
        else { return .tokenEndpointRefused(status: response.status.rawValue, nil) }
        let description =
            object["error_description"]?.string ?? object["error"]?.object?["message"]?.string
        return .tokenEndpointRefused(
            status: response.status.rawValue, ProviderError(code: code, description: description))
    }
}
