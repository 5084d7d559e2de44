import Essentials
import SecurityTokens
import Testing

@testable import Federation

@Suite struct Mapping {
    private func catalogue() throws -> RoleCatalogue {
        RoleCatalogue([
            try Sample.role("dev", "PowerUser"), try Sample.role("dev", "Administrator", maximum: .seconds(7200)),
            try Sample.role("prod", "Administrator"), try Sample.role("prod", "Unlisted", isListed: false),
        ])
    }

    private func result(_ rules: [MappingRule], _ claims: String) throws -> MappingResult {
        MappingRules(rules: rules, catalogue: try catalogue()).evaluate(try Sample.person(claims))
    }

    private func keys(_ grant: [String], _ condition: Condition, _ claims: String) throws -> [String] {
        try result([try Sample.rule(when: condition, grant: grant)], claims).grants.map(\.role.key)
    }

    @Test(arguments: [
        (["dev/PowerUser"], ["dev/PowerUser"]), (["*/Administrator"], ["dev/Administrator", "prod/Administrator"]),
        (["dev/*"], ["dev/PowerUser", "dev/Administrator"]),
        (["*/*"], ["dev/PowerUser", "dev/Administrator", "prod/Administrator", "prod/Unlisted"]),
        (["*/Power*"], ["dev/PowerUser"]), (["dev/Nothing"], []), (["prod/Unlisted"], ["prod/Unlisted"]),
        (["dev/poweruser"], []),
    ])
    func selectsFromTheCatalogue(_ grant: [String], _ expected: [String]) throws {
        #expect(try keys(grant, Sample.everybody, #"{"sub":"1"}"#) == expected)
    }

    @Test(arguments: [
        ("aws-dev-PowerUser", ["dev/PowerUser"]), ("aws-dev-Root", []), ("aws-prod-Unlisted", []), ("aws-*-*", []),
        ("aws-dev-*", []), ("aws-dev-PowerUser/x", []), ("aws-dev/PowerUser-x", []), ("other", []),
    ])
    func aGroupNameChosenByAStrangerFindsListedRolesOnly(_ group: String, _ expected: [String]) throws {
        let condition = Condition.claim(.group, try Sample.matches("aws-(?P<account>[^-]+)-(?P<role>.+)"))
        let claims = JSONValue.object(["sub": "1", "groups": .array([.string(group)])]).serialized
        #expect(try keys(["${account}/${role}"], condition, claims) == expected)
    }

