import Cryptography
public import Essentials
import HTTP
import JOSE
import Synchronization

extension DemoOpenIDProvider {
    /// How long an ID token serves.
    static let tokenLifetime: Duration = .seconds(3600)

    /// A token for a web-identity token file, as a workload or an app would get it: signed with RS256, for one
    /// hour unless said otherwise.
    ///
    /// - Parameter person: a person's short name (`ada`).
    public func issueToken(
        for person: String, audience: String, lifetime: Duration? = nil
    ) throws(DemoProviderError) -> Secret {
        guard let found = people.first(where: { $0.id.isExactly(person) }) else { throw .unknownPerson(person) }
        let now = clock.now()
        var claims = found.claims
        claims["iss"] = .string(issuer.text.text)
        claims["sub"] = .string(found.subject)
        claims["aud"] = .string(audience)
        claims["iat"] = .integer(now.seconds)
        claims["auth_time"] = .integer(now.seconds)
        claims["exp"] = .integer((now + (lifetime ?? DemoOpenIDProvider.tokenLifetime)).seconds)
        let signing = state.withLock { $0.keys.signingKey(for: .rs256) }
        let signer = TokenSigner(key: signing.key, algorithm: signing.algorithm, keyID: signing.id)
        return Secret(
            try DemoOpenIDProvider.signing { () throws(CryptographyError) in try signer.sign(claims, type: "JWT") })
    }

    /// The ID token of a grant, right or wrong.
    func mint(
        _ grant: DemoGrant, accessToken: String, wrong: IDTokenMisbehaviour?, refresh: RefreshMisbehaviour?
    ) throws(DemoProviderError) -> String {
        var claims = try idTokenClaims(grant, accessToken: accessToken)
        switch refresh {
        case .otherSubject: claims["sub"] = .string(grant.session.person.subject + "0")
        case .otherAudience:
            claims["aud"] = [.string(grant.request.client.id), "another-client"]
            claims["azp"] = .string(grant.request.client.id)
        default: break
        }
        let signing = state.withLock { $0.keys.signingKey(for: grant.request.client.idTokenAlgorithm) }
        guard let wrong else {
            let signer = TokenSigner(key: signing.key, algorithm: signing.algorithm, keyID: signing.id)
            return try DemoOpenIDProvider.signing { () throws(CryptographyError) in
                try signer.sign(claims, type: "JWT")
            }
        }
        let forger = IDTokenForger(
            claims: claims, key: signing.key, algorithm: signing.algorithm, keyID: signing.id, now: clock.now())
        return try DemoOpenIDProvider.signing { () throws(CryptographyError) in try forger.forge(wrong) }
    }

    private func idTokenClaims(_ grant: DemoGrant, accessToken: String) throws(DemoProviderError) -> JSONObject {
        let now = clock.now()
        let hash = try DemoOpenIDProvider.signing { () throws(CryptographyError) in
            try Digest.hash(accessToken.bytes, .sha256)
        }
        var claims: JSONObject = [
            "iss": .string(issuer.text.text), "sub": .string(grant.session.person.subject),
            "aud": .string(grant.request.client.id), "iat": .integer(now.seconds),
            "exp": .integer((now + DemoOpenIDProvider.tokenLifetime).seconds),
            "auth_time": .integer(grant.session.authenticatedAt.seconds), "acr": .string(grant.request.context),
            "amr": ["user"], "sid": .string(grant.session.id), "at_hash": .string(Base64.encodeURL(hash.prefix(16))),
        ]
        if let nonce = grant.request.nonce { claims["nonce"] = .string(nonce) }
        for (name, value) in grant.session.person.claims.members { claims[name] = value }
        return claims
    }

    static func signing<Made>(_ make: () throws(CryptographyError) -> Made) throws(DemoProviderError) -> Made {
        do throws(CryptographyError) { return try make() } catch { throw .keyFailed(error.detail) }
    }
}
