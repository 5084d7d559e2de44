import Cryptography
import Essentials
import Federation
import HTTP
import JOSE
import OpenIDConnect
import Testing

@testable import Configuration

@Suite struct Providers {
    private func provider(_ yaml: String, further: String = "") throws -> ProviderDefinition {
        let text = """
            url: https://login.example.org
            providers:
              \(yaml)
            accounts: {dev: 111111111111}
            rules:
              - {when: {sub: "1"}, grant: dev/ReadOnly}
            \(further)
            """
        let (configuration, findings) = Fixture.load(text: text)
        #expect(findings.map(\.text) == [])
        let loaded = try #require(configuration)
        return try #require(loaded.providers.first)
    }

    @Test(
        arguments: [
            // every tenant: the issuer is a template that the token's own `tid` fills
            (
                "", "https://login.microsoftonline.com/{tenantid}/v2.0", "tid",
                "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration", true
            ),
            (
                ", tenant: organizations", "https://login.microsoftonline.com/{tenantid}/v2.0", "tid",
                "https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration", true
            ),
            (
                ", tenant: 72f988bf-86f1-41af-91ab-2d7cd011db47",
                "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0", nil,
                "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0/.well-known/openid-configuration",
                false
            ),
            // personal accounts have one tenant, which is everybody's
            (
                ", tenant: consumers", "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
                nil,
                "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0/.well-known/openid-configuration",
                true
            ),
            (
                ", tenant: 9188040d-6c67-4c5b-b112-36a304b66dad",
                "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0", nil,
                "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0/.well-known/openid-configuration",
                true
            ),
        ] as [(String, String, String?, String, Bool)])
    func microsoftsTenants(
        _ further: String, _ issuer: String, _ claim: String?, _ discovery: String, _ isShared: Bool
    ) throws {
        let provider = try provider("microsoft: {client_id: a, client_secret: env:SECRET\(further)}")
        #expect(provider.relyingParty?.issuer.text == issuer)
        #expect(provider.relyingParty?.issuerTemplateClaim == claim)
        #expect(provider.relyingParty?.discoveryURL?.description == discovery)
        #expect(provider.isIssuerShared == isShared)
        #expect(provider.claims.emailTrust == .whenAffirmed(by: "xms_edov"))
        #expect(provider.signInLabel == "Sign in with Microsoft")
    }

    @Test func facebookHasATokenEndpointThatItsDocumentLacks() throws {
        let provider = try provider("facebook: {client_id: a, client_secret: env:SECRET}")
        let settings = try #require(provider.relyingParty)
        #expect(settings.issuer == "https://www.facebook.com")
        #expect(settings.endpointOverrides.token?.description == "https://graph.facebook.com/oauth/access_token")
        #expect(settings.discoveryURL?.description == "https://www.facebook.com/.well-known/openid-configuration/")
        #expect(settings.authentication.method == "client_secret_post")
        #expect(provider.claims.emailTrust == .never)
        #expect(provider.isIssuerShared)
    }

