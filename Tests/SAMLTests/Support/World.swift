import Cryptography
import Essentials
import HTTP
import Synchronization
import XMLSecurity

@testable import SAML

/// One provider and one service provider, with the keys of Tests/Fixtures/saml, at one instant.
enum World {
    static let idp: ExactString = "https://idp.example.org/saml"
    static let sp: ExactString = "https://gateway.example.net/saml/corp/metadata"
    static let sso = "https://idp.example.org/sso"
    static let idpLogout = "https://idp.example.org/slo"
    static let artifacts = "https://idp.example.org/artifacts"
    static let acs = "https://gateway.example.net/saml/corp/acs"
    static let slo = "https://gateway.example.net/saml/corp/slo"
    static let request: ExactString = "_0123456789abcdef0123456789abcdef01234567"
    static let now = Instant(seconds: 1_772_366_400)  // 2026-03-01T12:00:00Z

    static func url(_ text: String) throws -> HTTPURL {
        guard let url = HTTPURL(text) else { throw Missing(what: text) }
        return url
    }

    static func credential(_ name: String) throws -> SigningCredential {
        let key = try PrivateKey(pem: Secret(try Fixture.bytes("saml/keys/\(name).key")))
        return SigningCredential(key: key, certificate: try certificate(name))
    }

    static func certificate(_ name: String) throws -> Certificate {
        let pem = String(decoding: try Fixture.bytes("saml/keys/\(name).crt"), as: UTF8.self)
        let body = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        guard let der = Base64.decode(body) else { throw Missing(what: name) }
        return try Certificate(der: der)
    }

    static func metadata(_ key: String = "idp") throws -> IdentityProviderMetadata {
        IdentityProviderMetadata(
            entityID: idp, signingKeys: [MetadataKey(try certificate(key))],
            singleSignOn: [
                MetadataEndpoint(.redirect, try url(sso)), MetadataEndpoint(.post, try url(sso)),
            ],
            singleLogout: [
                MetadataEndpoint(.redirect, try url(idpLogout)), MetadataEndpoint(.post, try url(idpLogout)),
                MetadataEndpoint(.soap, try url(idpLogout)),
            ],
            artifactResolution: [
                IndexedEndpoint(MetadataEndpoint(.soap, try url(artifacts)), index: 0),
                IndexedEndpoint(MetadataEndpoint(.soap, try url(artifacts + "/7")), index: 7),
            ])
    }

    static func expectations(
        at: Instant = now, request: ExpectedRequest = .exactly(World.request), options: ServiceProviderOptions = .init()
    ) throws -> ResponseExpectations {
        ResponseExpectations(
            acsURL: try url(acs), audience: sp, request: request, route: .post, authentication: .ofAnyAge,
            options: options, decryptionKeys: [try credential("sp").key], at: at, skew: .seconds(60))
    }

    static func serviceProvider(
        _ options: ServiceProviderOptions = .init(), at: Instant = now, signingKey: String = "sp"
    ) throws -> ServiceProvider {
        let credential = try credential(signingKey)
        return ServiceProvider(
            settings: ServiceProviderSettings(
                providerID: "corp", entityID: sp, acsURL: try url(acs), sloURL: try url(slo),
                signingCredentials: [credential],
                decryptionCredentials: [
                    DecryptionCredential(key: try World.credential("sp").key, certificate: try certificate("sp"))
                ], options: options),
            clock: FixedClock(at), randomness: CountingRandomness(), log: NoLog())
    }

    static func identityProvider(at: Instant = now, key: String = "idp") throws -> IdentityProviderHalf {
        IdentityProviderHalf(
            entityID: idp, ssoURL: try url(sso), sloURL: try url(idpLogout), credential: try credential(key),
            clock: FixedClock(at), randomness: CountingRandomness())
    }

    static func registered(mustSign: Bool = true) throws -> RegisteredServiceProvider {
        RegisteredServiceProvider(
            entityID: sp,
            consumers: [
                IndexedEndpoint(MetadataEndpoint(.post, try url(acs)), index: 1),
                IndexedEndpoint(MetadataEndpoint(.post, try url(acs + "/second")), index: 2),
            ],
            singleLogout: [MetadataEndpoint(.redirect, try url(slo)), MetadataEndpoint(.soap, try url(slo))],
            signingKeys: [MetadataKey(try certificate("sp"))], mustSignRequests: mustSign)
    }

    struct Missing: Error {
        let what: String
    }
}

/// Bytes that differ each time and are the same in every run.
final class CountingRandomness: Randomness {
    private let count = Atomic<Int>(0)

    func bytes(_ count: Int) -> [UInt8] {
        let start = self.count.add(1, ordering: .relaxed).newValue
        return (0..<count).map { UInt8(truncatingIfNeeded: start &* 31 &+ $0) }
    }
}

/// The reason of what is thrown; `nil` where nothing is.
func reason(_ body: () throws -> some Any) -> String? {
    do {
        _ = try body()
        return nil
    } catch let refusal as any Reportable {
        return refusal.reason
    } catch {
        return "\(error)"
    }
}