    @Test func everyGroupThatMatchesGrants() throws {
        let condition = Condition.claim(.group, try Sample.matches("aws-(?P<account>[a-z]+)-(?P<role>[A-Za-z]+)"))
        let found = try keys(
            ["${account}/${role}"], condition,
            #"{"sub":"1","groups":["aws-dev-PowerUser","aws-prod-Administrator","aws-prod-Nothing"]}"#)
        #expect(found == ["dev/PowerUser", "prod/Administrator"])
    }

    @Test func capturesOfOneNameMustAgree() throws {
        let condition = Condition.all([
            .claim(.named("a"), try Sample.matches("(?P<account>.+)")),
            .claim(.named("b"), try Sample.matches("(?P<account>.+)-x")),
        ])
        #expect(
            try keys(["${account}/PowerUser"], condition, #"{"sub":"1","a":"dev","b":"dev-x"}"#) == ["dev/PowerUser"])
        #expect(try keys(["${account}/PowerUser"], condition, #"{"sub":"1","a":"dev","b":"prod-x"}"#) == [])
    }

    @Test func whatIsNotInTheCatalogueIsSaid() throws {
        let condition = Condition.claim(.group, try Sample.matches("aws-(?P<role>.+)"))
        let found = try result(
            [try Sample.rule(when: condition, grant: ["dev/${role}"])], #"{"sub":"1","groups":["aws-Root"]}"#)
        #expect(found.trace.first?.notes == ["`dev/Root` is not in the catalogue, so it grants nothing"])
        #expect(found.trace.first?.outcome == .matched(granted: []))
    }

    @Test func theSmallestMaximumHoldsAndTheFirstRuleNames() throws {
        let rules = [
            try Sample.rule(
                1, when: Sample.everybody, grant: ["dev/Administrator"],
                session: SessionSettings(name: try Template("first"), maximumDuration: .seconds(3600))),
            try Sample.rule(
                2, when: Sample.everybody, grant: ["dev/Administrator"],
                session: SessionSettings(name: try Template("second"), maximumDuration: .seconds(1800))),
        ]
        let grant = try #require(try result(rules, #"{"sub":"1"}"#).grants.first)
        #expect(grant.maximumDuration == .seconds(1800))
        #expect(grant.sessionName.text == "first")
        #expect(grant.sourceIdentity == "first")
        #expect(grant.rules == [1, 2])
    }

    @Test func aRoleIsNeverLongerThanItsOwnMaximum() throws {
        let session = SessionSettings(maximumDuration: .seconds(43_200))
        let rule = try Sample.rule(when: Sample.everybody, grant: ["dev/*"], session: session)
        let grants = try result([rule], #"{"sub":"1"}"#).grants
        #expect(grants.map(\.maximumDuration) == [.seconds(3600), .seconds(7200)])
    }

    @Test(arguments: [
        ("a b", "the session name `a b` does not fit [\\w+=,.@-]{2,64}"),
        ("x", "the session name `x` does not fit [\\w+=,.@-]{2,64}"),
        ("${claims.email}", "the claim `email` is absent"),
        ("Zo\u{EB}", "the session name `Zo\u{EB}` does not fit [\\w+=,.@-]{2,64}"),
    ])
    func aNameThatDoesNotFitDeniesByName(_ template: String, _ why: String) throws {
        let rule = try Sample.rule(
            when: Sample.everybody, grant: ["dev/PowerUser"], session: SessionSettings(name: try Template(template)))
        let found = try result([rule], #"{"sub":"1"}"#)
        #expect(found.grants.isEmpty)
        #expect(found.trace.first?.outcome == .failed(why))
    }

    @Test func aFailedRuleTakesNothingFromOthers() throws {
        let broken = Condition.claim(.named("x"), .equals("a", ignoringCase: false))
        let rules = [
            try Sample.rule(1, when: broken, grant: ["*/*"]),
            try Sample.rule(2, when: Sample.everybody, grant: ["dev/PowerUser"]),
        ]
        let found = try result(rules, #"{"sub":"1","x":{}}"#)
        #expect(found.grants.map(\.role.key) == ["dev/PowerUser"])
        #expect(
            found.trace.map(\.outcome) == [
                .failed("the claim `x` is an object, not a text"), .matched(granted: ["dev/PowerUser"]),
            ])
    }

    @Test func tagsAndSourceIdentityAreFilled() throws {
        let session = SessionSettings(
            sourceIdentity: try Template("${subject}"), tags: [("team", try Template("${claims.team}"))])
        let rule = try Sample.rule(when: Sample.everybody, grant: ["dev/PowerUser"], session: session)
        let grant = try #require(try result([rule], #"{"sub":"s-1","team":"blue sky"}"#).grants.first)
        #expect(grant.sourceIdentity == "s-1")
        #expect(grant.tags.map { "\($0.key)=\($0.value)" } == ["team=blue sky"])
        let refused = try result([rule], #"{"sub":"s-1","team":"a|b"}"#)
        #expect(refused.grants.isEmpty)
    }

    @Test func aRuleForAnotherProviderIsNotAsked() throws {
        let rule = try Sample.rule(when: Sample.everybody, grant: ["dev/PowerUser"], providers: ["elsewhere"])
        let found = try result([rule], #"{"sub":"1"}"#)
        #expect(found.grants.isEmpty)
        #expect(found.trace.first?.outcome == .notForProvider)
    }

    @Test func tooManyWaysToMatchFail() throws {
        let names = (0..<1100).map { "g\($0)" }
        let claims = JSONValue.object(["sub": "1", "groups": .array(names.map { .string($0) })]).serialized
        let condition = Condition.claim(.group, try Sample.matches("g(?P<role>.+)"))
        let found = try result([try Sample.rule(when: condition, grant: ["dev/${role}"])], claims)
        guard case .failed? = found.trace.first?.outcome else {
            Issue.record("the rule did not fail: \(String(describing: found.trace.first?.outcome))")
            return
        }
    }

    @Test(arguments: [
        (#"{"sub":"1","iss":"https://a","email":"alice@example.org","email_verified":true}"#, "alice@example.org"),
        // an address that had to be changed ends with a piece of SHA-256("https://a" 00 "1")
        (
            #"{"sub":"1","iss":"https://a","email":"o'brien@example.org","email_verified":true}"#,
            "o-brien@example.org-7807559f"
        ),
        (#"{"sub":"1","iss":"https://a","email":"alice@example.org"}"#, "sub-7807559fc82f80eb9e359cb1e083c82f"),
    ])
    func theStandardNameIsTheVerifiedAddressElseAHash(_ claims: String, _ expected: String) throws {
        let rule = try Sample.rule(when: Sample.everybody, grant: ["dev/PowerUser"])
        let name = try #require(try result([rule], claims).grants.first).sessionName.text
        #expect(name == expected)
    }
}