    @Test func anotherIssuerLeavesThePresetsEndpointsBehind() throws {
        let provider = try provider(
            #"facebook: {client_id: a, client_secret: env:SECRET, issuer: "https://id.example.org"}"#)
        #expect(provider.relyingParty?.issuer == "https://id.example.org")
        #expect(provider.relyingParty?.endpointOverrides.token == nil)
        #expect(provider.relyingParty?.discoveryURL == nil)
    }

    @Test func everythingMayBeSaid() throws {
        let provider = try provider(
            """
            acme:
                preset: generic-oidc
                name: Acme
                issuer: https://id.example.org/realms/a
                discovery: https://id.example.org/document
                connect: http://10.0.0.7:8080
                timeout: 3s
                client_id: a
                client_secret: env:SECRET
                scopes: openid
                response_mode: form_post
                groups_claim: realm_access.roles
                name_claim: [nick, name]
                email_claim: mail
                email_trust: always
                max_age: 1h
                acr: [gold, silver]
                user_info: true
                clock_skew: 30s
                algorithms: [ES256, EdDSA]
                issuer_parameter: always
                audiences: app
                parameters: {kc_idp_hint: corp}
            """)
        let settings = try #require(provider.relyingParty)
        #expect(provider.displayName == "Acme")
        #expect(provider.signInLabel == "Continue with Acme")
        #expect(
            provider.claims
                == IdentityClaims(
                    groups: "realm_access.roles", name: ["nick", "name"], email: "mail", emailTrust: .always))
        #expect(settings.discoveryURL?.description == "https://id.example.org/document")
        #expect(settings.peer.connect?.description == "http://10.0.0.7:8080")
        #expect(settings.peer.timeout == .seconds(3))
        #expect(!settings.peer.isPrivateNetworkAllowed)
        #expect(settings.authentication.method == "client_secret_basic")
        #expect(settings.scopes == ["openid"])
        #expect(settings.responseMode == .formPost)
        #expect(settings.maximumAuthenticationAge == .seconds(3600))
        #expect(settings.acceptedACR == ["gold", "silver"])
        #expect(settings.usesUserInfo)
        #expect(settings.clockSkew == .seconds(30))
        #expect(settings.algorithms == [.es256, .edDSA])
        #expect(settings.issuerParameter == .always)
        #expect(settings.additionalAudiences == ["app"])
        #expect(settings.extraAuthorizationParameters.map { "\($0.0)=\($0.1)" } == ["kc_idp_hint=corp"])
        #expect(settings.postLogoutRedirectURI?.description == "https://login.example.org/signed-out")
    }

    @Test func aProviderOnLoopbackIsAllowedByBeingNamed() throws {
        let provider = try provider(
            #"demo: {preset: generic-oidc, issuer: "http://127.0.0.1:9000", client_id: a, client_authentication: none}"#
        )
        #expect(provider.relyingParty?.peer.isPrivateNetworkAllowed == true)
        #expect(provider.relyingParty?.issuer == "http://127.0.0.1:9000")
    }

    @Test func aPrivateKeyIsTheProof() throws {
        let key = try PrivateKey.generate(.elliptic(.p256))
        let pem = try #require(try key.pem().revealText())
        let (configuration, findings) = Fixture.load(
            text: Fixture.small(
                "rules:\n  - {when: {group: x}, grant: dev/A}",
                provider:
                    #"{preset: generic-oidc, issuer: "https://id.example.org", client_id: a, client_key: "file:keys/client.pem", client_key_id: k1}"#
            ), files: ["keys/client.pem": pem])
        #expect(findings.map(\.text) == [])
        let first = try #require(configuration?.providers.first)
        let settings = try #require(first.relyingParty)
        guard case .privateKeyJWT(let found, .es256, keyID: "k1") = settings.authentication else {
            Issue.record("the client does not prove itself by its key")
            return
        }
        #expect(found.publicKey.components == key.publicKey.components)
        #expect(configuration?.files == ["sallyport.yaml", "keys/client.pem"])
    }

    @Test func aDirectoryReplacesPresetsFileByFile() throws {
        let (configuration, findings) = Fixture.load(
            text: """
                url: https://login.example.org
                presets: more
                providers:
                  google: {client_id: a, client_authentication: none}
                  acme: {client_id: a, client_secret: env:SECRET}
                  facebook: {client_id: a, client_secret: env:SECRET}
                accounts: {dev: 111111111111}
                rules:
                  - {when: {sub: "1"}, grant: dev/A}
                """,
            files: [
                "more/google.yaml": "{name: G, issuer: \"https://g.example.org\"}",
                "more/acme.yaml": "{name: Acme, label: Enter, mark: acme, issuer: \"https://acme.example.org\"}",
                "more/README": "not a preset",
            ])
        #expect(findings.map(\.text) == [])
        let providers = try #require(configuration).providers
        #expect(providers.map(\.signInLabel) == ["Sign in with G", "Enter", "Continue with Facebook"])
        #expect(providers.map(\.mark) == [nil, "acme", "facebook"])
    }
}
