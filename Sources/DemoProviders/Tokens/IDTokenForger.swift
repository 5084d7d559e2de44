import Cryptography
import Essentials
import JOSE

/// Makes ID tokens that must not be accepted.
struct IDTokenForger {
    let claims: JSONObject
    let key: PrivateKey
    let algorithm: JWSAlgorithm
    let keyID: ExactString
    let now: Instant

    /// The token with this one thing wrong.
    func forge(_ wrong: IDTokenMisbehaviour) throws(CryptographyError) -> String {
        switch wrong {
        case .unsigned: return unsigned()
        case .symmetricWithPublicKey: return try symmetricWithPublicKey()
        case .unknownKey:
            return try signed(claims, by: PrivateKey.generate(.elliptic(.p256)), .es256, id: "demo-unknown")
        case .foreignKey:
            let kind: KeyKind = algorithm == .es256 ? .elliptic(.p256) : .rsa(bits: 2048)
            return try signed(claims, by: PrivateKey.generate(kind), algorithm, id: keyID)
        case .keyInHeader:
            let foreign = try PrivateKey.generate(.elliptic(.p256))
            let webKey = JSONWebKey(foreign.publicKey, keyID: keyID, algorithm: .es256)
            return try assembled(
                header: ["alg": "ES256", "kid": .string(keyID.text), "jwk": .object(webKey.json)],
                payload: claims.serializedBytes, by: foreign, .ecdsa(.p256, .sha256))
        case .criticalExtension:
            return try assembled(
                header: header(["crit": ["demo"], "demo": true]), payload: claims.serializedBytes, by: key, scheme)
        case .duplicateClaim:
            let twice = claims.serialized.dropLast() + #","sub":"somebody-else"}"#
            return try assembled(header: header([:]), payload: Array(twice.utf8), by: key, scheme)
        default: return try signed(altered(wrong), by: key, algorithm, id: keyID)
        }
    }

    private func altered(_ wrong: IDTokenMisbehaviour) -> JSONObject {
        let hour: Duration = .seconds(3600)
        var claims = self.claims
        switch wrong {
        case .wrongIssuer: claims["iss"] = "http://127.0.0.1:1/another"
        case .wrongAudience: claims["aud"] = "another-client"
        case .severalAudiences: claims["aud"] = [claims["aud"] ?? .null, "another-client"]
        case .wrongAuthorizedParty: claims["azp"] = "another-client"
        case .wrongNonce: claims["nonce"] = "another-nonce"
        case .missingNonce: claims["nonce"] = nil
        case .expired:
            claims["iat"] = .integer((now - hour - hour).seconds)
            claims["exp"] = .integer((now - hour).seconds)
        case .notYetValid: claims["nbf"] = .integer((now + hour).seconds)
        case .issuedAhead: claims["iat"] = .integer((now + hour).seconds)
        case .missingExpiry: claims["exp"] = nil
        case .missingIssuedAt: claims["iat"] = nil
        case .missingSubject: claims["sub"] = nil
        case .longSubject: claims["sub"] = .string(String(repeating: "s", count: 256))
        case .wrongAccessTokenHash: claims["at_hash"] = "LDktKdoQak3Pk0cnXxCltA"
        case .oldAuthentication: claims["auth_time"] = .integer((now - .seconds(86_400)).seconds)
        case .missingAuthenticationTime: claims["auth_time"] = nil
        case .wrongAuthenticationContext: claims["acr"] = "urn:example:demo:hearsay"
        case .unsigned, .symmetricWithPublicKey, .unknownKey, .foreignKey, .keyInHeader, .criticalExtension,
            .duplicateClaim:
            break
        }
        return claims
    }

    private func header(_ further: JSONObject) -> JSONObject {
        var header: JSONObject = [
            "alg": .string(algorithm == .es256 ? "ES256" : "RS256"), "kid": .string(keyID.text), "typ": "JWT",
        ]
        for (name, value) in further.members { header[name] = value }
        return header
    }

    private var scheme: SignatureScheme { algorithm == .es256 ? .ecdsa(.p256, .sha256) : .rsaPKCS1(.sha256) }

    private func signed(
        _ claims: JSONObject, by key: PrivateKey, _ algorithm: JWSAlgorithm, id: ExactString
    ) throws(CryptographyError) -> String {
        try TokenSigner(key: key, algorithm: algorithm, keyID: id).sign(claims, type: "JWT")
    }

    private func assembled(
        header: JSONObject, payload: [UInt8], by key: PrivateKey, _ scheme: SignatureScheme
    ) throws(CryptographyError) -> String {
        let input = Base64.encodeURL(header.serializedBytes) + "." + Base64.encodeURL(payload)
        return input + "." + Base64.encodeURL(try key.sign(input.bytes, scheme))
    }

    private func unsigned() -> String {
        let header: JSONObject = ["alg": "none", "typ": "JWT"]
        return Base64.encodeURL(header.serializedBytes) + "." + Base64.encodeURL(claims.serializedBytes) + "."
    }

    /// The attack on verifiers that let the token choose the algorithm: the MAC's key is what everybody knows.
    private func symmetricWithPublicKey() throws(CryptographyError) -> String {
        let published = JSONWebKey(key.publicKey, keyID: keyID, algorithm: algorithm).json.serializedBytes
        let header: JSONObject = ["alg": "HS256", "kid": .string(keyID.text), "typ": "JWT"]
        let input = Base64.encodeURL(header.serializedBytes) + "." + Base64.encodeURL(claims.serializedBytes)
        return input + "." + Base64.encodeURL(try HMAC.authenticate(input.bytes, key: Secret(published), .sha256))
    }
}
