import Essentials
import Federation
import IAM
import Testing

@testable import Configuration

/// What would only fail at the start, or at every sign-in, if `check` let it pass.
@Suite struct EarlyFindings {
    private func errors(_ text: String, files: [String: String] = [:]) -> [String] {
        Fixture.load(text: text, files: files).findings.filter { $0.severity == .error }.map(\.text)
    }

    private func whole(_ accounts: String, _ further: String, provider: String = Fixture.standardProvider) -> String {
        "url: https://login.example.org\nproviders:\n  home: \(provider)\naccounts: \(accounts)\n\(further)\n"
    }

    static let rule = "rules:\n  - {when: {group: x}, grant: local/A}"
    static let local = "{local: {id: 000000000001, issuer: embedded}}"

    @Test(arguments: ["europe", "eu-central", "eu-central-1-", "1", "eu--1"])
    func aRegionThatAWSHasNoEndpointFor(_ region: String) {
        let named = errors(Fixture.small("issuers: {aws: {region: \(region)}}\n\(FurtherFindings.rule)"))
        #expect(named.count == 1)
        #expect(named.first?.contains("`issuers.aws.region` is `\(region)`, which is not a region") == true)
        let account = errors(
            whole("{dev: {id: 111111111111, region: \(region)}}", FurtherFindings.rule))
        #expect(account.count == 1)
        #expect(account.first?.contains("`accounts.dev.region` is `\(region)`, which is not a region") == true)
    }

