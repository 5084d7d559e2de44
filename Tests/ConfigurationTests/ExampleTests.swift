import Essentials
import Federation
import HTTP
import IAM
import OpenIDConnect
import SecurityTokens
import Testing

@testable import Configuration

/// The example files as users would like to write them.
@Suite struct Examples {
    @Test func googleAndOneAccountWorkWhole() throws {
        let (loaded, findings) = Fixture.load("examples/google-aws.yaml")
        #expect(findings == [])
        let configuration = try #require(loaded)
        #expect(configuration.url.description == "https://login.example.org")
        #expect(configuration.listen.description == "127.0.0.1:8400")
        #expect(configuration.accounts.map { "\($0.key) \($0.id) \($0.issuer)" } == ["main 111122223333 aws"])
        #expect(configuration.issuers.map(\.dialect) == [.aws(region: "us-east-1")])
        let role = try #require(configuration.catalogue.role(account: "main", name: "Developer"))
        #expect(role.arn.description == "arn:aws:iam::111122223333:role/Developer")
        #expect(!role.isListed)
        #expect(
            configuration.sentences == [
                "People whose email fits *@example.org at google may take Developer in main, for up to 1 hour"
            ])
    }

    @Test func googleIsAskedAsItWantsToBe() throws {
        let configuration = try #require(Fixture.load("examples/google-aws.yaml").configuration)
        let provider = try #require(configuration.provider("google"))
        #expect(provider.signInLabel == "Continue with Google")
        let settings = try #require(provider.relyingParty)
        #expect(settings.issuer == "https://accounts.google.com")
        #expect(settings.clientID == "123.apps.googleusercontent.com")
        #expect(settings.redirectURI.description == "https://login.example.org/callback/google")
        #expect(settings.scopes == ["openid", "email", "profile"])
        #expect(settings.extraAuthorizationParameters.map { "\($0.0)=\($0.1)" } == ["hd=example.org"])
        guard case .secretPost(let secret) = settings.authentication else {
            Issue.record("the secret is not sent by POST")
            return
        }
        #expect(secret == Secret("swordfish"))
    }

    @Test(arguments: [
        (
            #"{"iss":"https://accounts.google.com","sub":"7","email":"alice@example.org","email_verified":true,"hd":"example.org"}"#,
            ["main/Developer"]
        ),
        (
            #"{"iss":"https://accounts.google.com","sub":"7","email":"alice@example.org","email_verified":false,"hd":"example.org"}"#,
            []
        ),
        (
            #"{"iss":"https://accounts.google.com","sub":"7","email":"alice@gmail.com","email_verified":true,"hd":"example.org"}"#,
            []
        ),
    ])
    func whoMayTakeWhat(_ claims: String, _ expected: [String]) throws {
        let configuration = try #require(Fixture.load("examples/google-aws.yaml").configuration)
        let provider = try #require(configuration.provider("google"))
        let object = try JSONObject(parsing: claims.bytes, limits: .small)
        let explanation = try configuration.explain(claims: object, at: provider)
        #expect(explanation.result.grants.map(\.role.key) == expected)
        #expect(explanation.result.grants.allSatisfy { $0.sessionName.text == "alice@example.org" })
    }

    @Test func anotherDomainDoesNotGetIn() throws {
        let configuration = try #require(Fixture.load("examples/google-aws.yaml").configuration)
        let provider = try #require(configuration.provider("google"))
        let claims: JSONObject = [
            "sub": "7", "email": "alice@example.org", "email_verified": true, "hd": "evil.example",
        ]
        #expect(
            throws: IdentityRefusal.requiredClaimDiffers(claim: "hd", value: "evil.example", values: ["example.org"])
        ) {
            try configuration.explain(claims: claims, at: provider)
        }
    }

    @Test(arguments: [
        (
            "keycloak-minio",
            [
                "3:3: error: there is no preset `keycloak` (write `preset: generic-oidc` for a provider without a preset of its own)",
                "5:84: error: the dialect `minio-claim` of `issuers.minio` is not in this version (write `sts`)",
                "7:36: error: `minio/readonly` names the issuer `minio` where an account stands; that is not in this version (put an account under `accounts` with `issuer: minio`)",
                "8:37: error: `minio/readwrite` names the issuer `minio` where an account stands; that is not in this version (put an account under `accounts` with `issuer: minio`)",
                "8:54: error: `minio/diagnostics` names the issuer `minio` where an account stands; that is not in this version (put an account under `accounts` with `issuer: minio`)",
            ]
        ),
        (
            "github-actions",
            [
                "3:3: error: the preset `github-actions` is not in this version (this version has adfs, entra-saml, facebook, generic-oidc, generic-saml, google, google-workspace-saml, keycloak-saml, microsoft, okta-saml, shibboleth)",
                "3:20: error: `audience` under `providers.github-actions` (the audience of workload tokens) is not in this version (leave it out)",
                "3:57: error: `require` under `providers.github-actions` (claims that every token must hold) is not in this version (leave it out)",
                "7:34: error: `roles.local.policy` names the file `deploy-policy.json`: there is no file `deploy-policy.json` (a relative path starts at the file it stands in)",
            ]
        ),
    ])
    func whatIsNotBuiltYetIsSaidByName(_ name: String, _ expected: [String]) {
        let (configuration, findings) = Fixture.load("examples/\(name).yaml")
        #expect(configuration == nil)
        #expect(findings == expected.map { "\(name).yaml:\($0)" })
    }
}
