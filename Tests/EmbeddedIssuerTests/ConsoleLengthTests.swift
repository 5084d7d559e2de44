import Essentials
import SecurityTokens
import Testing

@testable import EmbeddedIssuer

/// A console's session is never longer than what granted its keys allows.
@Suite struct ConsoleLengths {
    @Test(
        arguments: [
            (nil, 7200, nil), (900, 900, nil), (900, 901, "console-duration-not-taken"),
            (nil, 7201, "console-duration-not-taken"),
        ]
            as [(Int64?, Int64, String?)])
    func aRuleBoundsIt(bound: Int64?, asked: Int64, refusal: String?) async throws {
        let bench = try await Bench(trust: Trusting(maximumDuration: bound.map { .seconds($0) }))
        let keys = ConsoleKeys(try bench.credentials(try await bench.ask()))
        func sessionEnds() async throws -> Instant {
            try await bench.issuer.consoleToken(for: keys, lasting: .seconds(asked)).session.expires
        }
        guard let refusal else {
            #expect(try await sessionEnds() == Instant(seconds: Bench.begin.seconds + asked))
            return
        }
        let error = await #expect(throws: FederationRefusal.self) { _ = try await sessionEnds() }
        #expect(error?.reason == refusal)
    }
}