    @Test(arguments: [
        ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"), ("us-isof-south-1", "aws-iso-f"), ("eu-isoe-west-1", "aws-iso-e"),
        ("eusc-de-east-1", "aws-eusc"), ("us-east-1", "aws"),
    ])
    func aRoleIsInThePartitionOfItsRegion(_ region: String, _ partition: String) throws {
        let (configuration, _) = Fixture.load(
            text: Fixture.small("issuers: {aws: {region: \(region)}}\n\(FurtherFindings.rule)"))
        #expect(
            configuration?.catalogue.roles.map(\.arn.description) == ["arn:\(partition):iam::111111111111:role/A"])
    }

    @Test func anEmbeddedRoleOfAnotherAccount() {
        let roles = #"roles: {local: {name: A, arn: "arn:aws:iam::999999999999:role/A"}}"#
        let found = errors(whole(Self.local, "\(roles)\n\(Self.rule)"))
        #expect(found.first?.contains("is not in the account `000000000001`") == true)
    }

    @Test func twoEmbeddedRolesOfOneARN() {
        let twins = #"roles: {local: [A, {name: B, arn: "arn:aws:iam::000000000001:role/A"}]}"#
        let stated = errors(whole(Self.local, "\(twins)\n\(Self.rule)"))
        #expect(stated.count == 1)
        #expect(stated.first?.contains("have one ARN, `arn:aws:iam::000000000001:role/A`") == true)
        let hidden = #"roles: {local: {name: B, arn: "arn:aws:iam::000000000001:role/A"}}"#
        let named = errors(whole(Self.local, "\(hidden)\n\(Self.rule)"))
        #expect(named.count == 1)
        #expect(named.first?.contains("its ARN is that of `local/B`") == true)
    }

    @Test(arguments: [
        #"{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}"#,
        #"{"Statement":{"Effect":"Allow","Action":"*"}}"#, #"{"Statement":[]}"#,
        #"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#,
        #"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"\#(String(repeating: "x", count: 2048))"}}"#,
    ])
    func aSessionPolicyThatTheEmbeddedIssuerRefuses(_ policy: String) {
        let found = errors(
            whole(Self.local, "roles: {local: {name: A, policy: \"file:p.json\"}}\n\(Self.rule)"),
            files: ["p.json": policy])
        #expect(found.count == 1)
        #expect(found.first?.contains("`roles.local.policy`") == true)
    }

    @Test(arguments: ["has space", "a", "ü", "${subject} (dev)", "${subject}/x", String(repeating: "a", count: 65)])
    func aNameThatNoSessionMayHave(_ name: String) {
        for key in ["session_name", "source_identity"] {
            let found = errors(Fixture.small("\(key): \"\(name)\"\n\(FurtherFindings.rule)"))
            #expect(found.count == 1)
            #expect(found.first?.contains("never fits") == true)
        }
    }

    @Test(arguments: ["session_name: \"${subject}\"", "session_name: \"x-${subject}@y\"", "source_identity: ab"])
    func namesThatMayFit(_ line: String) { #expect(errors(Fixture.small("\(line)\n\(FurtherFindings.rule)")) == []) }

    @Test(arguments: ["{\"a#b\": x}", "{\"\": x}", "{a: \"${subject}#\"}", "{a: \"x!\"}"])
    func aTagThatNoSessionMayHave(_ tags: String) {
        let found = errors(Fixture.small("tags: \(tags)\n\(FurtherFindings.rule)"))
        #expect(found.count == 1)
        #expect(found.first?.contains("the session tag") == true)
    }

    /// `(?i)` would fold as Unicode does, so that the Kelvin sign passes for a `k`; `ignore_case: true` must be said.
    @Test(arguments: ["(?i)kings", "(?si)kings", "(?i:k)ings", "a(?mi)b"])
    func letterCaseIsIgnoredInOneWayOnly(_ pattern: String) {
        let found = errors(
            Fixture.small("rules:\n  - {when: {group: {matches: \"\(pattern)\"}}, grant: dev/A}"))
        #expect(found.count == 1)
        #expect(found.first?.contains("write `ignore_case: true` beside it") == true)
    }

    @Test(arguments: ["(?P<i>x)", "(?:i)", "(?s)i", "\\\\(?i", "(?-i)x", "(?s-i:x)"])
    func otherGroupsStay(_ pattern: String) {
        let found = errors(
            Fixture.small("rules:\n  - {when: {group: {matches: \"\(pattern)\"}}, grant: dev/A}"))
        #expect(!found.contains { $0.contains("ignore_case") })
    }

    /// Strangers do not become fewer by another preset's name.
    @Test func aSharedIssuerUnderAPlainPreset() {
        func google(_ when: String) -> [String] {
            errors(
                Fixture.small(
                    "rules:\n  - {when: \(when), grant: dev/A}",
                    provider:
                        #"{preset: generic-oidc, issuer: "https://accounts.google.com", client_id: a, client_authentication: none}"#
                ))
        }
        let open = google("{name: Alice}")
        #expect(open.count == 1)
        #expect(open.first?.contains("lets strangers in") == true)
        #expect(open.first?.contains("write `preset: google`") == true)
        #expect(google("{hd: example.org}") == [])
    }

    /// Anybody may register a domain that ends in ours, and have verified addresses there.
    @Test(arguments: [
        ("email", "*example.org", false), ("email", "*.org", false), ("email", "alice@*", false),
        ("email", "*@?xample.org", false), ("email", "*@", false), ("email", "*@example.org", true),
        ("email", "a*@example.org", true), ("hd", "*example.org", false), ("hd", "*.org", false),
        ("hd", "*.example.org", true), ("sub", "10*", true),
    ])
    func aPatternThatLeavesTheDomainToStrangers(_ claim: String, _ pattern: String, _ isPinned: Bool) {
        let found = errors(
            Fixture.small(
                "rules:\n  - {when: {\(claim): \"\(pattern)\"}, grant: dev/A}",
                provider: "{preset: google, client_id: a, client_secret: \"env:SECRET\"}"))
        #expect(found.contains { $0.contains("lets strangers in") } == !isPinned)
    }

    /// What narrows and was left blank would narrow nothing.
    @Test(arguments: ["", "~", "null", "[]"])
    func aNarrowingThatSaysNothing(_ blank: String) {
        for key in ["policy", "session_policy", "trust", "max_duration"] {
            let found = errors(whole(Self.local, "roles: {local: {name: A, \(key): \(blank)}}\n\(Self.rule)"))
            #expect(found.first?.contains("`roles.local.\(key)` says nothing") == true, "\(key)")
        }
        for key in ["hosted_domain", "acr", "algorithms", "max_age", "email_trust"] {
            let found = errors(
                Fixture.small(
                    FurtherFindings.rule,
                    provider: "{preset: google, client_id: a, client_secret: \"env:SECRET\", \(key): \(blank)}"))
            #expect(found.contains { $0.contains("`providers.home.\(key)` says nothing") }, "\(key)")
        }
        let rule = errors(Fixture.small("rules:\n  - {when: {group: x}, grant: dev/A, max_duration: \(blank)}"))
        #expect(rule.first?.contains("max_duration` says nothing") == true)
    }

    /// A role keeps what was said about it also where a rule calls it by the name in its ARN.
    @Test func aRoleByAnotherName() {
        let roles = #"roles: {dev: {name: Deploy, arn: "arn:aws:iam::111111111111:role/ci", max_duration: 15m}}"#
        let found = errors(Fixture.small("\(roles)\nrules:\n  - {when: {group: x}, grant: dev/ci}"))
        #expect(found.count == 1)
        #expect(found.first?.contains("its ARN is that of `dev/Deploy`") == true)
    }
}
