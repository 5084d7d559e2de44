import Essentials
import Federation
import HTTP
import IAM
import SecurityTokens
import Testing

@testable import Configuration

@Suite struct Catalogue {
    private func configuration(_ further: String) throws -> SallyportConfiguration {
        let text = """
            url: https://login.example.org
            providers:
              home: \(Fixture.standardProvider)
            \(further)
            """
        let (configuration, findings) = Fixture.load(text: text)
        #expect(findings.filter { $0.severity == .error }.map(\.text) == [])
        return try #require(configuration)
    }

    @Test func rolesAreStatedOnceForAllOrForOne() throws {
        let configuration = try configuration(
            """
            accounts: {dev: 111111111111, prod: {id: 222222222222, name: Production}}
            roles:
              "*": [ReadOnly, {name: Administrator, sensitive: true, max_duration: 2h, description: all of it}]
              prod:
                - {name: Deploy, path: /ci/}
                - {name: Elsewhere, arn: "arn:aws:iam::333333333333:role/team/Other"}
            rules:
              - {when: {group: admins}, grant: "*/Administrator", max_duration: 1h}
              - {when: {group: developers}, grant: [dev/ReadOnly, prod/ReadOnly, prod/Deploy]}
              - {when: {group: {matches: "aws-(?P<a>.+)-(?P<r>.+)"}}, grant: "${a}/${r}"}
            """)
        let arns = configuration.catalogue.roles.map { "\($0.key) \($0.arn)" }
        #expect(
            arns == [
                "dev/ReadOnly arn:aws:iam::111111111111:role/ReadOnly",
                "dev/Administrator arn:aws:iam::111111111111:role/Administrator",
                "prod/ReadOnly arn:aws:iam::222222222222:role/ReadOnly",
                "prod/Administrator arn:aws:iam::222222222222:role/Administrator",
                "prod/Deploy arn:aws:iam::222222222222:role/ci/Deploy",
                "prod/Elsewhere arn:aws:iam::333333333333:role/team/Other",
            ])
        let administrator = try #require(configuration.catalogue.role(account: "dev", name: "Administrator"))
        #expect(administrator.isSensitive)
        #expect(administrator.maximumDuration == .seconds(7200))
        #expect(administrator.description == "all of it")
        #expect(configuration.accounts.map(\.name) == ["dev", "Production"])
        #expect(
            configuration.sentences == [
                "People of group admins at home may take Administrator in dev and prod, for up to 1 hour",
                "People of group developers at home may take ReadOnly in dev and prod and Deploy in prod, for up to 1 hour",
                "People of a group that matches aws-(?P<a>.+)-(?P<r>.+) at home may take whatever role listed under `roles` `${a}/${r}` names",
            ])
    }

    @Test func issuersAreChosenByAccount() throws {
        let configuration = try configuration(
            """
            issuers:
              moto: {endpoint: "http://127.0.0.1:5000"}
              minio: {endpoint: "https://s3.home.arpa", connect: "http://minio:9000", region: eu-west-1}
              china: {dialect: aws, region: cn-north-1}
            accounts:
              a: 111111111111
              b: {id: 222222222222, region: eu-central-1}
              c: {id: 333333333333, issuer: moto}
              d: {id: 444444444444, issuer: embedded}
              e: {id: 555555555555, issuer: china}
              f: {id: 666666666666, issuer: minio}
            roles: {"*": R}
            rules:
              - {when: {group: x}, grant: "*/*"}
            """)
        #expect(
            configuration.accounts.map { "\($0.key) \($0.issuer)" } == [
                "a aws", "b aws/eu-central-1", "c moto", "d embedded", "e china", "f minio",
            ])
        let dialects = Dictionary(uniqueKeysWithValues: configuration.issuers.map { ($0.id, $0) })
        #expect(dialects["aws"]?.dialect == .aws(region: "us-east-1"))
        #expect(dialects["aws/eu-central-1"]?.dialect == .aws(region: "eu-central-1"))
        #expect(dialects["embedded"]?.dialect == .embedded)
        #expect(dialects["moto"]?.peer.isPrivateNetworkAllowed == true)
        let endpoint = try #require(HTTPURL("https://s3.home.arpa"))
        #expect(dialects["minio"]?.dialect == .sts(endpoint: endpoint, region: "eu-west-1"))
        #expect(dialects["minio"]?.peer.connect?.description == "http://minio:9000")
        #expect(configuration.catalogue.role(key: "e/R")?.arn.description == "arn:aws-cn:iam::555555555555:role/R")
        #expect(configuration.embeddedRoles.map(\.role.key) == ["d/R"])
        #expect(configuration.catalogue.roles.map(\.issuer) == configuration.accounts.map(\.issuer))
    }

    @Test func aTrustPolicyByHandIsRead() throws {
        let policy =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::000000000001:oidc-provider/id.example.org"},"Action":"sts:AssumeRoleWithWebIdentity"}]}"#
        let narrowing =
            #"{ "Version": "2012-10-17", "Statement": {"Effect":"Allow","Action":"s3:*","Resource":"*"} }"#
        let text = """
            url: https://login.example.org
            providers:
              home: \(Fixture.standardProvider)
            accounts: {local: {id: 000000000001, issuer: embedded}}
            roles: {local: [{name: deploy, trust: "file:trust.json", policy: "file:policy.json", session_policy: "file:policy.json", boundary: "file:policy.json"}]}
            rules:
              - {when: {group: x}, grant: [local/deploy, local/other]}
            """
        let (configuration, findings) = Fixture.load(
            text: text, files: ["trust.json": policy, "policy.json": narrowing])
        #expect(findings.map(\.text) == [])
        let roles = try #require(configuration).embeddedRoles
        #expect(roles.map(\.role.key) == ["local/deploy", "local/other"])
        #expect(roles.map { $0.trustPolicy == nil } == [false, true])
        #expect(
            roles.first?.role.sessionPolicy
                == #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#)
        #expect(roles.first?.permissions.map(\.count) == [1])
        #expect(roles.first?.boundary?.count == 1)
        #expect(roles.last?.permissions.isEmpty == true)
        #expect(roles.first?.role.accountID == "000000000001")
    }

    @Test(arguments: [
        (#"{group: [a, b]}"#, "People of group a or b"), (#"{group: "a-*"}"#, "People of a group that fits a-*"),
        (#"{group: {exists: true}}"#, "People of any group"), (#"{department: IT}"#, "People whose department is IT"),
        (#"{department: {in: [IT, HR]}}"#, "People whose department is IT or HR"),
        (#"{a: x, b: {exists: false}}"#, "People whose a is x and who have no b"),
        (#"{any: [{group: a}, {group: b, c: "d*"}]}"#, "People of group a or (of group b and whose c fits d*)"),
        (#"{group: a, not: {c: d}}"#, "People of group a and not whose c is d"),
        (#"{c: {equals: d, ignore_case: true}}"#, "People whose c is d in any letter case"),
    ])
    func sentencesArePlain(_ when: String, _ who: String) throws {
        let configuration = try configuration(
            "accounts: {dev: 111111111111}\nrules:\n  - {when: \(when), grant: dev/A}")
        #expect(configuration.sentences == ["\(who) at home may take A in dev, for up to 1 hour"])
    }

    @Test func anExplanationNamesEveryRule() throws {
        let configuration = try configuration(
            """
            accounts: {dev: 111111111111}
            rules:
              - {when: {group: developers}, grant: dev/PowerUser}
              - {when: {email: "*@example.org"}, grant: dev/ReadOnly}
              - {when: {shape: round}, grant: dev/ReadOnly}
            """)
        let provider = try #require(configuration.providers.first)
        let claims: JSONObject = [
            "iss": "https://id.example.org", "sub": "s-1", "name": "Alice", "groups": ["developers"],
            "email": "a@example.org", "shape": ["object": 1],
        ]
        let explanation = try configuration.explain(claims: claims, at: provider)
        let hash = try #require(explanation.result.grants.first).sessionName.text
        #expect(
            explanation.text == """
                Alice (s-1 at home)
                  not relied on: the claim `email` is not verified: `email_verified` is absent
                rule 1 (sallyport.yaml:6:5): matched, and grants dev/PowerUser
                  matched: group is `developers`
                rule 2 (sallyport.yaml:7:5): did not match: the claim `email` is not verified: `email_verified` is absent
                  withheld: email fits `*@example.org` (the claim `email` is not verified: `email_verified` is absent)
                rule 3 (sallyport.yaml:8:5): could not be evaluated and grants nothing: the claim `shape` is an object, not a text
                  failed: shape is `round` (the claim `shape` is an object, not a text)
                may take:
                  dev/PowerUser as \(hash), up to 1h, by rule 1

                """)
        let json = explanation.json
        #expect(json["grants"]?.array?.count == 1)
        #expect(
            json["rules"]?.array?.compactMap { $0.object?["outcome"]?.string } == ["matched", "not-matched", "failed"])
    }
}
