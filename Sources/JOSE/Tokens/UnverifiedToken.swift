public import Essentials

/// A JSON Web Token (RFC 7519) that was read but not yet believed.
public struct UnverifiedToken: Sendable {
    /// The signature and its header.
    public let jws: UnverifiedJWS
    let claims: JSONObject

    /// Reads a token in compact form: at most 16 KiB, three parts of strict base64url, header and claims of
    /// strict JSON.
    ///
    /// - Throws: `TokenRefusal`.
    public init(_ compact: String) throws(TokenRefusal) {
        jws = try UnverifiedJWS(compact)
        do throws(JSONError) {
            claims = try JSONObject(parsing: jws.payload, limits: .small)
        } catch { throw .claimsNotJSON(error) }
    }

    /// The protected header.
    public var header: JSONObject { jws.header }
    /// `kid`.
    public var keyID: ExactString? { jws.keyID }
    /// `iss` as claimed by whoever wrote the token: for choosing whose keys to verify it with, and nothing else.
    public var claimedIssuer: ExactString? { claims["iss"]?.string.map { ExactString($0) } }
    /// The claims as the token's writer put them, for showing to a person who debugs a refusal, and nothing else.
    public var claimedClaims: JSONObject { claims }
    /// The whole text as it came.
    public var compact: Secret { jws.compact }
}
