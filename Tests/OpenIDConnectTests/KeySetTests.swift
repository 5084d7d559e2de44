import DemoProviders
import Essentials
import HTTP
import JOSE
import Testing

@testable import OpenIDConnect

@Suite("The provider's keys")
struct KeySetTests {
    private func unknownKeyToken(_ scene: Scene, kid: String) throws -> UnverifiedToken {
        let signer = TokenSigner(
            key: try Scene.secondKeys.get().elliptic, algorithm: .es256, keyID: ExactString(kid))
        let claims: JSONObject = [
            "iss": "http://127.0.0.1:8401/demo", "sub": "s", "aud": "sally port",
            "exp": .integer(scene.clock.now().seconds + 60),
        ]
        return try UnverifiedToken(try signer.sign(claims, type: nil))
    }

    @Test("a hundred people at once cost one fetch of either document")
    func singleFlight() async throws {
        let scene = try Scene()
        let token = try UnverifiedToken(
            try #require(try scene.provider.issueToken(for: "ada", audience: "sally port").revealText()))
        try await withThrowingTaskGroup(of: ExactString?.self) { group in
            for _ in 0..<100 { group.addTask { try await scene.party.verifyIdentityToken(token).subject } }
            for try await subject in group { #expect(subject == "demo-4c1f9a70") }
        }
        #expect(scene.network.count("/openid-configuration") == 1)
        #expect(scene.network.count("/jwks") == 1)
    }

    @Test("a flood of unknown key ids costs one fetch a minute")
    func flood() async throws {
        let scene = try Scene()
        await scene.party.warmUp()
        #expect(scene.network.count("/jwks") == 1)
        let party = scene.party
        for minute in 0..<3 {
            let tokens = try (0..<200).map { try unknownKeyToken(scene, kid: "\(minute)-\($0)") }
            await withTaskGroup(of: String?.self) { group in
                for token in tokens {
                    group.addTask {
                        do {
                            _ = try await party.verifyIdentityToken(token)
                            return nil
                        } catch { return (error as? SignInRefusal)?.reason }
                    }
                }
                for await reason in group { #expect(reason == "key-unknown") }
            }
            #expect(scene.network.count("/jwks") == 2 + minute)
            scene.clock.advance(by: .seconds(61))
        }
    }

    @Test("a change is followed at once, with and without the old keys published", arguments: [true, false])
    func rotation(keepingOld: Bool) async throws {
        let scene = try Scene()
        let before = try UnverifiedToken(
            try #require(try scene.provider.issueToken(for: "ada", audience: "sally port").revealText()))
        _ = try await scene.signIn()
        scene.provider.rotate(to: try Scene.secondKeys.get(), keepingOld: keepingOld)
        #expect(try await scene.signIn().subject == "demo-4c1f9a70")
        #expect(scene.network.count("/jwks") == 2)
        // A key that disappeared is gone at the next fetch.
        let refusal = await #expect(throws: (any Error).self) {
            _ = try await scene.party.verifyIdentityToken(before)
            throw DemoBrowser.Surprise(description: "accepted")
        }
        #expect((refusal as? SignInRefusal)?.reason == (keepingOld ? nil : "key-unknown"))
    }

    @Test("a change under the same key id is followed too")
    func sameID() async throws {
        let scene = try Scene()
        _ = try await scene.signIn()
        scene.misbehave { $0.idToken = .foreignKey }
        #expect(try await scene.refusal()?.reason == "signature-invalid")
        #expect(scene.network.count("/jwks") == 2)
        #expect(try await scene.refusal()?.reason == "signature-invalid")
        #expect(scene.network.count("/jwks") == 2)
    }

    @Test("keys of before a change do not verify tokens of after it")
    func staleAtTheProvider() async throws {
        let scene = try Scene()
        scene.provider.rotate(to: try Scene.secondKeys.get(), keepingOld: false)
        scene.misbehave { $0.keys = .stale }
        #expect(try await scene.refusal()?.reason == "key-unknown")
    }

    @Test("serve on while the provider is down, for their hour and 24 more")
    func down() async throws {
        let scene = try Scene()
        await scene.party.warmUp()
        scene.network.isUnplugged = true
        func verify() async throws {
            let token = try #require(try scene.provider.issueToken(for: "ben", audience: "sally port").revealText())
            _ = try await scene.party.verifyIdentityToken(try UnverifiedToken(token))
        }
        try await verify()
        scene.clock.advance(by: .seconds(3600))
        try await verify()
        scene.clock.advance(by: .seconds(86_399))
        try await verify()
        scene.clock.advance(by: .seconds(1))
        let refusal = await #expect(throws: SignInRefusal.self) { try await verify() }
        #expect(refusal?.reason == "provider-unreachable")
        scene.network.isUnplugged = false
        scene.clock.advance(by: .seconds(600))
        try await verify()
    }

    @Test("an unknown key while the provider is down is the provider's trouble, not the token's")
    func unknownWhileDown() async throws {
        let scene = try Scene()
        await scene.party.warmUp()
        scene.network.isUnplugged = true
        let token = try unknownKeyToken(scene, kid: "unknown")
        let refusal = await #expect(throws: SignInRefusal.self) {
            try await scene.party.verifyIdentityToken(token)
        }
        #expect(refusal?.reason == "provider-unreachable")
    }

    @Test("are counted per provider")
    func metrics() async throws {
        let scene = try Scene()
        scene.network.isUnplugged = true
        await scene.party.warmUp()
        #expect(
            scene.metrics["sallyport_oidc_fetches_total{document=discovery,outcome=failed,provider=demo}"] == 1)
        scene.network.isUnplugged = false
        scene.clock.advance(by: .seconds(5))
        await scene.party.warmUp()
        #expect(scene.metrics["sallyport_oidc_fetches_total{document=keys,outcome=fetched,provider=demo}"] == 1)
    }

    @Test(
        "that cannot be used are refused by name",
        arguments: [
            (KeysMisbehaviour.symmetricKey, "keys-refused"), (.duplicateMember, "keys-refused"),
            (.empty, "key-unknown"), (.stale, nil),
        ] as [(KeysMisbehaviour, String?)])
    func refused(wrong: KeysMisbehaviour, reason: String?) async throws {
        let scene = try Scene()
        scene.misbehave { $0.keys = wrong }
        #expect(try await scene.refusal()?.reason == reason)
    }
}
