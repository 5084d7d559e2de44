import Essentials
import IAM
import SecurityTokens
import Testing

@testable import Federation

/// Claims that are shaped to get past what guards them.
@Suite struct ShapedClaims {
    private func granted(_ claims: String, _ condition: Condition, trust: EmailTrust) throws -> [String] {
        let provider = try Sample.provider(claims: IdentityClaims(emailTrust: trust))
        let rules = MappingRules(
            rules: [try Sample.rule(when: condition, grant: ["dev/Admin"])],
            catalogue: RoleCatalogue([try Sample.role("dev", "Admin")]))
        return rules.evaluate(try Sample.person(claims, at: provider)).grants.map(\.role.key)
    }

    /// An address that nobody verified stays unread in whatever shape it comes, also where a rule negates it.
    @Test(arguments: [
        (#""email":"ceo@example.org""#, EmailTrust.whenAffirmed(by: "email_verified")),
        (#""email":["ceo@example.org"]"#, .whenAffirmed(by: "email_verified")),
        (#""email":["ceo@example.org"],"email_verified":false"#, .whenAffirmed(by: "email_verified")),
        (#""email":["me@example.com","ceo@example.org"],"email_verified":true"#, .whenAffirmed(by: "email_verified")),
        (#""email":["ceo@example.org"],"email_verified":true"#, .never),
        (#""email":[]"#, .never),
    ])
    func anUnverifiedAddressIsNeverRead(_ email: String, _ trust: EmailTrust) throws {
        let claims = #"{"sub":"1",\#(email)}"#
        let address = Condition.claim(.named("email"), Sample.glob("*@example.org"))
        #expect(try granted(claims, address, trust: trust) == [])
        #expect(try granted(claims, .not(address), trust: trust) == [])
        let template = try Template("${claims.email}")
        let provider = try Sample.provider(claims: IdentityClaims(emailTrust: trust))
        #expect(throws: TemplateFailure.self) { try template.fill(try Sample.person(claims, at: provider), [:]) }
    }

    @Test func addressesOfAProviderThatIsAlwaysTrustedMayBeSeveral() throws {
        let address = Condition.claim(.named("email"), Sample.glob("*@example.org"))
        #expect(
            try granted(#"{"sub":"1","email":["a@x.org","a@example.org"]}"#, address, trust: .always) == ["dev/Admin"])
    }

    /// A refusal that is too large for the log would leave no trace.
    @Test func aRecordHoldsBoundedTexts() throws {
        let long = "a" + String(repeating: "\u{301}", count: 40_000)
        let identity = try ExternalIdentity.supposed(
            claims: ["sub": .string(long), "email": .string(long), "email_verified": true], at: Sample.provider())
        let record = GrantRecords.refusal(
            long + "/" + long, identity: identity, id: "1", at: .epoch, reason: "role-not-granted")
        #expect(record.fields.serializedBytes.count < 8192)
        let grant = RoleGrant(
            role: try Sample.role("dev", "Admin"), sessionName: try RoleSessionName("alice"), sourceIdentity: nil,
            tags: [], maximumDuration: .seconds(3600), rules: [1])
        let records = GrantRecords(grant: grant, identity: identity, id: "1", mark: "m")
        #expect(records.outcome(at: .epoch, refusal: .accessDenied(long)).fields.serializedBytes.count < 8192)
        #expect(records.intent(at: .epoch, duration: .seconds(900)).fields.serializedBytes.count < 8192)
    }

    /// Values of a stranger's choice in a template: stars, slashes, relatives of letters, emptiness.
    @Test(arguments: [
        "*", "?", "dev/Admin", "../dev", "dev*", "Dev", "d\u{0435}v", "dev\u{0}", " dev", "", "${account}", "$$",
        "de\u{301}v", "dev\u{FE0F}",
    ])
    func aTemplateSelectsNothingButANameOnTheList(_ value: String) throws {
        let catalogue = RoleCatalogue([try Sample.role("dev", "Admin"), try Sample.role("d\u{E9}v", "Admin")])
        let rules = MappingRules(
            rules: [try Sample.rule(when: Sample.everybody, grant: ["${claims.a}/${claims.r}"])], catalogue: catalogue)
        for (account, role) in [(value, "Admin"), ("dev", value), (value, value)] {
            let claims: JSONObject = ["sub": "1", "a": .string(account), "r": .string(role)]
            let person = try ExternalIdentity.supposed(claims: claims, at: try Sample.provider())
            #expect(rules.evaluate(person).grants.isEmpty)
        }
    }

    /// Two expressions that share a capture, a person in very many groups: the pairs that agree are found, each once.
    @Test func capturesOfManyGroupsAreJoinedByWhatTheyShare() throws {
        let condition = Condition.all([
            .claim(.group, try Sample.matches("aws-(?P<account>[a-z0-9]+)-(?P<role>[A-Za-z]+)")),
            .claim(.named("teams"), try Sample.matches("team-(?P<account>[a-z0-9]+)")),
        ])
        let groups = (0..<1000).map { JSONValue.string("aws-a\($0)-Admin") } + ["aws-dev-Admin"]
        let teams = (0..<1000).map { JSONValue.string("team-b\($0)") } + ["team-dev", "team-DEV"]
        let person = try ExternalIdentity.supposed(
            claims: ["sub": "1", "groups": .array(groups), "teams": .array(teams)], at: try Sample.provider())
        let rules = MappingRules(
            rules: [try Sample.rule(when: condition, grant: ["${account}/${role}"])],
            catalogue: RoleCatalogue([
                try Sample.role("dev", "Admin"), try Sample.role("a1", "Admin"), try Sample.role("b1", "Admin"),
            ]))
        #expect(rules.evaluate(person).grants.map(\.role.key) == ["dev/Admin"])
    }
}
