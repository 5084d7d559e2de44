import Cryptography
import Essentials
import HTTP
import JOSE

/// Puts the client's proof of itself onto a request to the token endpoint (OpenID Connect Core §9).
struct ClientCredentials {
    let settings: RelyingPartySettings
    let clock: any WallClock
    let randomness: any Randomness
    let basicForm: BasicFormMemory
    let work: WorkPool?

    /// How long a client assertion serves; it is used at once.
    private static let assertionLifetime: Duration = .seconds(60)

    /// Adds fields and header fields for the configured method.
    func add(
        to fields: inout [(String, String)], headers: inout HTTPHeaders, tokenEndpoint: HTTPURL
    ) async throws(SignInRefusal) {
        let clientID = settings.clientID.text
        switch settings.authentication {
        case .secretBasic(let secret):
            headers.set("Authorization", "Basic " + Base64.encode(basicForm.form.pair(clientID, secret)))
        case .secretPost(let secret):
            guard let text = secret.revealText() else {
                throw .clientAssertionFailed("the client secret is not UTF-8 text")
            }
            fields += [("client_id", clientID), ("client_secret", text)]
        case .privateKeyJWT(let key, let algorithm, let keyID):
            let signer = TokenSigner(key: key, algorithm: algorithm, keyID: keyID)
            fields += [
                ("client_id", clientID),
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", try await assertion(signer, tokenEndpoint)),
            ]
        case .none:
            fields.append(("client_id", clientID))
        }
    }

    /// Turns to the other way of writing `client_secret_basic`, where there is another for this client.
    ///
    /// - Returns: whether asking again may help.
    func turnBasicForm() -> Bool {
        guard case .secretBasic(let secret) = settings.authentication else { return false }
        let clientID = settings.clientID.text
        guard BasicForm.urlEncoded.pair(clientID, secret) != BasicForm.plain.pair(clientID, secret) else {
            return false
        }
        basicForm.turn()
        return true
    }

    /// RFC 7523 §3: issuer and subject are the client, used once.
    private func assertion(_ signer: TokenSigner, _ tokenEndpoint: HTTPURL) async throws(SignInRefusal) -> String {
        let now = clock.now()
        let audience =
            switch settings.assertionAudience {
            case .tokenEndpoint: tokenEndpoint.text.text
            case .issuer: settings.issuer.text
            }
        let claims: JSONObject = [
            "iss": .string(settings.clientID.text), "sub": .string(settings.clientID.text), "aud": .string(audience),
            "jti": .string(randomness.handle(bytes: 16)), "iat": .integer(now.seconds),
            "exp": .integer((now + ClientCredentials.assertionLifetime).seconds),
        ]
        do {
            // An RSA signature takes a millisecond and more, which no HTTP thread has.
            guard let work else { return try signer.sign(claims, type: "JWT") }
            return try await work.run { try signer.sign(claims, type: "JWT") }
        } catch {
            throw .clientAssertionFailed((error as? any Reportable)?.detail ?? "the signature was not made")
        }
    }
}
