import Essentials
import HTTP
import SecurityTokens
import Testing
import XMLDocuments

@testable import EmbeddedIssuer

@Suite struct ScopedCredentials {
    private static let info = ["AccessKeyId": SignedBench.bob.accessKeyID]

    private func bench() async throws -> SignedBench {
        try await SignedBench(
            trust: SignedBench.trusting(SignedBench.aliceARN), permissions: SignedBench.allowing("sts:*"),
            target: SignedBench.allowing("sts:*"))
    }

    private func scope(
        _ bench: SignedBench, _ caller: SigningCredentials, _ fields: [String: String]
    ) async throws -> SigningCredentials {
        try bench.credentials(try await bench.call("GetScopedCredentials", fields, by: caller), "GetScopedCredentials")
    }

    @Test func areTheSamePrincipalAllowedLess() async throws {
        let bench = try await bench()
        let role = try bench.credentials(try await bench.assume(), "AssumeRole")
        #expect(try await bench.call("GetAccessKeyInfo", Self.info, by: role).status == .ok)
        let response = try await bench.call(
            "GetScopedCredentials", ["Policy": SignedBench.allowing("sts:GetScopedCredentials")], by: role)
        let result = try #require(response.xml.only("GetScopedCredentialsResult"))
        #expect(result.only("SessionInfo")?.only("ScopedSessionId")?.text == "AROATARGETTARGETTARGE:work")
        #expect(
            result.only("SessionInfo")?.only("Arn")?.text == "arn:aws:sts::000000000001:assumed-role/target/work")
        #expect(result.only("ScopedPoliciesCount")?.text == "1")
        let scoped = try bench.credentials(response, "GetScopedCredentials")
        #expect(result.only("SessionTokenSize")?.text == scoped.sessionToken.map { String($0.count) })
        #expect(scoped.accessKeyID != role.accessKeyID)
        #expect(try await bench.call("GetAccessKeyInfo", Self.info, by: scoped).code == "AccessDenied")
        let who = try await bench.call("GetCallerIdentity", by: scoped).xml.only("GetCallerIdentityResult")
        #expect(who?.only("Arn")?.text == "arn:aws:sts::000000000001:assumed-role/target/work")
    }

    /// What the first scope forbids no second one gives back, and a fourth is refused.
    @Test func areNarrowedThreeTimes() async throws {
        let bench = try await bench()
        let role = try bench.credentials(try await bench.assume(), "AssumeRole")
        let all = ["Policy": SignedBench.allowing("sts:*")]
        let first = try await scope(
            bench, role, ["Policy": SignedBench.allowing("sts:GetScopedCredentials")])
        let second = try await scope(bench, first, all)
        #expect(try await bench.call("GetAccessKeyInfo", Self.info, by: second).code == "AccessDenied")
        let third = try await scope(bench, second, all)
        #expect(try await bench.call("GetScopedCredentials", all, by: third).code == "AccessDenied")
        let shorter = try await bench.call("GetScopedCredentials", ["DurationSeconds": "60"], by: third)
        #expect(try shorter.xml.only("GetScopedCredentialsResult")?.only("ScopedPoliciesCount")?.text == "3")
    }

    @Test func endNoLater() async throws {
        let bench = try await bench()
        let role = try bench.credentials(try await bench.assume(), "AssumeRole")
        #expect(
            try await bench.call("GetScopedCredentials", ["DurationSeconds": "3601"], by: role).code
                == "InsufficientSessionLifetime")
        let brief = try await scope(bench, role, ["DurationSeconds": "60"])
        let begin = Instant(seconds: bench.bench.clock.now().seconds)
        bench.bench.clock.set(begin + .seconds(59))
        #expect(try await bench.call("GetCallerIdentity", by: brief).status == .ok)
        bench.bench.clock.set(begin + .seconds(60))
        #expect(try await bench.call("GetCallerIdentity", by: brief).code == "ExpiredToken")
    }

    /// A role that trusts the user by name alone is still out of reach of what the user's session was scoped to.
    @Test func holdAgainstAResourceThatNamesThePrincipal() async throws {
        let bench = try await bench()
        let session = try bench.credentials(try await bench.call("GetSessionToken"), "GetSessionToken")
        #expect(try await bench.assume(by: session).status == .ok)
        let scoped = try await scope(
            bench, session, ["Policy": SignedBench.allowing("sts:GetScopedCredentials")])
        #expect(try await bench.assume(by: scoped).code == "AccessDenied")
    }

    @Test func areForSessionsOnly() async throws {
        let bench = try await bench()
        let words = try await bench.call("GetScopedCredentials", ["DurationSeconds": "60"])
        #expect(words.code == "AccessDenied")
        let role = try bench.credentials(try await bench.assume(), "AssumeRole")
        #expect(try await bench.call("GetScopedCredentials", by: role).code == "ValidationError")
        #expect(
            try await bench.call("GetScopedCredentials", ["Policy": "{}"], by: role).code == "MalformedPolicyDocument")
        let silent = try await SignedBench(permissions: SignedBench.allowing("sts:GetFederationToken"))
        let federated = try silent.credentials(
            try await silent.call(
                "GetFederationToken", ["Name": "carol", "Policy": SignedBench.allowing("sts:*")]), "GetFederationToken")
        #expect(
            try await silent.call("GetScopedCredentials", ["DurationSeconds": "60"], by: federated).code
                == "AccessDenied")
    }
}
