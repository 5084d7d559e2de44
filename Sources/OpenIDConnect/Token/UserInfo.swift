import Essentials
import HTTP
import JOSE

/// Asks the UserInfo endpoint and adds what it says (OpenID Connect Core §5.3).
struct UserInfo {
    let url: HTTPURL
    let settings: RelyingPartySettings
    let http: any HTTPSending

    /// The claims of this person.
    ///
    /// - Throws: `SignInRefusal` where the answer is not about the subject of the ID token, byte for byte.
    func claims(of subject: ExactString, accessToken: Secret) async throws(SignInRefusal) -> JSONObject {
        guard let bearer = accessToken.revealText() else { throw .accessTokenMissing }
        let answer: HTTPResponse
        do throws(HTTPSendError) {
            answer = try await http.send(
                OutgoingRequest(
                    .get, url, headers: ["Accept": "application/json", "Authorization": "Bearer " + bearer],
                    peer: settings.peer(for: url)))
        } catch {
            throw .providerUnreachable(error)
        }
        guard answer.status == .ok else { throw .userInfoRefused(status: answer.status.rawValue) }
        let type = (answer.headers["Content-Type"] ?? "").lowercased()
        if type.startsExactly(with: "application/jwt") { throw .userInfoSigned }
        let claims: JSONObject
        do throws(JSONError) {
            claims = try JSONObject(parsing: answer.body, limits: .document)
        } catch {
            throw .userInfoMalformed(Answers.why(error, answer.body))
        }
        guard let found = claims["sub"]?.string, ConstantTime.equal(found, subject.text) else {
            throw .userInfoSubjectMismatch
        }
        return claims
    }

    /// The ID token's claims, and from UserInfo what the ID token does not say. What tells of the token itself
    /// or of how the person proved who they are counts only where it was signed. An address and whether it is
    /// verified are one statement: halves of two documents, between which the person may have changed the
    /// address, are not put together.
    static func merge(_ userInfo: JSONObject, into idToken: JSONObject) -> JSONObject {
        var merged = idToken
        for (name, value) in userInfo.members where idToken[name] == nil {
            guard !signedOnly.contains(where: { $0.isExactly(name) }) else { continue }
            if let other = otherHalf(of: name), let said = idToken[other], said != userInfo[other] { continue }
            merged[name] = value
        }
        return merged
    }

    /// The claim that a claim is about, or that is about it (OpenID Connect Core §5.1).
    private static func otherHalf(of name: String) -> String? {
        for (subject, verdict) in [("email", "email_verified"), ("phone_number", "phone_number_verified")] {
            if name.isExactly(subject) { return verdict }
            if name.isExactly(verdict) { return subject }
        }
        return nil
    }

    private static let signedOnly = [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "azp", "auth_time", "acr", "amr", "at_hash",
        "c_hash", "s_hash", "sid", "tid", "cnf", "act", "may_act",
    ]
}
