import Essentials
import Testing

@testable import IAM

/// Documents and requests that are made to cost.
@Suite struct HostilePolicies {
    private func policy(_ text: String, _ kind: PolicyKind = .identity) throws -> Policy {
        try Policy(text.utf8, kind: kind, name: "p")
    }

    private func decide(
        _ policy: Policy, action: String = "s3:GetObject", resource: String, _ context: RequestContext = [:]
    )
        -> AccessDecision
    {
        PolicySet(identity: [policy]).decide(
            AccessRequest(principal: .anonymous, action: action, resource: resource, context: context),
            owner: .ownAccount)
    }

    @Test func depthIsBounded() {
        for depth in [17, 1000, 60_000] {
            let text = String(repeating: #"{"Statement":"#, count: depth) + "1" + String(repeating: "}", count: depth)
            #expect(throws: PolicyError.self) { try policy(text) }
            #expect(throws: PolicyError.self) { try policy(String(repeating: "[", count: depth)) }
        }
    }

    @Test func lengthIsBounded() throws {
        let statement = #"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#
        let long =
            #"{"Statement":\#(statement),"Id":""# + String(repeating: "x", count: Policy.maximumCharacters) + #""}"#
        let error = try #require(throws: PolicyError.self) { try policy(long) }
        #expect(error.reason == "policy-too-long")
        // Characters count, not bytes.
        let rest = Policy.maximumCharacters - #"{"Statement":\#(statement),"Id":""}"#.utf8.count
        _ = try policy(#"{"Statement":\#(statement),"Id":""# + String(repeating: "\u{E9}", count: rest) + #""}"#)
    }

    @Test(arguments: PolicyKind.allCases)
    func aQuotaCountsCharactersWithoutWhiteSpace(_ kind: PolicyKind) throws {
        let text = String(repeating: "\u{E9} \n\t\r", count: kind.quota)
        try Policy.judgeQuota(text.utf8, kind: kind)
        #expect(throws: PolicyError.tooLong(characters: kind.quota + 1, limit: kind.quota)) {
            try Policy.judgeQuota((text + "x").utf8, kind: kind)
        }
    }

    @Test func thousandsOfStatementsAreRead() throws {
        let statements = (0..<2000).map { #"{"Effect":"Deny","Action":"s3:A\#($0)","Resource":"*"}"# }
        let last = #"{"Sid":"Last","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}"#
        let large = try policy(#"{"Statement":[\#((statements + [last]).joined(separator: ","))]}"#)
        #expect(large.count == 2001)
        #expect(decide(large, resource: "arn:aws:s3:::b/x").statement?.reference.sid == "Last")
    }

    @Test func wildcardsOfAllStatementsTogetherEnd() throws {
        let pattern = "arn:aws:s3:::" + String(repeating: "*a", count: 200) + "*b"
        let statements = (0..<200).map { _ in #"{"Effect":"Deny","Action":"*","Resource":"\#(pattern)"}"# }
        let costly = try policy(#"{"Statement":[\#(statements.joined(separator: ","))]}"#)
        let resource = "arn:aws:s3:::" + String(repeating: "a", count: 1024)
        #expect(decide(costly, resource: resource).outcome == .implicitDeny)
    }

    @Test func aVariableFilledWithMuchEnds() throws {
        let pattern = "arn:aws:s3:::b/" + String(repeating: "*${k:a}", count: 50)
        let costly = try policy(
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"\#(pattern)"}}"#)
        let resource = "arn:aws:s3:::b/" + String(repeating: "a", count: 2000)
        let context: RequestContext = ["k:a": [String(repeating: "a", count: 2000) + "b"]]
        #expect(decide(costly, resource: resource, context).outcome == .implicitDeny)
    }

    @Test func manyValuesAgainstManyEnd() throws {
        let values = (0..<2000).map { #""v\#($0)*""# }.joined(separator: ",")
        let costly = try policy(
            #"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAllValues:StringLike":"#
                + #"{"k:a":[\#(values)]}}}}"#)
        let context: RequestContext = ["k:a": (0..<2000).map { "w\($0)" }]
        #expect(decide(costly, resource: "*", context).outcome == .implicitDeny)
    }

    /// What is long or strange in a request is a text like any other.
    @Test(arguments: ["", "*", "?", "arn:", "arn:aws:s3:::b/\u{0}", "\u{202E}", String(repeating: ":", count: 5000)])
    func aStrangeResourceIsAText(_ resource: String) throws {
        let narrow = try policy(
            #"{"Statement":[{"Effect":"Allow","Action":"*","Resource":["arn:aws:s3:::b/x","arn:aws:sqs:*:1:q"]},"#
                + #"{"Effect":"Deny","Action":"*","NotResource":"*"}]}"#)
        #expect(decide(narrow, resource: resource).outcome == .implicitDeny)
    }
}
