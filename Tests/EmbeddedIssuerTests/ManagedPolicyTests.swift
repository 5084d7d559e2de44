import Essentials
import HTTP
import IAM
import SecurityTokens
import Testing
import XMLDocuments

@testable import EmbeddedIssuer

@Suite struct ManagedPolicies {
    private static func document(_ action: String) -> String {
        #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"\#(action)","Resource":"*"}}"#
    }

    private static let own = "arn:aws:iam::000000000001:policy/team/info"
    private static let foreign = "arn:aws:iam::000000000002:policy/info"

    /// Every session of the role may do whatever STS has; what narrows it decides.
    private func bench() async throws -> SignedBench {
        let full = Self.document("sts:*")
        func policy(_ arn: String, _ id: String, _ action: String) throws -> ManagedPolicy {
            try ManagedPolicy(arn: try ARN(arn), policyID: id, text: Self.document(action))
        }
        return try await SignedBench(
            trust: SignedBench.trusting(SignedBench.aliceARN), permissions: full, target: full,
            policies: [
                [
                    try policy(Self.own, "ANPAINFO", "sts:GetAccessKeyInfo"),
                    try policy("arn:aws:iam::000000000001:policy/other", "ANPAOTHER", "s3:*"),
                ], [try policy(Self.foreign, "ANPAFOREIGN", "sts:*")],
            ])
    }

    private func mayAskForKeys(_ bench: SignedBench, _ more: [String: String]) async throws -> Bool {
        let answer = try await bench.assume(more)
        let session = try bench.credentials(answer, "AssumeRole")
        let asked = try await bench.call(
            "GetAccessKeyInfo", ["AccessKeyId": SignedBench.alice.accessKeyID], by: session)
        return asked.status == .ok
    }

    /// IAM User Guide, Session policies: inline and managed ones together are one session policy.
    @Test func narrowAsOne() async throws {
        let bench = try await bench()
        let other = "arn:aws:iam::000000000001:policy/other"
        #expect(try await mayAskForKeys(bench, [:]))
        #expect(try await mayAskForKeys(bench, ["PolicyArns.member.1.arn": Self.own]))
        #expect(try await !mayAskForKeys(bench, ["PolicyArns.member.1.arn": other]))
        #expect(
            try await mayAskForKeys(bench, ["PolicyArns.member.1.arn": other, "PolicyArns.member.2.arn": Self.own]))
        let inline = Self.document("sts:GetAccessKeyInfo")
        #expect(try await mayAskForKeys(bench, ["PolicyArns.member.1.arn": other, "Policy": inline]))
        #expect(try await !mayAskForKeys(bench, ["PolicyArns.member.1.arn": other, "Policy": Self.document("s3:*")]))
    }

    @Test func countTowardsThePackedSize() async throws {
        let bench = try await bench()
        let answer = try await bench.assume(["PolicyArns.member.1.arn": Self.own])
        let size = try answer.xml.only("AssumeRoleResult")?.only("PackedPolicySize")?.text
        #expect(Int(size ?? "") ?? 0 > 0)
    }

    /// The role's own account has the policy, and nobody else.
    @Test(arguments: [
        foreign, "arn:aws:iam::000000000001:policy/nothing", "arn:aws:iam::000000000001:policy/info",
        "arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::000000000001:role/target", "no name in full at all",
    ])
    func mustBeThere(arn: String) async throws {
        let bench = try await bench()
        #expect(try await bench.assume(["PolicyArns.member.1.arn": arn]).code == "ValidationError")
        let federated = try await bench.call(
            "GetFederationToken", ["Name": "guest", "PolicyArns.member.1.arn": arn])
        #expect(federated.code == "ValidationError")
    }

    @Test func areTenAtMost() async throws {
        let bench = try await bench()
        func list(_ count: Int) -> [String: String] {
            Dictionary(uniqueKeysWithValues: (1...count).map { ("PolicyArns.member.\($0).arn", Self.own) })
        }
        #expect(try await bench.assume(list(10)).status == .ok)
        #expect(try await bench.assume(list(11)).code == "ValidationError")
        #expect(try await bench.assume(["PolicyArns.member.1": Self.own]).code == "ValidationError")
    }

    /// A policy that is gone leaves the level in place, with nothing in it.
    @Test func allowNothingOnceTheyAreGone() throws {
        let directory = try PrincipalDirectory([])
        #expect(directory.narrowing(nil, ["ANPAGONE"]).map(\.count) == [0])
        #expect(directory.narrowing(nil, []).isEmpty)
    }

    @Test func areSixThousandCharactersAtMost() throws {
        let arn = try ARN(Self.own)
        func padded(_ count: Int) -> String {
            Self.document("s3:*").replacing(
                "\"Effect\"", with: "\"Sid\":\"\(String(repeating: "a", count: count))\",\"Effect\"")
        }
        let room = ManagedPolicy.quota - padded(0).utf8.count
        _ = try ManagedPolicy(arn: arn, policyID: "ANPA", text: padded(room))
        #expect(throws: PolicyError.tooLong(characters: ManagedPolicy.quota + 1, limit: ManagedPolicy.quota)) {
            _ = try ManagedPolicy(arn: arn, policyID: "ANPA", text: padded(room + 1))
        }
    }
}
