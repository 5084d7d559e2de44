import EmbeddedIssuer
import Essentials
import IAM
import Testing

@testable import Configuration

@Suite struct Users {
    private func load(_ users: String, trust: String? = nil) -> (SallyportConfiguration?, [String]) {
        let text = """
            url: https://login.example.org
            providers:
              home: \(Fixture.standardProvider)
            accounts: {local: {id: 000000000001, issuer: embedded}, aws: 111111111111}
            roles: {local: [{name: deploy\(trust == nil ? "" : ", trust: \"file:trust.json\"")}]}
            users: \(users)
            rules:
              - {when: {group: x}, grant: local/deploy}
            """
        let policy = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}"#
        let (configuration, findings) = Fixture.load(
            text: text,
            files: [
                "policy.json": policy, "secret": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "device": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "trust.json": trust ?? "",
            ])
        return (configuration, findings.filter { $0.severity == .error }.map(\.message))
    }

    private let key = #"{id: AKIAIOSFODNN7EXAMPLE, secret: "file:secret"}"#

    @Test func areReadWhole() throws {
        let (configuration, findings) = load(
            #"{local: [{name: alice, path: /team/, access_keys: [\#(key)], policy: "file:policy.json", boundary: "file:policy.json", mfa: {secret: "file:device"}}, {name: bob}]}"#
        )
        #expect(findings == [])
        let users = try #require(configuration).embeddedUsers
        #expect(users.map(\.account) == ["local", "local"])
        let alice = try #require(users.first).user
        #expect(alice.arn.description == "arn:aws:iam::000000000001:user/team/alice")
        #expect(alice.userID.hasPrefix("AIDA") && alice.userID.count == 21)
        #expect(alice.keys.map(\.id) == ["AKIAIOSFODNN7EXAMPLE"])
        #expect(alice.permissions.map(\.count) == [1])
        #expect(alice.boundary?.count == 1)
        #expect(alice.device?.serialNumber == "arn:aws:iam::000000000001:mfa/alice")
        #expect(users.last?.user.keys.isEmpty == true)
    }

    @Test(arguments: [
        ("{locl: [{name: alice}]}", "under `accounts`; nearest: `local`"),
        ("{aws: [{name: alice}]}", "not an account of the embedded issuer"),
        ("{local: [{path: /x/}]}", "name"), (#"{local: [{name: "a b"}]}"#, "not a role name"),
        ("{local: [{name: alice}, {name: alice}]}", "stands twice"),
        ("{local: [{name: alice, access_keys: [{id: AKIA, secret: \"file:secret\"}]}]}", "has no access key"),
        ("{local: [{name: alice, access_keys: [{id: AKIAIOSFODNN7EXAMPLE}]}]}", "secret"),
        ("{local: [{name: alice, mfa: {secret: \"file:policy.json\"}}]}", "has no device"),
        ("{local: [{name: alice, policy: \"file:secret\"}]}", "policy"),
        ("{local: [{name: alice, colour: red}]}", "`colour` is not known"),
    ])
    func whatDoesNotServeIsFound(_ users: String, _ words: String) {
        let (configuration, findings) = load(users)
        #expect(configuration == nil)
        #expect(findings.contains { $0.contains(words) }, "\(findings)")
    }

    @Test func aKeyIsOfOneUser() {
        let (_, findings) = load("{local: [{name: a, access_keys: [\(key)]}, {name: b, access_keys: [\(key)]}]}")
        #expect(findings.contains { $0.contains("the key `AKIAIOSFODNN7EXAMPLE` stands twice") })
        let three = (1...3).map { #"{id: AKIAIOSFODNN7EXAMPL\#($0), secret: "file:secret"}"# }.joined(separator: ", ")
        #expect(load("{local: [{name: a, access_keys: [\(three)]}]}").1.contains { $0.contains("two at most") })
    }

    @Test(arguments: [("user/alice", true), ("user/nobody", false), ("role/deploy", true), ("role/none", false)])
    func aTrustPolicyNamesWhoThereIs(_ name: String, _ isTaken: Bool) {
        let trust =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000001:\#(name)"},"Action":"sts:AssumeRole"}}"#
        let (configuration, findings) = load("{local: [{name: alice}]}", trust: trust)
        #expect((configuration != nil) == isTaken, "\(findings)")
        #expect(isTaken || findings.contains { $0.contains("the trust policy of `local/deploy`") })
    }

    /// What is attached counts beside what is one's own; a boundary may be named.
    @Test func haveManagedPoliciesAttached() throws {
        let text = """
            url: https://login.example.org
            providers:
              home: \(Fixture.standardProvider)
            accounts: {local: {id: 000000000001, issuer: embedded}, aws: 111111111111}
            policies: {"*": [{name: read, path: /team/, policy: "file:policy.json"}, {name: most, policy: "file:policy.json"}]}
            roles: {local: [{name: deploy, attach: read, policy: "file:policy.json", boundary: most}]}
            users: {local: [{name: alice, attach: ["arn:aws:iam::000000000001:policy/team/read", most]}]}
            rules:
              - {when: {group: x}, grant: local/deploy}
            """
        let policy = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}"#
        let (configuration, findings) = Fixture.load(text: text, files: ["policy.json": policy])
        #expect(findings.filter { $0.severity == .error }.map(\.message) == [])
        let read = try #require(configuration)
        #expect(read.embeddedPolicies["local"]?.map(\.arn.resource) == ["policy/team/read", "policy/most"])
        let role = try #require(read.embeddedRoles.first)
        #expect(role.permissions.count == 2)
        #expect(role.boundary?.kind == .boundary)
        #expect(role.record.boundary?.name == "most")
        #expect(role.record.attached.map(\.name) == ["read"])
        #expect(read.embeddedUsers.first?.user.permissions.count == 2)
    }

    @Test(arguments: [
        ("{local: [{name: x, policy: 'file:policy.json'}, {name: X, policy: 'file:policy.json'}]}", "read", "twice"),
        ("{local: [{name: read, policy: '{}'}]}", "read", "Statement"),
        ("{local: [{name: 'a b', policy: 'file:policy.json'}]}", "read", "a b"),
        ("{aws: [{name: read, policy: 'file:policy.json'}]}", "read", "embedded"),
        ("{lokal: [{name: read, policy: 'file:policy.json'}]}", "read", "lokal"),
        ("{local: [{name: read, policy: 'file:policy.json'}]}", "reed", "reed"),
        ("{local: [{name: read}]}", "read", "policy"),
    ])
    func managedPoliciesThatAreNone(policies: String, attached: String, words: String) throws {
        let text = """
            url: https://login.example.org
            providers:
              home: \(Fixture.standardProvider)
            accounts: {local: {id: 000000000001, issuer: embedded}, aws: 111111111111}
            policies: \(policies)
            roles: {local: [{name: deploy, attach: \(attached)}]}
            rules:
              - {when: {group: x}, grant: local/deploy}
            """
        let policy = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}"#
        let errors = Fixture.load(text: text, files: ["policy.json": policy]).1.filter { $0.severity == .error }
        #expect(errors.contains { $0.message.contains(words) }, "\(errors.map(\.message))")
    }

    /// The IAM API is there where the file says so, and for the embedded issuer only.
    @Test(arguments: [
        ("{embedded: {iam: true}}", true, ""), ("{embedded: {iam: false}}", false, ""), ("{}", false, ""),
        ("{embedded: {iam: maybe}}", nil, "maybe"), ("{aws: {iam: true}}", nil, "embedded issuer only"),
        ("{minio: {endpoint: 'https://minio.example.org', iam: true}}", nil, "embedded issuer only"),
    ])
    func administrationIsOffUnlessSaid(issuers: String, isOn: Bool?, words: String) throws {
        let text = """
            url: https://login.example.org
            providers:
              home: \(Fixture.standardProvider)
            issuers: \(issuers)
            accounts: {local: {id: 000000000001, issuer: embedded}}
            rules:
              - {when: {group: x}, grant: local/deploy}
            """
        let (configuration, findings) = Fixture.load(text: text, files: [:])
        let found = configuration?.issuers.first { $0.dialect == .embedded }?.hasAdministration
        #expect(found == isOn, "\(findings.map(\.message))")
        #expect(isOn != nil || findings.contains { $0.message.contains(words) })
    }

    /// Who may end sessions everywhere is of one account that the embedded issuer has.
    @Test(arguments: [
        ("{embedded: {revocations: local}}", "local", ""), ("{}", nil, ""),
        ("{embedded: {revocations: locl}}", nil, "nearest: `local`"),
        ("{embedded: {revocations: far}}", nil, "no account of it"),
        ("{aws: {revocations: far}}", nil, "embedded issuer only"),
    ])
    func oneAccountRevokes(issuers: String, account: String?, words: String) throws {
        let text = """
            url: https://login.example.org
            providers:
              home: \(Fixture.standardProvider)
            issuers: \(issuers)
            accounts: {local: {id: 000000000001, issuer: embedded}, far: 111111111111}
            rules:
              - {when: {group: x}, grant: local/deploy}
            """
        let (configuration, findings) = Fixture.load(text: text, files: [:])
        #expect(configuration?.issuers.first { $0.dialect == .embedded }?.revokingAccount == account)
        #expect(words.isEmpty == (configuration != nil), "\(findings.map(\.message))")
        #expect(words.isEmpty || findings.contains { $0.message.contains(words) })
    }
}
