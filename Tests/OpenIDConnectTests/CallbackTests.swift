import DemoProviders
import Essentials
import HTTP
import Testing

@testable import OpenIDConnect

@Suite("What the browser comes back with")
struct CallbackTests {
    private func expected(_ wrong: AuthorizationMisbehaviour) -> String {
        switch wrong {
        case .stateAltered, .stateMissing: "state-mismatch"
        case .stateTwice: "callback-malformed"
        case .issuerAltered: "issuer-parameter-mismatch"
        case .issuerMissing: "issuer-parameter-missing"
        case .codeMissing, .codeAndError: "callback-malformed"
        case .codeForged: "token-endpoint-refused"
        case .accessDenied: "provider-access-denied"
        case .errorWithMarkup: "provider-server-error"
        case .errorUnknown: "provider-error"
        }
    }

    @Test(
        "is refused where it is wrong", arguments: AuthorizationMisbehaviour.allCases, [ResponseMode.query, .formPost])
    func refused(wrong: AuthorizationMisbehaviour, mode: ResponseMode) async throws {
        let scene = try Scene { $0.responseMode = mode }
        scene.misbehave { $0.authorization = wrong }
        #expect(try await scene.refusal()?.reason == expected(wrong))
        let isExchanged = wrong == .codeForged
        #expect(scene.network.count("/token") == (isExchanged ? 1 : 0))
    }

    @Test("in its words is only ever plain text")
    func words() async throws {
        let scene = try Scene()
        scene.misbehave { $0.authorization = .errorWithMarkup }
        guard case .providerError(let error)? = try await scene.refusal() else {
            Issue.record("not the provider's error")
            return
        }
        let words = try #require(error.description)
        #expect(words.hasPrefix("<script>alert(1)</script>Set-Cookie: a=b"))
        #expect(words.unicodeScalars.count == 300)
        #expect(!words.unicodeScalars.contains { $0 == "\r" || $0 == "\n" || $0 == "\u{202E}" })
    }

    @Test("without `iss` is taken from a provider that breaks its promise, where that is configured")
    func brokenPromise() async throws {
        let scene = try Scene { $0.issuerParameter = .never }
        scene.misbehave { $0.authorization = .issuerMissing }
        #expect(try await scene.refusal() == nil)
        scene.misbehave { $0.authorization = .issuerAltered }
        #expect(try await scene.refusal()?.reason == "issuer-parameter-mismatch")
    }

    @Test("serves once")
    func replayed() async throws {
        let scene = try Scene()
        let (url, attempt) = try await scene.party.begin(.ordinary, loginHint: nil)
        let callback = try await scene.browser.signIn(as: "ada", at: url)
        _ = try await scene.party.complete(callback, attempt: attempt)
        let refusal = await #expect(throws: SignInRefusal.self) {
            try await scene.party.complete(callback, attempt: attempt)
        }
        #expect(refusal?.reason == "token-endpoint-refused")
    }

    @Test("does not serve another attempt, whose verifier and nonce are others")
    func injected() async throws {
        let scene = try Scene()
        scene.misbehave { $0.token = .verifierIgnored }
        let (url, _) = try await scene.party.begin(.ordinary, loginHint: nil)
        let stolen = try await scene.browser.signIn(as: "ada", at: url)
        let (_, other) = try await scene.party.begin(.ordinary, loginHint: nil)
        let spliced = FormFields([
            ("code", stolen["code"] ?? ""), ("state", other.state), ("iss", stolen["iss"] ?? ""),
        ])
        let refusal = await #expect(throws: SignInRefusal.self) {
            try await scene.party.complete(spliced, attempt: other)
        }
        #expect(refusal?.reason == "nonce-mismatch")
    }

    @Test("does not serve without the verifier")
    func verifier() async throws {
        let scene = try Scene()
        let (url, attempt) = try await scene.party.begin(.ordinary, loginHint: nil)
        let callback = try await scene.browser.signIn(as: "ada", at: url)
        var json = attempt.json()
        json["verifier"] = .string(String(repeating: "v", count: 43))
        let forged = try #require(SignInAttempt(json: json))
        let refusal = await #expect(throws: SignInRefusal.self) {
            try await scene.party.complete(callback, attempt: forged)
        }
        #expect(refusal?.reason == "token-endpoint-refused")
    }

    @Test("comes too late after ten minutes")
    func late() async throws {
        let scene = try Scene()
        let (_, attempt) = try await scene.party.begin(.ordinary, loginHint: nil)
        scene.clock.advance(by: .seconds(601))
        let refusal = await #expect(throws: SignInRefusal.self) {
            try await scene.party.complete(FormFields([("state", attempt.state)]), attempt: attempt)
        }
        #expect(refusal == .attemptExpired)
    }

    @Test("does not serve at another provider")
    func otherProvider() async throws {
        let scene = try Scene()
        let other = try Scene { $0.providerID = "other" }
        let (_, attempt) = try await scene.party.begin(.ordinary, loginHint: nil)
        let refusal = await #expect(throws: SignInRefusal.self) {
            try await other.party.complete(FormFields([("state", attempt.state)]), attempt: attempt)
        }
        #expect(refusal == .attemptOfAnotherProvider)
    }

    @Test("is held against an attempt that survives the way through a cookie")
    func roundTrip() async throws {
        let scene = try Scene()
        let (_, attempt) = try await scene.party.begin(.someoneElse, loginHint: nil)
        #expect(SignInAttempt(json: attempt.json()) == attempt)
        for member in attempt.json().members {
            var json = attempt.json()
            json[member.name] = nil
            #expect(SignInAttempt(json: json) == nil, "without \(member.name)")
        }
    }
}
