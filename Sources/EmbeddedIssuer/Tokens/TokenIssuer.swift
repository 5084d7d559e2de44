import Essentials
public import HTTP
import JOSE
import SecurityTokens

/// Signs tokens about principals of accounts, for services elsewhere, and publishes what verifies them.
///
/// Every account is an issuer of its own, so that who trusts one account's tokens trusts no other's.
public struct TokenIssuer: Sendable {
    private let base: HTTPURL
    let keys: TokenKeys

    /// An issuer whose accounts stand below `base`.
    public init(base: HTTPURL, keys: TokenKeys) {
        self.base = base
        self.keys = keys
    }

    /// The issuer of an account: `iss` of its tokens.
    func issuer(of account: String) -> String { "\(base)/\(account)" }

    /// The discovery document of an account (OpenID Connect Discovery 1.0 §3).
    func discovery(of account: String) -> JSONObject {
        let issuer = issuer(of: account)
        return [
            "issuer": .string(issuer), "jwks_uri": .string(issuer + "/.well-known/jwks.json"),
            "response_types_supported": ["id_token"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": .array(
                WebIdentityTokenParameters.Algorithm.allCases.map { .string($0.rawValue) }),
            "claims_supported": ["iss", "sub", "aud", "exp", "iat", "jti", "https://sts.amazonaws.com/"],
        ]
    }
}

extension EmbeddedIssuer {
    /// What a document of an account's issuer is about.
    public enum TokenDocument: Sendable {
        case discovery
        case keys
    }

    /// A document of an account's issuer of tokens; `nil` where the account has none.
    public func tokenDocument(_ document: TokenDocument, of account: String) async -> HTTPResponse? {
        guard let tokenIssuer, self.account(account)?.features.contains(.outboundWebIdentity) == true else {
            return nil
        }
        let json: JSONObject
        switch document {
        case .discovery: json = tokenIssuer.discovery(of: account)
        case .keys:
            do { json = try await tokenIssuer.keys.published() } catch {
                log.log(
                    .error, "the keys of tokens cannot be read", ["issuer": id, "cause": "\(error)"])
                return .text(.serviceUnavailable, "the keys cannot be read now\n")
            }
        }
        var response = HTTPResponse.json(.ok, .object(json))
        response.headers.set("Cache-Control", "public, max-age=300")
        return response
    }
}
