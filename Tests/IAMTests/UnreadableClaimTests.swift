import Essentials
import IAM
import Testing

/// Claims that a token has and no condition can compare: what holds for an absent key must not hold for them.
@Suite struct UnreadableClaims {
    private func decide(_ effect: String, _ condition: String, _ claims: String) throws -> Bool {
        let deny = #"{"Effect":"Deny","Principal":{"Federated":"home"},"Action":"sts:*","Condition":\#(condition)}"#
        let allow = #"{"Effect":"Allow","Principal":{"Federated":"home"},"Action":"sts:*"}"#
        let conditional =
            #"{"Effect":"Allow","Principal":{"Federated":"home"},"Action":"sts:*","Condition":\#(condition)}"#
        let text = #"{"Version":"2012-10-17","Statement":[\#(effect == "Deny" ? "\(allow),\(deny)" : conditional)]}"#
        let policy = try TrustPolicy(parsing: try JSONObject(parsing: text.bytes, limits: .small))
        return policy.decide(
            .webIdentity(
                provider: "home", issuer: "https://id.example.org",
                claims: try JSONObject(parsing: claims.bytes, limits: .small))
        ).isAllowed
    }

    @Test(arguments: [
        (#"["contractor"]"#, false), (#"["staff"]"#, true), (#"["contractor",null]"#, false),
        (#"["staff",{"x":1}]"#, false), (#"{"a":"contractor"}"#, false), ("null", true), ("[]", true),
    ])
    func aDenyIsNotEscapedByAListThatCannotBeRead(_ groups: String, _ isAllowed: Bool) throws {
        let condition = #"{"ForAnyValue:StringEquals":{"id.example.org:groups":"contractor"}}"#
        #expect(try decide("Deny", condition, #"{"groups":\#(groups)}"#) == isAllowed)
    }

    @Test(arguments: [
        #"{"ForAllValues:StringEquals":{"id.example.org:groups":"staff"}}"#,
        #"{"StringNotEquals":{"id.example.org:groups":"contractor"}}"#,
        #"{"StringEqualsIfExists":{"id.example.org:groups":"staff"}}"#, #"{"Null":{"id.example.org:groups":"true"}}"#,
    ])
    func whatHoldsForAnAbsentKeyDoesNotHoldForOneThatIsThere(_ condition: String) throws {
        #expect(try decide("Allow", condition, "{}"))
        #expect(try !decide("Allow", condition, #"{"groups":["contractor",null]}"#))
    }

    /// A person who may choose the name of a claim adds no value to another of it.
    @Test func aClaimThatDiffersInLetterCaseAddsNothing() throws {
        let condition = #"{"ForAnyValue:StringEquals":{"id.example.org:groups":"admins"}}"#
        #expect(try decide("Allow", condition, #"{"groups":["admins"]}"#))
        #expect(try !decide("Allow", condition, #"{"groups":["guests"],"GROUPS":["admins"]}"#))
        #expect(try !decide("Allow", condition, #"{"GROUPS":["admins"],"groups":["guests"]}"#))
    }
}
