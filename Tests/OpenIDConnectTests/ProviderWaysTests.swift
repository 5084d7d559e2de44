import Cryptography
import DemoProviders
import Essentials
import HTTP
import JOSE
import Testing

@testable import OpenIDConnect

/// Documents in the shape that these providers publish, as far as a relying party reads them.
@Suite("The ways of providers")
struct ProviderWaysTests {
    private let clock = TestClock()
    private let template = "https://login.microsoftonline.com/{tenantid}/v2.0"
    private let tenant = "9188040d-6c67-4c5b-b112-36a304b66dad"
    private let microsoftToken = "https://login.microsoftonline.com/common/oauth2/v2.0/token"

    private func microsoft(keyIssuer: String?) throws -> (StubProvider, RelyingParty, TokenSigner) {
        let stub = StubProvider()
        let base = "https://login.microsoftonline.com/common"
        stub["\(base)/v2.0/.well-known/openid-configuration"] = .json(
            .ok,
            [
                "issuer": .string(template), "authorization_endpoint": .string("\(base)/oauth2/v2.0/authorize"),
                "token_endpoint": .string("\(base)/oauth2/v2.0/token"),
                "jwks_uri": .string("\(base)/discovery/v2.0/keys"),
            ])
        let key = try Scene.firstKeys.get().rsa
        var webKey = JSONWebKey(key.publicKey, keyID: "ms-1", algorithm: nil).json
        webKey["issuer"] = keyIssuer.map { .string($0) }
        stub["\(base)/discovery/v2.0/keys"] = .json(.ok, ["keys": [.object(webKey)]])
        let party = try stub.party(issuer: template, clock: clock) {
            $0.issuerTemplateClaim = "tid"
            $0.discoveryURL = try Scene.url("\(base)/v2.0/.well-known/openid-configuration")
        }
        return (stub, party, TokenSigner(key: key, algorithm: .rs256, keyID: "ms-1"))
    }

    private func claims(iss: String, further: JSONObject = [:]) -> JSONObject {
        var claims: JSONObject = [
            "iss": .string(iss), "sub": "s", "aud": "client", "iat": .integer(clock.now().seconds),
            "exp": .integer(clock.now().seconds + 3600),
        ]
        for (name, value) in further.members { claims[name] = value }
        return claims
    }

    @Test(
        "Microsoft: the issuer is a template that `tid` fills, and the key's issuer must fit too",
        arguments: [
            "https://login.microsoftonline.com/{tenantid}/v2.0",
            "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", nil,
        ])
    func microsoft(keyIssuer: String?) async throws {
        let (stub, party, signer) = try microsoft(keyIssuer: keyIssuer)
        let issuer = "https://login.microsoftonline.com/\(tenant)/v2.0"
        let signIn = try await stub.signIn(
            at: party, token: microsoftToken, signer: signer,
            claims: claims(iss: issuer, further: ["tid": .string(tenant)]))
        #expect(signIn.idToken.issuer == ExactString(issuer))
    }

