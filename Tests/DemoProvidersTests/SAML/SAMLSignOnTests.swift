import Cryptography
import DemoProviders
import Essentials
import HTTP
import SAML
import Testing
import XMLSecurity

struct SAMLSignOnTests {
    @Test("a sign-in says who it is, of which groups, and how", arguments: [SAMLBinding.redirect, .post])
    func signIn(binding: SAMLBinding) async throws {
        let parties = try Parties { $0.requestBinding = binding }
        let assertion = try await parties.signIn()
        #expect(assertion.issuer == parties.provider.entityID)
        #expect(assertion.nameID.value == "demo-4c1f9a70")
        #expect(assertion.nameID.format == NameIDFormat.persistent)
        let said = Dictionary(uniqueKeysWithValues: assertion.attributes.map { ($0.name.text, $0.values) })
        #expect(said["email"] == ["ada@example.org"])
        #expect(said["displayName"] == ["Ada Arkwright"])
        #expect(said["groups"] == ["admins", "developers"])
    }

    @Test("whoever is signed in is not asked again, unless the service wants it")
    func remembered() async throws {
        let parties = try Parties()
        _ = try await parties.signIn(as: "ben")
        let metadata = try parties.metadata()
        let again = try parties.gate.begin(at: metadata)
        let answer = try await parties.carry(again.message)
        #expect(answer.body.contains("name=\"SAMLResponse\""))
        #expect(try parties.complete(answer, again.attempt).nameID.value == "demo-83d2e5b6")
        let forced = try parties.gate.begin(.forced, at: metadata)
        #expect(try await parties.carry(forced.message).body.contains("Who are you today?"))
    }

    @Test("a request that may not ask gets an answer at once")
    func passive() async throws {
        let parties = try Parties()
        let start = try parties.gate.begin(.passive, at: try parties.metadata())
        let page = try await parties.carry(start.message)
        let refusal = #expect(throws: ResponseRefusal.self) { try parties.complete(page, start.attempt) }
        #expect(refusal?.reason == "saml-status-no-passive")
    }

    @Test("Cancel says that nobody signed in")
    func cancelled() async throws {
        let parties = try Parties()
        let start = try parties.gate.begin(at: try parties.metadata())
        let page = try await parties.press(nil, on: try await parties.carry(start.message))
        let refusal = #expect(throws: ResponseRefusal.self) { try parties.complete(page, start.attempt) }
        #expect(refusal?.reason == "saml-status-authn-failed")
    }

    @Test("a sign-in may begin at the provider")
    func started() async throws {
        let parties = try Parties { $0.allowsUnsolicited = true }
        let client = PercentEncoding.encode(parties.gate.settings.entityID.text)
        let page = try await parties.send(.get, "\(parties.provider.base)/start?client=\(client)&RelayState=/")
        let answer = try await parties.press("cleo", on: page)
        #expect(try answer.form().fields.map(\.0) == ["SAMLResponse", "RelayState"])
        #expect(try parties.complete(answer, nil).nameID.value == "demo-d907c3e1")
        let nobody = try await parties.send(.get, "\(parties.provider.base)/start?client=nobody")
        #expect(nobody.status == .badRequest)
    }

    @Test(
        "what is signed, and how it is encrypted, can be chosen",
        arguments: SignatureDemand.allCases, [nil, ContentEncryption.aes128GCM, .aes256GCM])
    func protection(signatures: SignatureDemand, encryption: ContentEncryption?) async throws {
        let parties = try Parties { $0.signatures = signatures }
        parties.provider.protection = DemoSAMLProtection(signatures: signatures, encryption: encryption)
        #expect(try await parties.signIn().nameID.value == "demo-4c1f9a70")
    }

    @Test("keys change in the three steps of a rollover, and everybody still gets in")
    func rollover() async throws {
        let parties = try Parties()
        let next = try DemoSAMLProvider.credential(
            for: .generate(.elliptic(.p256)), at: parties.clock.now(), randomness: CountingRandomness())
        #expect(try parties.metadata().signingKeys.count == 1)
        parties.provider.announce(next)
        #expect(try parties.metadata().signingKeys.count == 2)
        _ = try await parties.signIn()
        parties.provider.rotate(to: next, keepingOld: true)
        #expect(try parties.metadata().signingKeys.count == 2)
        _ = try await parties.signIn()
        parties.provider.rotate(to: next, keepingOld: false)
        #expect(try parties.metadata().signingKeys.count == 1)
        _ = try await parties.signIn()
    }

    @Test("a request that is not signed, or of nobody who is known, leads nowhere")
    func refused() async throws {
        let parties = try Parties()
        let start = try parties.gate.begin(at: try parties.metadata())
        guard case .redirect(let url) = start.message else { throw Parties.Surprise("no redirect") }
        let unsigned = url.description.prefix { $0 != "&" }
        #expect(try await parties.send(.get, String(unsigned)).status == .badRequest)
        parties.provider.clients = []
        #expect(try await parties.send(.get, url.description).status == .badRequest)
        #expect(try await parties.send(.get, "\(parties.provider.base)/sso").status == .badRequest)
    }

    @Test("it listens on loopback only, and under its own name only")
    func loopbackOnly() async throws {
        let parties = try Parties()
        let page = try await parties.send(.get, "\(parties.provider.base)/metadata", host: "evil.example:8401")
        #expect(page.status == .misdirectedRequest)
        let credential = try DemoSAMLProvider.credential(
            for: .generate(.elliptic(.p256)), at: parties.clock.now(), randomness: CountingRandomness())
        #expect(throws: DemoProviderError.notLoopback("https://idp.example.org/demo")) {
            try DemoSAMLProvider(
                base: try Visitor.url("https://idp.example.org/demo"), clients: [], credential: credential,
                clock: parties.clock, randomness: CountingRandomness())
        }
    }
}
