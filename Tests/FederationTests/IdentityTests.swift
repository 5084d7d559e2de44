import Essentials
import Testing

@testable import Federation

@Suite struct Identities {
    @Test func readsAPerson() throws {
        let person = try Sample.person(
            #"{"iss":"https://id.example.org","sub":"s-1","name":"Alice","email":"a@example.org","email_verified":true,"groups":["x","y"],"auth_time":1700000000}"#
        )
        #expect(person.issuer == "https://id.example.org")
        #expect(person.subject == "s-1")
        #expect(person.displayName == "Alice")
        #expect(person.verifiedEmail == "a@example.org")
        #expect(person.groups == ["x", "y"])
        #expect(person.authenticatedAt == Instant(seconds: 1_700_000_000))
        #expect(person.withheld.isEmpty)
    }

    @Test(arguments: [
        (EmailTrust.always, #""x":1"#, true), (.never, #""email_verified":true"#, false),
        (.whenAffirmed(by: "email_verified"), #""email_verified":true"#, true),
        (.whenAffirmed(by: "email_verified"), #""email_verified":"true""#, true),
        (.whenAffirmed(by: "email_verified"), #""email_verified":false"#, false),
        (.whenAffirmed(by: "email_verified"), #""email_verified":"True""#, false),
        (.whenAffirmed(by: "email_verified"), #""email_verified":["true"]"#, false),
        (.whenAffirmed(by: "xms_edov"), #""email_verified":true"#, false),
        (.whenAffirmed(by: "xms_edov"), #""xms_edov":1"#, true),
        (.whenAffirmed(by: "xms_edov"), #""xms_edov":"1""#, true),
        (.whenAffirmed(by: "xms_edov"), #""xms_edov":0"#, false),
    ])
    func anAddressCountsWhereTheProviderMayBeTrusted(_ trust: EmailTrust, _ claim: String, _ isTrusted: Bool) throws {
        let provider = try Sample.provider(claims: IdentityClaims(emailTrust: trust))
        let person = try Sample.person(#"{"sub":"1","email":"a@example.org",\#(claim)}"#, at: provider)
        #expect(person.verifiedEmail == (isTrusted ? "a@example.org" : nil))
        #expect(person.withheld.map(\.name) == (isTrusted ? [] : ["email"]))
    }

    @Test(arguments: [
        (#"{"sub":""}"#, "identity-subject-missing"), (#"{"sub":7}"#, "identity-subject-missing"),
        (#"{"name":"x"}"#, "identity-subject-missing"), (#"{"sub":"1"}"#, "identity-required-claim-missing"),
        (#"{"sub":"1","hd":"evil.org"}"#, "identity-required-claim-differs"),
        (#"{"sub":"1","hd":["example.org"]}"#, "identity-required-claim-differs"),
        (#"{"sub":"1","hd":"Example.org"}"#, "identity-required-claim-differs"),
    ])
    func refuses(_ claims: String, _ reason: String) throws {
        let provider = try Sample.provider(requirements: [ClaimRequirement(claim: "hd", values: ["example.org"])])
        let error = #expect(throws: IdentityRefusal.self) { try Sample.person(claims, at: provider) }
        #expect(error?.reason == reason)
        #expect(error?.detail.isEmpty == false)
    }

    @Test func lastYearsConfigurationDoesNotVouchForToday() throws {
        let person = try Sample.person(#"{"sub":"1"}"#)
        let provider = try Sample.provider(requirements: [ClaimRequirement(claim: "hd", values: ["example.org"])])
        #expect(throws: IdentityRefusal.requiredClaimMissing(claim: "hd", values: ["example.org"])) {
            try provider.identity(remembering: person.claims, issuer: person.issuer, subject: person.subject)
        }
    }

    @Test func aNameIsAlwaysThere() throws {
        #expect(try Sample.person(#"{"sub":"s-1"}"#).displayName == "s-1")
        #expect(try Sample.person(#"{"sub":"s-1","preferred_username":"al"}"#).displayName == "al")
        #expect(
            try Sample.person(#"{"sub":"s-1","name":"","email":"a@b.c","email_verified":true}"#).displayName == "a@b.c")
    }
}
