import Essentials
import Federation
import HTTP
import OpenIDConnect
import Testing

@testable import Configuration

@Suite struct Settings {
    private func configuration(_ further: String, files: [String: String] = [:]) throws -> SallyportConfiguration {
        let (configuration, findings) = Fixture.load(text: Fixture.small(further), files: files)
        #expect(findings.filter { $0.severity == .error }.map(\.text) == [])
        return try #require(configuration)
    }

    @Test(arguments: [
        ("1h", 3600), ("15m", 900), ("90s", 90), ("1h30m", 5400), ("2d", 172_800), ("3600", 3600), ("0s", 0),
        ("1d2h3m4s", 93_784),
    ])
    func durations(_ text: String, _ seconds: Int) {
        #expect(DurationText.read(text) == .seconds(seconds))
    }

    @Test(arguments: ["", "h", "1", "1x", "1m1h", "1h1h", "-1h", "1.5h", " 1h", "1h ", "99999999999", "4000d", "１h"])
    func noDurations(_ text: String) {
        #expect(DurationText.read(text) == (text == "1" ? .seconds(1) : nil))
    }

    @Test(arguments: [
        (3600, "1h", "1 hour"), (5400, "1h30m", "1 hour and 30 minutes"), (0, "0s", "0 seconds"),
        (86_461, "1d1m1s", "1 day and 1 minute and 1 second"), (7200, "2h", "2 hours"),
    ])
    func durationsAreWritten(_ seconds: Int, _ short: String, _ words: String) {
        #expect(DurationText.write(.seconds(seconds)) == short)
        #expect(DurationText.words(.seconds(seconds)) == words)
    }

    @Test(
        arguments: [
            ("redirect_url", ["redirect_path", "response_mode"], "redirect_path"),
            ("organization", ["organisation"], "organisation"),
            ("lsiten", ["listen", "state"], "listen"), ("xyz", ["url", "listen"], nil), ("ab", ["cd"], nil),
            ("", ["a"], nil), ("connct", ["connect", "ca"], "connect"),
        ] as [(String, [String], String?)])
    func theNearestNameIsFound(_ name: String, _ known: [String], _ nearest: String?) {
        #expect(NearestName.find(name, among: known) == nearest)
    }

    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("abc", "abd", 1), ("abc", "acb", 1), ("kitten", "sitting", 3), ("ca", "abc", 3),
    ])
    func distances(_ left: String, _ right: String, _ distance: Int) {
        #expect(NearestName.distance(left, right) == distance)
        #expect(NearestName.distance(right, left) == distance)
    }

    @Test func pathsStartAtTheFile() throws {
        let text = """
            url: https://login.example.org
            state: data
            templates: /usr/share/pages
            audit: {file: audit.json}
            organisation: Example
            listen: "[::1]:0"
            session_lifetime: 4h
            providers:
              home: {preset: generic-oidc, issuer: "https://id.example.org", client_id: "file:id.txt", client_secret: "file:secret.txt"}
            """
        let (loaded, findings) = ConfigurationLoader.load(
            path: "/etc/sallyport/sallyport.yaml", environment: [:],
            files: MemoryFiles(texts: [
                "/etc/sallyport/sallyport.yaml": text, "/etc/sallyport/id.txt": "client\r\n",
                "/etc/sallyport/secret.txt": "two\nlines\n\n",
            ]))
        #expect(findings.map(\.severity) == [.warning])
        let configuration = try #require(loaded)
        #expect(configuration.stateDirectory == "/etc/sallyport/data")
        #expect(configuration.templateOverrides == "/usr/share/pages")
        #expect(configuration.auditFile == "/etc/sallyport/audit.json")
        #expect(configuration.organisation == "Example")
        #expect(configuration.listen == ListenAddress(host: "::1", port: 0))
        #expect(configuration.sessionLifetime == .seconds(14_400))
        let settings = try #require(configuration.providers.first?.relyingParty)
        #expect(settings.clientID == "client")
        guard case .secretBasic(let secret) = settings.authentication else {
            Issue.record("no secret")
            return
        }
        #expect(secret == Secret("two\nlines\n"))
    }

    @Test func scalarsStayTexts() throws {
        let configuration = try configuration(
            """
            roles: {dev: [no, 1e3, 007]}
            rules:
              - when: {flag: no, number: 1e3, id: 000000000001}
                grant: dev/007
            """)
        #expect(configuration.catalogue.roles.map(\.name) == ["no", "1e3", "007"])
        let provider = try #require(configuration.providers.first)
        let claims: JSONObject = ["sub": "1", "flag": "no", "number": "1e3", "id": "000000000001"]
        #expect(try configuration.explain(claims: claims, at: provider).result.grants.map(\.role.name) == ["007"])
    }

    @Test func noSecretIsShown() throws {
        let text = Fixture.small(
            "rules:\n  - {when: {group: x}, grant: dev/A}",
            provider:
                #"{preset: generic-oidc, issuer: "https://id.example.org", client_id: a, client_secret: hunter2-hunter2}"#
        )
        let (configuration, findings) = Fixture.load(text: text)
        let loaded = try #require(configuration)
        #expect(findings.count == 1)
        let everything = findings.map(\.text) + loaded.effective.map(\.text) + loaded.sentences + ["\(loaded)"]
        for line in everything { #expect(!line.contains("hunter2")) }
        #expect(loaded.effective.contains { $0.text.hasPrefix("providers.home.client_secret: «secret»") })
    }

    @Test func defaultsAreShownWithTheirSource() throws {
        let effective = try configuration("rules:\n  - {when: {group: x}, grant: dev/A}").effective.map(\.text)
        for line in [
            "url: https://login.example.org  # sallyport.yaml:1:6",
            "listen: 127.0.0.1:8400  # default: loopback, for the proxy in front",
            "state: .  # default: beside the file",
            "accounts.dev.issuer: aws  # default: AWS, where nothing else is said",
            "issuers.aws.region: us-east-1  # default: no region is named",
            "providers.home.scopes: openid email profile  # preset generic-oidc",
            "duration: 1h  # default: where nobody asks for another",
        ] {
            #expect(effective.contains(line), "\(line)")
        }
    }

    @Test func smallFilesCompose() throws {
        let configuration = try configuration(
            """
            include: [rules.d/*.yaml, extra.yaml]
            roles: {dev: ReadOnly}
            rules:
              - {when: {group: a}, grant: dev/ReadOnly}
            """,
            files: [
                "rules.d/20-b.yaml": "rules:\n  - {when: {group: c}, grant: dev/ReadOnly}",
                "rules.d/10-a.yaml":
                    "rules: {when: {group: b}, grant: ops/Deploy}\naccounts: {ops: 222222222222}\nroles: {dev: [PowerUser], ops: Deploy}",
                "rules.d/notes.txt": "not yaml: [", "rules.d/.hidden.yaml": "not yaml: [",
                "extra.yaml": "organisation: Extra",
            ])
        #expect(
            configuration.rules.rules.map { "\($0.number) \($0.place)" } == [
                "1 sallyport.yaml:8:5", "2 rules.d/10-a.yaml:1:8", "3 rules.d/20-b.yaml:2:5",
            ])
        #expect(configuration.catalogue.roles.map(\.key) == ["dev/ReadOnly", "dev/PowerUser", "ops/Deploy"])
        #expect(configuration.organisation == "Extra")
        #expect(configuration.files == ["sallyport.yaml", "rules.d/10-a.yaml", "rules.d/20-b.yaml", "extra.yaml"])
    }
}
