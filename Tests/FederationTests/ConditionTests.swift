import Essentials
import Testing

@testable import Federation

@Suite struct Conditions {
    /// One test of one claim, a set of claims, and the verdict.
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let test: ClaimTest
        let claims: String
        let verdict: ConditionTrace.Verdict
        var testDescription: String { "\(name) \(test.phrase) on \(claims)" }

        init(_ name: String, _ test: ClaimTest, _ claims: String, _ verdict: ConditionTrace.Verdict) {
            self.name = name
            self.test = test
            self.claims = claims
            self.verdict = verdict
        }
    }

    static let table: [Case] = [
        // equality is of bytes
        Case("ref", .equals("refs/heads/main", ignoringCase: false), #""ref":"refs/heads/main""#, .matched),
        Case("ref", .equals("refs/heads/main", ignoringCase: false), #""ref":"refs/heads/main ""#, .unmatched),
        Case("ref", .equals("Main", ignoringCase: false), #""ref":"main""#, .unmatched),
        Case("ref", .equals("K", ignoringCase: false), #""ref":"\u212a""#, .unmatched),
        Case("ref", .equals("\u{E9}", ignoringCase: false), #""ref":"e\u0301""#, .unmatched),
        Case("ref", .equals("a*", ignoringCase: false), #""ref":"ab""#, .unmatched),
        Case("ref", .equals("Main", ignoringCase: true), #""ref":"mAIN""#, .matched),
        Case("ref", .equals("k", ignoringCase: true), #""ref":"\u212a""#, .unmatched),
        // numbers by their decimal text, truth values by name
        Case("id", .equals("1342004", ignoringCase: false), #""id":1342004"#, .matched),
        Case("id", .equals("1342004", ignoringCase: false), #""id":"1342004""#, .matched),
        Case("id", .equals("1000", ignoringCase: false), #""id":1e3"#, .unmatched),
        Case("id", .equals("1e3", ignoringCase: false), #""id":1e3"#, .matched),
        Case("ok", .equals("true", ignoringCase: false), #""ok":true"#, .matched),
        Case("ok", .equals("true", ignoringCase: false), #""ok":false"#, .unmatched),
        // globs match the whole value
        Case("ref", Sample.glob("refs/*"), #""ref":"refs/heads/main""#, .matched),
        Case("ref", Sample.glob("refs/*"), #""ref":"x/refs/heads""#, .unmatched),
        Case("ref", Sample.glob("REFS/*"), #""ref":"refs/heads/main""#, .unmatched),
        Case("ref", Sample.glob("REFS/*", ignoringCase: true), #""ref":"refs/heads/main""#, .matched),
        Case("email", Sample.glob("*@example.org"), #""email":"a@example.org","email_verified":true"#, .matched),
        Case(
            "email", Sample.glob("*@example.org"), #""email":"a@example.org.evil","email_verified":true"#, .unmatched),
        // an array passes when one of it does
        Case("roles", .equals("b", ignoringCase: false), #""roles":["a","b"]"#, .matched),
        Case("roles", .equals("c", ignoringCase: false), #""roles":["a","b"]"#, .unmatched),
        Case("roles", .equals("c", ignoringCase: false), #""roles":[]"#, .unmatched),
        Case("roles", .equals("7", ignoringCase: false), #""roles":[6,7]"#, .matched),
        Case(
            "roles", .anyOf([.equals("x", ignoringCase: false), Sample.glob("b*")]), #""roles":["a","bc"]"#, .matched),
        Case("roles", .anyOf([.equals("x", ignoringCase: false)]), #""roles":["a"]"#, .unmatched),
        // absent, null and present
        Case("x", .exists(true), #""y":1"#, .unmatched),
        Case("x", .exists(false), #""y":1"#, .matched),
        Case("x", .exists(false), #""x":null"#, .matched),
        Case("x", .exists(true), #""x":{}"#, .matched),
        Case("x", .exists(false), #""x":0"#, .unmatched),
        Case("x", .equals("null", ignoringCase: false), #""x":null"#, .unmatched),
        // paths, the exact name first
        Case("realm.roles", .equals("a", ignoringCase: false), #""realm":{"roles":["a"]}"#, .matched),
        Case(
            "realm.roles", .equals("a", ignoringCase: false), #""realm.roles":"b","realm":{"roles":["a"]}"#, .unmatched),
        Case("realm.roles", .equals("a", ignoringCase: false), #""realm":"x""#, .unmatched),
        // what cannot be compared fails
        Case("x", .equals("a", ignoringCase: false), #""x":{"y":"a"}"#, .failed),
        Case("x", .equals("a", ignoringCase: false), #""x":["a",{"y":1}]"#, .failed),
        Case("x", .equals("a", ignoringCase: false), #""x":["a",null]"#, .failed),
        // an e-mail address that nobody vouches for is not relied on
        Case("email", Sample.glob("*@example.org"), #""email":"a@example.org""#, .withheld),
        Case("email", Sample.glob("*@example.org"), #""email":"a@example.org","email_verified":false"#, .withheld),
        Case("email", .exists(true), #""email":"a@example.org","email_verified":"no""#, .withheld),
        Case("email", .equals("a@b.c", ignoringCase: false), #""email":"a@b.c","email_verified":"true""#, .matched),
    ]

    @Test(arguments: table)
    func judgesOneClaim(_ one: Case) throws {
        let person = try Sample.person(#"{"sub":"1",\#(one.claims)}"#)
        let judgement = Condition.claim(.named(one.name), one.test).judge(person)
        #expect(judgement.trace.verdict == one.verdict)
        #expect((judgement.trace.why == nil) == (one.verdict == .matched))
    }

    @Test(arguments: [
        ("aws-[a-z]+", "aws-dev", true), ("aws-[a-z]+", "xaws-dev", false), ("aws-[a-z]+", "aws-dev\n", false),
        ("a|b", "ab", false), ("a.c", "a\nc", false), ("AWS", "aws", false),
    ])
    func expressionsMatchTheWholeValue(_ pattern: String, _ value: String, _ isMatched: Bool) throws {
        let person = try Sample.person(
            JSONValue.object(["sub": "1", "x": .string(value)]).serialized)
        let verdict = Condition.claim(.named("x"), try Sample.matches(pattern)).judge(person).trace.verdict
        #expect(verdict == (isMatched ? .matched : .unmatched))
    }

    @Test(arguments: [("admins", "ADMINS", true), ("k", "\u{212A}", false), ("s", "\u{17F}", false)])
    func lettersInAnyCaseAreStillNoOtherLetters(_ pattern: String, _ value: String, _ isMatched: Bool) throws {
        let person = try Sample.person(JSONValue.object(["sub": "1", "x": .string(value)]).serialized)
        let test = try Sample.matches(pattern, ignoringCase: true)
        let verdict = Condition.claim(.named("x"), test).judge(person).trace.verdict
        #expect(verdict == (isMatched ? .matched : .unmatched))
    }

    private static let yes = Condition.claim(.named("sub"), .exists(true))
    private static let no = Condition.claim(.named("sub"), .exists(false))
    private static let unknown = Condition.claim(.named("email"), .exists(true))
    private static let broken = Condition.claim(.named("x"), .equals("a", ignoringCase: false))

    @Test(arguments: [
        (Condition.all([yes, yes]), ConditionTrace.Verdict.matched), (.all([yes, no]), .unmatched),
        (.all([]), .matched),
        (.any([no, yes]), .matched), (.any([no, no]), .unmatched), (.any([]), .unmatched),
        (.not(no), .matched), (.not(yes), .unmatched),
        // neither a withheld claim nor its contrary lets anybody in
        (unknown, .withheld), (.not(unknown), .withheld), (.all([yes, unknown]), .withheld),
        (.all([no, unknown]), .unmatched), (.any([yes, unknown]), .matched), (.any([no, unknown]), .withheld),
        // what cannot be evaluated fails all that it is a part of
        (broken, .failed), (.not(broken), .failed), (.all([no, broken]), .failed), (.any([yes, broken]), .failed),
        (.any([unknown, broken]), .failed),
    ])
    func joins(_ condition: Condition, _ verdict: ConditionTrace.Verdict) throws {
        let person = try Sample.person(#"{"sub":"1","email":"a@b.c","x":{}}"#)
        #expect(condition.judge(person).trace.verdict == verdict)
    }

    @Test func groupMeansWhateverClaimTheProviderKeepsThemIn() throws {
        let provider = try Sample.provider(claims: IdentityClaims(groups: "realm_access.roles"))
        let test = Condition.claim(.group, .equals("admins", ignoringCase: false))
        let member = try Sample.person(#"{"sub":"1","realm_access":{"roles":["x","admins"]}}"#, at: provider)
        #expect(test.judge(member).trace.verdict == .matched)
        let impostor = try Sample.person(#"{"sub":"1","groups":["admins"]}"#, at: provider)
        #expect(test.judge(impostor).trace.verdict == .unmatched)
        let without = try Sample.person(
            #"{"sub":"1","group":"admins","groups":["admins"]}"#,
            at: try Sample.provider(claims: IdentityClaims(groups: nil)))
        #expect(test.judge(without).trace.verdict == .unmatched)
        let single = try Sample.person(#"{"sub":"1","groups":"admins"}"#)
        #expect(test.judge(single).trace.verdict == .matched)
    }

    @Test(arguments: [
        #"{"sub":"1","_claim_names":{"groups":"src1"},"_claim_sources":{"src1":{"endpoint":"https://x"}}}"#,
        #"{"sub":"1","hasgroups":true}"#, #"{"sub":"1","groups":["a",{"b":1}]}"#,
    ])
    func groupsThatWereLeftOutAreNotTakenForNone(_ claims: String) throws {
        let person = try Sample.person(claims)
        let test = Condition.claim(.group, .equals("contractors", ignoringCase: false))
        #expect(test.judge(person).trace.verdict == .withheld)
        #expect(Condition.not(test).judge(person).trace.verdict == .withheld)
    }
}
