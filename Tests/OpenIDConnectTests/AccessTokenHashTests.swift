import Cryptography
import DemoProviders
import Essentials
import HTTP
import JOSE
import Testing

@testable import OpenIDConnect

@Suite("at_hash")
struct AccessTokenHashTests {
    /// The access token and, for SHA-256, the hash are those of OpenID Connect Core Appendix A.3; the others
    /// are the left halves that Python's hashlib gives.
    @Test(
        "is by the hash of the token's algorithm",
        arguments: [
            (JWSAlgorithm.rs256, "77QmUPtjPfzWtF2AnpK9RQ"), (.ps256, "77QmUPtjPfzWtF2AnpK9RQ"),
            (.es256, "77QmUPtjPfzWtF2AnpK9RQ"), (.rs384, "jtAeDp945y1dDqU3nkIVGNZP1HjH_MFs"),
            (.es384, "jtAeDp945y1dDqU3nkIVGNZP1HjH_MFs"), (.rs512, "q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM"),
            (.es512, "q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM"),
            (.edDSA, "q7nS86GgvvFaZkzALLWqJYaJIKw2wCDAVfCAsm5CrBM"),
        ])
    func byAlgorithm(algorithm: JWSAlgorithm, hash: String) async throws {
        #expect(try await refusal(algorithm, .string(hash)) == nil)
        let wrong = hash.dropLast(2) + "AA"
        #expect(try await refusal(algorithm, .string(String(wrong))) == .accessTokenHashMismatch)
        #expect(try await refusal(algorithm, .string("")) == .accessTokenHashMismatch)
        #expect(try await refusal(algorithm, 7) == .claimMalformed("at_hash"))
        #expect(try await refusal(algorithm, nil) == nil)
    }

    private func key(for algorithm: JWSAlgorithm) throws -> PrivateKey {
        switch algorithm {
        case .es256: try .generate(.elliptic(.p256))
        case .es384: try .generate(.elliptic(.p384))
        case .es512: try .generate(.elliptic(.p521))
        case .edDSA: try .generate(.ed25519)
        default: try Scene.firstKeys.get().rsa
        }
    }

    private func refusal(_ algorithm: JWSAlgorithm, _ hash: JSONValue?) async throws -> SignInRefusal? {
        let clock = TestClock()
        let key = try key(for: algorithm)
        let stub = StubProvider()
        stub["https://id.example/.well-known/openid-configuration"] = .json(
            .ok,
            [
                "issuer": "https://id.example", "authorization_endpoint": "https://id.example/auth",
                "token_endpoint": "https://id.example/token", "jwks_uri": "https://id.example/jwks",
            ])
        stub["https://id.example/jwks"] = .json(
            .ok, .object(JSONWebKeySet([JSONWebKey(key.publicKey, keyID: "k", algorithm: algorithm)]).json))
        var claims: JSONObject = [
            "iss": "https://id.example", "sub": "s", "aud": ["client"], "iat": .integer(clock.now().seconds),
            "exp": .integer(clock.now().seconds + 60),
        ]
        claims["at_hash"] = hash
        do {
            _ = try await stub.signIn(
                at: try stub.party(issuer: "https://id.example", clock: clock), token: "https://id.example/token",
                signer: TokenSigner(key: key, algorithm: algorithm, keyID: "k"), claims: claims,
                accessToken: "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")
            return nil
        } catch let refusal as SignInRefusal { return refusal }
    }
}