    @Test(
        "Microsoft: issuer, tenant and key that do not belong together are refused",
        arguments: [
            ("https://login.microsoftonline.com/another/v2.0", "{tenantid}", "issuer-mismatch"),
            (
                "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", "other",
                "key-issuer-mismatch"
            ),
        ])
    func microsoftRefused(issuer: String, keyTenant: String, reason: String) async throws {
        let keyIssuer = "https://login.microsoftonline.com/\(keyTenant)/v2.0"
        let (stub, party, signer) = try microsoft(keyIssuer: keyIssuer)
        let refusal = await #expect(throws: SignInRefusal.self) {
            try await stub.signIn(
                at: party, token: microsoftToken, signer: signer,
                claims: claims(iss: issuer, further: ["tid": .string(tenant)]))
        }
        #expect(refusal?.reason == reason)
    }

    @Test(
        "Microsoft: an `iss` of the callback fits the template and is the token's",
        arguments: [
            ("https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", nil),
            ("https://login.microsoftonline.com/another-tenant/v2.0", "issuer-parameter-mismatch"),
            ("https://login.microsoftonline.com//v2.0", "issuer-parameter-mismatch"),
            ("https://login.microsoftonline.com/{tenantid}/v2.0", "issuer-parameter-mismatch"),
            ("https://login.microsoftonline.com/a/b/v2.0", "issuer-parameter-mismatch"),
            ("https://login.microsoftonline.com.example/a/v2.0", "issuer-parameter-mismatch"),
        ] as [(String, String?)])
    func microsoftCallback(iss: String, reason: String?) async throws {
        let (stub, party, signer) = try microsoft(keyIssuer: template)
        let claims = claims(
            iss: "https://login.microsoftonline.com/\(tenant)/v2.0", further: ["tid": .string(tenant)])
        var found: String?
        do {
            _ = try await stub.signIn(
                at: party, token: microsoftToken, signer: signer, claims: claims, iss: iss)
        } catch let refusal as SignInRefusal { found = refusal.reason }
        #expect(found == reason)
    }

    private func facebook(_ overrides: EndpointOverrides) throws -> (StubProvider, RelyingParty, TokenSigner) {
        let stub = StubProvider()
        stub["https://www.facebook.com/.well-known/openid-configuration"] = .json(
            .ok,
            [
                "issuer": "https://www.facebook.com", "authorization_endpoint": "https://facebook.com/dialog/oauth/",
                "jwks_uri": "https://www.facebook.com/.well-known/oauth/openid/jwks/",
            ])
        let key = try Scene.firstKeys.get().rsa
        stub["https://www.facebook.com/.well-known/oauth/openid/jwks/"] = .json(
            .ok, .object(JSONWebKeySet([JSONWebKey(key.publicKey, keyID: "fb", algorithm: .rs256)]).json))
        let party = try stub.party(issuer: "https://www.facebook.com", clock: clock) {
            $0.endpointOverrides = overrides
        }
        return (stub, party, TokenSigner(key: key, algorithm: .rs256, keyID: "fb"))
    }

    @Test("Facebook: the token endpoint that discovery lacks is filled in")
    func facebook() async throws {
        let place = "https://graph.facebook.com/oauth/access_token"
        let (stub, party, signer) = try facebook(EndpointOverrides(token: try Scene.url(place)))
        let signIn = try await stub.signIn(
            at: party, token: place, signer: signer, claims: claims(iss: "https://www.facebook.com"))
        #expect(signIn.subject == "s")
    }

    @Test("an endpoint that neither discovery nor the configuration names is named in the refusal")
    func endpointMissing() async throws {
        let (stub, party, signer) = try facebook(EndpointOverrides())
        await #expect(throws: SignInRefusal.endpointMissing("token_endpoint")) {
            try await stub.signIn(
                at: party, token: "https://graph.facebook.com/", signer: signer,
                claims: claims(iss: "https://www.facebook.com"))
        }
    }

    @Test("what discovery names wins over the configuration")
    func discoveryWins() async throws {
        let (_, party, _) = try facebook(
            EndpointOverrides(authorization: try Scene.url("https://elsewhere.example/dialog")))
        #expect(party.authorizationOrigin == "https://elsewhere.example")
        _ = try await party.begin(.ordinary, loginHint: nil)
        #expect(party.authorizationOrigin == "https://facebook.com")
    }

    @Test(
        "Kubernetes, GitHub: an issuer of workload tokens has no page to send anybody to",
        arguments: [
            "urn:kubernetes:programmatic_authorization", nil,
        ])
    func workload(authorization: String?) async throws {
        let stub = StubProvider()
        let issuer = "https://kubernetes.default.svc"
        var document: JSONObject = ["issuer": .string(issuer), "jwks_uri": .string(issuer + "/openid/v1/jwks")]
        document["authorization_endpoint"] = authorization.map { .string($0) }
        stub[issuer + "/.well-known/openid-configuration"] = .json(.ok, .object(document))
        let key = try Scene.firstKeys.get().rsa
        stub[issuer + "/openid/v1/jwks"] = .json(
            .ok, .object(JSONWebKeySet([JSONWebKey(key.publicKey, keyID: "k", algorithm: .rs256)]).json))
        let party = try stub.party(issuer: issuer, clock: clock) {
            $0.clientID = ""
            $0.additionalAudiences = ["sts.example"]
        }
        let signer = TokenSigner(key: key, algorithm: .rs256, keyID: "k")
        func token(_ audience: JSONValue) throws -> UnverifiedToken {
            try UnverifiedToken(
                try signer.sign(claims(iss: issuer, further: ["aud": audience, "sub": "system:sa:a:b"]), type: nil))
        }
        #expect(try await party.verifyIdentityToken(try token(["sts.example"])).subject == "system:sa:a:b")
        let refusal = await #expect(throws: SignInRefusal.self) {
            try await party.verifyIdentityToken(try token(""))
        }
        #expect(refusal?.reason == "audience-mismatch")
        let page = await #expect(throws: SignInRefusal.self) { _ = try await party.begin(.ordinary, loginHint: nil) }
        #expect(page?.reason == (authorization == nil ? "endpoint-missing" : "discovery-refused"))
    }
}
