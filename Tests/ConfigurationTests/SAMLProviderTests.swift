import Essentials
import Federation
import HTTP
import SAML
import Testing

@testable import Configuration

@Suite struct SAMLProviders {
    private static let metadata = ["idp.xml": Fixture.metadata("okta.xml")]

    private func load(_ provider: String, further: String = "") -> (SallyportConfiguration?, [String]) {
        let (configuration, findings) = Fixture.load(
            text: Fixture.small(further, provider: provider), files: Self.metadata)
        return (configuration, findings.map(\.text))
    }

    private func errors(_ provider: String, further: String = "") -> [String] {
        load(provider, further: further).1.filter { $0.contains(": error: ") }
    }

    @Test func theEntraExampleWorksWhole() throws {
        let (loaded, findings) = Fixture.load("examples/entra-saml.yaml")
        #expect(findings == [])
        let configuration = try #require(loaded)
        let provider = try #require(configuration.provider("entra-saml"))
        let saml = try #require(provider.saml)
        #expect(saml.entityID == "https://login.example.org/saml/entra-saml/metadata")
        #expect(saml.acsURL.description == "https://login.example.org/saml/entra-saml/acs")
        #expect(saml.sloURL.description == "https://login.example.org/saml/entra-saml/slo")
        #expect(saml.trust == .broker)
        #expect(provider.groupNames.count == 3)
        #expect(configuration.issuers.map { $0.assertions?.principalName } == ["sallyport"])
        #expect(
            configuration.issuers.map { $0.assertions?.recipient.description } == ["https://signin.aws.amazon.com/saml"]
        )
        let administrator = try #require(configuration.catalogue.role(account: "prod", name: "Administrator"))
        #expect(administrator.authenticatedWithin == .seconds(900))
        #expect(
            configuration.sentences.first
                == "People of group platform-admins at entra-saml may take Administrator in dev, stage and prod, for up to 1 hour"
        )
    }

    @Test(arguments: [
        (["8c2f6b1e-0d5f-4d0a-9d5b-6f0f3a1b2c3d"], ["dev/Administrator", "stage/Administrator", "prod/Administrator"]),
        (["1f0e9d8c-7b6a-5948-3726-150493a2b1c0"], ["dev/PowerUser", "stage/ReadOnly"]),
        (["0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"], ["stage/PowerUser"]),
        // A group that somebody merely called so.
        (["platform-admins"], []), ([], []),
    ])
    func theEntraExampleGrantsByTheNamesOfGroups(_ ids: [String], _ roles: [String]) throws {
        let configuration = try #require(Fixture.load("examples/entra-saml.yaml").configuration)
        let provider = try #require(configuration.provider("entra-saml"))
        let claims: JSONObject = [
            "sub": "ada",
            "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups": .array(ids.map { .string($0) }),
        ]
        let explanation = try configuration.explain(claims: claims, at: provider)
        #expect(explanation.result.grants.map(\.role.key) == roles)
    }

    @Test(arguments: [
        "adfs", "entra-saml", "generic-saml", "google-workspace-saml", "keycloak-saml", "okta-saml", "shibboleth",
    ])
    func everyPresetNeedsNoMoreThanMetadata(_ preset: String) throws {
        let (configuration, findings) = load("{preset: \(preset), metadata: file:idp.xml}")
        #expect(findings.filter { !$0.contains("there are no `rules`") } == [])
        let provider = try #require(configuration?.providers.first)
        #expect(provider.saml?.metadata == .file("idp.xml"))
        // What weakens a judgement is an operator's own word, never a preset's.
        #expect(provider.saml?.options.allowsSHA1 == false)
        #expect(provider.saml?.options.allowsCBCInsideUnsignedResponse == false)
        #expect(provider.saml?.options.allowsUnsolicited == false)
    }

    @Test func optionsAreTaken() throws {
        let (configuration, _) = load(
            """
            {preset: generic-saml, metadata: "https://idp.example.org/metadata", want_signed: both, sign_requests: no,
              request_binding: post, response_binding: artifact, name_id_format: persistent, force_authn: true,
              authn_context: [a, b], clock_skew: 2m, allow_unsolicited: true, landing_pages: [/, /roles],
              entity_id: "urn:example:gateway", idp_entity_id: "urn:example:idp", principal: corp, groups_claim: g}
            """)
        let saml = try #require(configuration?.providers.first?.saml)
        #expect(saml.options.signatures == .both)
        #expect(!saml.options.signsAuthnRequests)
        #expect(saml.options.requestBinding == .post)
        #expect(saml.options.responseBinding == .artifact)
        #expect(saml.options.nameIDFormat == NameIDFormat.persistent)
        #expect(saml.options.forcesAuthn)
        #expect(saml.options.authnContexts == ["a", "b"])
        #expect(saml.options.skew == .seconds(120))
        #expect(saml.options.allowsUnsolicited)
        #expect(saml.landingPages == ["/", "/roles"])
        #expect(saml.entityID == "urn:example:gateway")
        #expect(saml.providerEntityID == "urn:example:idp")
        #expect(saml.principalName == "corp")
        #expect(configuration?.providers.first?.claims.groups == "g")
    }

    static let wrong: [(String, String)] = [
        ("{preset: generic-saml}", "`providers.home.metadata` is missing"),
        ("{preset: generic-saml, metadata: file:none.xml}", "names the file `none.xml`"),
        ("{preset: generic-saml, metadata: idp.xml}", "which is not an absolute http or https URL"),
        ("{preset: generic-saml, metadata: \"http://idp.example.org/m\"}", "plain http is for loopback only"),
        (
            "{preset: generic-saml, metadata_query: \"https://mdq.example.org/\"}",
            "`providers.home.idp_entity_id` is missing"
        ),
        ("{preset: generic-saml, metadata: file:idp.xml, client_id: a}", "`client_id` is not known"),
        ("{preset: generic-saml, metadata: file:idp.xml, want_signed: none}", "must be one of `assertion`"),
        ("{preset: generic-saml, metadata: file:idp.xml, want_signed: }", "`providers.home.want_signed` says nothing"),
        ("{preset: generic-saml, metadata: file:idp.xml, name_id_format: mail}", "must be `unspecified`"),
        ("{preset: generic-saml, metadata: file:idp.xml, landing_pages: /x}", "has no meaning"),
        (
            "{preset: generic-saml, metadata: file:idp.xml, allow_unsolicited: yes, landing_pages: //evil}",
            "not a path of this gateway"
        ),
        ("{preset: generic-saml, metadata: file:idp.xml, trust: pass-through}", "`providers.home.audience` is missing"),
        (
            "{preset: generic-saml, metadata: file:idp.xml, trust: pass-through, audience: a}",
            "`providers.home.recipient` is missing"
        ),
        ("{preset: generic-saml, metadata: file:idp.xml, metadata_certificate: file:idp.xml}", "no PEM certificate"),
        ("{preset: generic-saml, metadata: file:idp.xml, group_names: \"a\"}", "has no id or no name"),
        ("{preset: generic-saml, metadata: file:idp.xml, principal: a/b}", "cannot be the name of a SAML provider"),
        ("{preset: generic-oidc, metadata: file:idp.xml}", "`metadata` is not known"),
    ]

    @Test(arguments: wrong.indices)
    func whatIsWrongIsSaid(_ index: Int) {
        let (provider, words) = Self.wrong[index]
        let errors = errors(provider)
        #expect(errors.contains { $0.contains(words) }, "\(errors)")
    }

    @Test(arguments: [
        "allow_sha1", "allow_inclusive_canonicalisation", "allow_cbc_inside_unsigned_response", "allow_unsolicited",
    ])
    func whatWeakensIsWarnedAbout(_ key: String) {
        let (configuration, findings) = load("{preset: generic-saml, metadata: file:idp.xml, \(key): true}")
        #expect(configuration != nil)
        #expect(findings.contains { $0.contains(": warning: `providers.home.\(key)`") })
    }

    @Test func passThroughIsWarnedAbout() throws {
        let aws = "https://signin.aws.amazon.com/saml"
        let (configuration, findings) = load(
            "{preset: generic-saml, metadata: file:idp.xml, trust: pass-through, audience: \"\(aws)\", recipient: \"\(aws)\"}"
        )
        #expect(findings.contains { $0.contains("must carry the issuer's audience, recipient and roles") })
        let saml = try #require(configuration?.providers.first?.saml)
        #expect(saml.trust == .passThrough)
        #expect(saml.audiences == [ExactString(aws)])
        #expect(saml.recipients == [ExactString(aws)])
    }

    /// MinIO and Ceph have no AssumeRoleWithSAML.
    @Test func anIssuerThatTakesNoAssertionIsAnError() {
        let accounts = """
            issuers: {minio: {endpoint: "https://s3.example.org"}}
            rules:
              - {when: {group: a}, grant: store/reader}
            """
        func text(_ issuer: String) -> String {
            Fixture.small(accounts, provider: "{preset: generic-saml, metadata: file:idp.xml}")
                .replacing(
                    "accounts: {dev: 111111111111}", with: "accounts: {store: {id: 111111111111, issuer: minio}}"
                )
                .replacing("\"https://s3.example.org\"", with: "\"https://s3.example.org\"\(issuer)")
        }
        let deaf = Fixture.load(text: text(""), files: Self.metadata)
        #expect(deaf.configuration == nil)
        #expect(deaf.findings.contains { $0.message.contains("is not said to have AssumeRoleWithSAML") })
        let able = Fixture.load(text: text(", saml_provider: sally"), files: Self.metadata)
        #expect(able.configuration?.issuers.first?.assertions?.principalName == "sally")
        #expect(able.configuration?.issuers.first?.assertions?.recipient.description == "https://s3.example.org")
    }

    @Test(arguments: [
        ("cn-north-1", "https://signin.amazonaws.cn/saml"),
        ("us-gov-west-1", "https://signin.amazonaws-us-gov.com/saml"),
        ("eu-central-1", "https://signin.aws.amazon.com/saml"),
    ])
    func theRecipientFollowsThePartition(_ region: String, _ recipient: String) {
        let (configuration, _) = Fixture.load(
            text: Fixture.small("issuers: {aws: {region: \(region)}}"))
        #expect(configuration?.issuers.first?.assertions?.recipient.description == recipient)
    }

    @Test func theEmbeddedIssuerTakesOurAssertionsBelowOurURL() {
        let (configuration, _) = Fixture.load(
            text: Fixture.small().replacing("{dev: 111111111111}", with: "{dev: {id: 111111111111, issuer: embedded}}"))
        #expect(
            configuration?.issuers.first?.assertions?.recipient.description == "https://login.example.org/sts")
    }
}
