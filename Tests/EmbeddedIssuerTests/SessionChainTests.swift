import Essentials
import HTTP
import IAM
import JOSE
import SecurityTokens
import Storage
import Testing
import Vault

@testable import EmbeddedIssuer

@Suite struct SessionChains {
    private static let everything = SignedBench.allowing("*")

    private func bench() async throws -> SignedBench {
        try await SignedBench(permissions: Self.everything, target: Self.everything)
    }

    /// The session that such keys are of.
    private func chain(_ keys: SigningCredentials, _ bench: SignedBench) throws -> SessionChain {
        let token = try #require(keys.sessionToken)
        return try #require(
            try bench.issuer.session(
                of: TemporaryCredentials(
                    accessKeyID: keys.accessKeyID, secretAccessKey: keys.secretAccessKey, sessionToken: token,
                    expiration: .epoch))
        ).chain
    }

    @Test func aSessionKnowsWhereItComesFrom() async throws {
        let bench = try await bench()
        let first = try bench.credentials(try await bench.assume(), "AssumeRole")
        bench.bench.clock.set(Bench.begin + .seconds(60))
        let second = try bench.credentials(try await bench.assume(by: first, role: SignedBench.next), "AssumeRole")
        let chain = try chain(second, bench)
        #expect(chain.origin == .user(id: "AIDAALICEALICEALICEAL", arn: ExactString(SignedBench.aliceARN)))
        #expect(chain.links.map(\.sessionID.text) == [first.accessKeyID, second.accessKeyID])
        #expect(chain.links.map(\.principalID) == ["AROATARGETTARGETTARGE", "AROANEXTNEXTNEXTNEXTN"])
        let begin = Instant(seconds: Bench.begin.seconds)
        #expect(chain.links.map(\.issuedAt) == [begin, begin + .seconds(60)])
        #expect(chain.firstID.text == first.accessKeyID)
    }

    @Test func aUsersOwnSessionIsPartOfIt() async throws {
        let bench = try await bench()
        let own = try bench.credentials(try await bench.call("GetSessionToken"), "GetSessionToken")
        let role = try bench.credentials(try await bench.assume(by: own), "AssumeRole")
        let chain = try chain(role, bench)
        #expect(chain.firstID.text == own.accessKeyID)
        #expect(chain.links.map(\.principalID) == ["AIDAALICEALICEALICEAL", "AROATARGETTARGETTARGE"])
    }

    /// Whoever in the chain is gone, the session goes with him; another of his name does not bring it back.
    @Test(arguments: ["AIDAALICEALICEALICEAL", "AROATARGETTARGETTARGE", "AROANEXTNEXTNEXTNEXTN"])
    func aSessionEndsWithWhomeverItComesFrom(_ gone: String) async throws {
        let bench = try await bench()
        let first = try bench.credentials(try await bench.assume(), "AssumeRole")
        let second = try bench.credentials(try await bench.assume(by: first, role: SignedBench.next), "AssumeRole")
        #expect(try await bench.call("GetCallerIdentity", by: second).status == .ok)
        let changed = try bench.remaking(gone)
        #expect(try await changed.call("GetCallerIdentity", by: second).code == "InvalidClientTokenId")
        #expect(bench.bench.audit.records.last?.fields["reason"] == "session-principal-gone")
        let child = try await changed.assume(by: second, role: SignedBench.next)
        #expect(child.code == "InvalidClientTokenId")
    }

    @Test func aSessionEndsWithItsProvider() async throws {
        let bench = try await Bench()
        let keys = SigningCredentials(try bench.credentials(try await bench.ask()))
        let request = try bench.signed(by: keys)
        #expect(await bench.issuer.answer(request).status == .ok)
        let changed = try EmbeddedIssuer(
            id: "embedded", accounts: bench.issuer.accounts, providers: bench.issuer.providers,
            providerKeys: ["another"], revoked: Followed(RevocationList([])), store: bench.store, vault: bench.vault,
            audit: bench.audit, clock: bench.clock,
            randomness: bench.issuer.randomness, log: bench.log, publicHosts: [Bench.host])
        #expect(await changed.answer(request).code == "InvalidClientTokenId")
        #expect(bench.audit.records.last?.fields["reason"] == "session-provider-gone")
    }

    @Test func aChainHasABound() async throws {
        let bench = try await SignedBench(
            trust: SignedBench.trusting("000000000001"), permissions: Self.everything, target: Self.everything)
        var keys = SignedBench.alice
        for _ in 0..<SessionChain.maximumLinks {
            keys = try bench.credentials(try await bench.assume(by: keys), "AssumeRole")
        }
        #expect(try await bench.assume(by: keys).code == "ValidationError")
        #expect(try await bench.call("GetCallerIdentity", by: keys).status == .ok)
    }

    /// A token that knows less of its past than is needed to end it does not serve; whoever holds its key reads that it
    /// is over and fetches another.
    @Test(arguments: [1, 3] as [Int64])
    func aTokenOfAnotherVersionIsRefusedByName(_ version: Int64) async throws {
        let bench = try await Bench()
        let id = "ASIAAAAAAAAAAAAAAAAA"
        let old: JSONObject = [
            "v": .integer(version), "k": .string(id), "r": .string(Bench.roleARN), "i": "AROAAAAAAAAAAAAAAAAAA",
            "n": "alice", "p": "house", "s": "alice", "b": .integer(Bench.begin.seconds),
            "e": .integer(Bench.begin.seconds + 900), "c": "first",
        ]
        let token = Base64.encodeURL(
            try bench.vault.seal(old.serializedBytes, for: .sessionToken, context: IssuedSession.context))
        let keys = SigningCredentials(
            accessKeyID: id, secretAccessKey: try AccessKeys.secret(of: id, vault: bench.vault),
            sessionToken: Secret(token))
        #expect(await bench.issuer.answer(try bench.signed(by: keys)).code == "ExpiredToken")
        #expect(bench.audit.records.last?.fields["reason"] == "session-token-of-another-version")
        let stranger = SigningCredentials(
            accessKeyID: id, secretAccessKey: Secret("no more than a guess, and a wrong one too"),
            sessionToken: Secret(token))
        #expect(await bench.issuer.answer(try bench.signed(by: stranger)).code == "SignatureDoesNotMatch")
    }

    @Test(
        arguments: [
            [:], ["g": ["p", "house"]], ["g": ["x", "a", "b"], "h": [["ASIA", "AROA", 1]]],
            ["g": ["p", "a", "b"], "h": []], ["g": ["p", "a", "b"], "h": [["ASIA", "AROA"]]],
            ["g": ["p", "a", "b"], "h": [["ASIA", "AROA", "1"]]],
        ] as [JSONObject])
    func aChainHasOneForm(_ json: JSONObject) {
        #expect(SessionChain(json) == nil)
    }
}
