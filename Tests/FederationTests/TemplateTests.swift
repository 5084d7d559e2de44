import Essentials
import Testing

@testable import Federation

@Suite struct Templates {
    @Test(arguments: [
        ("plain", "plain"), ("", ""), ("${subject}", "s-1"), ("${provider}/${subject}", "home/s-1"),
        ("${claims.email}", "a@example.org"), ("${claims.id}", "7"), ("${claims.ok}", "true"), ("$$5", "$5"),
        ("$${subject}", "${subject}"), ("a${account}b", "adevb"), ("${claims.realm.name}", "x"),
        ("${claims.https://example.org/team}", "blue"), ("}{", "}{"),
    ])
    func fill(_ text: String, _ expected: String) throws {
        let person = try Sample.person(
            #"{"sub":"s-1","email":"a@example.org","email_verified":true,"id":7,"ok":true,"realm":{"name":"x"},"https://example.org/team":"blue"}"#
        )
        #expect(try Template(text).fill(person, ["account": "dev"]) == expected)
    }

    @Test(arguments: [
        ("$", "template-stray-dollar"), ("a$b", "template-stray-dollar"), ("$subject", "template-stray-dollar"),
        ("${subject", "template-unclosed"), ("${a${b}}", "template-unclosed"), ("${", "template-unclosed"),
        ("${}", "template-malformed-name"), ("${claims.}", "template-malformed-name"),
        ("${claims. a}", "template-malformed-name"), ("${1a}", "template-malformed-name"),
        ("${a-b}", "template-malformed-name"), ("${claims}x${a.b}", "template-malformed-name"),
        (String(repeating: "x", count: 1025), "template-too-long"),
    ])
    func refuse(_ text: String, _ reason: String) {
        let error = #expect(throws: TemplateError.self) { try Template(text) }
        #expect(error?.reason == reason)
        #expect(error?.detail.isEmpty == false)
    }

    @Test(arguments: [
        ("${claims.missing}", "the claim `missing` is absent"),
        ("${claims.list}", "the claim `list` is an array, not a text"),
        ("${claims.map}", "the claim `map` is an object, not a text"),
        ("${claims.email}", "the claim `email` is not verified: `email_verified` is absent"),
        ("${account}", "the group `account` took no part in the match"),
        ("${claims.long}${claims.long}", "`${claims.long}${claims.long}` gives more than 2048 bytes"),
    ])
    func failForOnePerson(_ text: String, _ why: String) throws {
        let long = String(repeating: "x", count: 1500)
        let person = try Sample.person(
            #"{"sub":"1","list":["a"],"map":{},"email":"a@example.org","long":"\#(long)"}"#)
        let failure = #expect(throws: TemplateFailure.self) { try Template(text).fill(person, [:]) }
        #expect(failure?.why == why)
    }

    @Test func aCaptureIsNotReadTwice() throws {
        let person = try Sample.person(#"{"sub":"1"}"#)
        #expect(try Template("${role}").fill(person, ["role": "${subject}$"]) == "${subject}$")
    }

    @Test(arguments: [
        ("dev", "grant-malformed"), ("/", "grant-malformed"), ("dev/", "grant-malformed"), ("a/b/c", "grant-malformed"),
        ("", "grant-malformed"), ("dev/${role}*", "grant-star-beside-template"), ("dev/${", "template-unclosed"),
    ])
    func selectorsRefuse(_ text: String, _ reason: String) {
        let error = #expect(throws: SelectorError.self) { try GrantSelector(text, at: Sample.place) }
        #expect(error?.reason == reason)
    }

    @Test func aSlashWithinAGapIsNoBoundary() throws {
        let selector = try GrantSelector("dev/${claims.https://example.org/role}", at: Sample.place)
        #expect(selector.templates.map(\.text) == ["${claims.https://example.org/role}"])
    }
}
