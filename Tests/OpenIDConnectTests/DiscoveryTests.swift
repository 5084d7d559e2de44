import DemoProviders
import Essentials
import HTTP
import Testing

@testable import OpenIDConnect

@Suite("Discovery")
struct DiscoveryTests {
    private func expected(_ wrong: DiscoveryMisbehaviour) -> String {
        switch wrong {
        case .wrongIssuer, .issuerWithSlash: "discovery-issuer-mismatch"
        case .missingIssuer, .scriptURL, .duplicateMember: "discovery-refused"
        case .missingAuthorizationEndpoint, .missingTokenEndpoint, .missingKeys: "endpoint-missing"
        }
    }

    @Test("is refused where the document is wrong", arguments: DiscoveryMisbehaviour.allCases)
    func refused(wrong: DiscoveryMisbehaviour) async throws {
        let scene = try Scene()
        scene.misbehave { $0.discovery = wrong }
        #expect(try await scene.refusal()?.reason == expected(wrong))
        #expect(scene.network.count("/token") == 0)
    }

    private func read(_ document: JSONObject, issuer: String = "https://id.example") throws -> ProviderMetadata {
        let settings = RelyingPartySettings(
            providerID: "p", issuer: ExactString(issuer), clientID: "c", authentication: .none,
            redirectURI: try Scene.url("https://gate.example/callback/p"), peer: .public)
        return try ProviderMetadata(parsing: document.serializedBytes, settings: settings)
    }

    private let document: JSONObject = [
        "issuer": "https://id.example", "authorization_endpoint": "https://id.example/auth?tenant=1",
        "token_endpoint": "https://id.example/token", "jwks_uri": "https://id.example/jwks",
    ]

    @Test("sends no browser to plain http, unless the issuer itself is")
    func plain() throws {
        var document = self.document
        document["authorization_endpoint"] = "http://id.example/there"
        document["end_session_endpoint"] = "http://id.example/there"
        let refusal = try #require(throws: SignInRefusal.self) { try read(document).authorization.required() }
        #expect(refusal.reason == "discovery-refused")
        #expect(try read(document).endSession.url == nil)
        document["issuer"] = "http://id.example"
        let plain = try read(document, issuer: "http://id.example")
        #expect(plain.authorization.url != nil && plain.endSession.url != nil)
    }

    @Test(
        "compares the issuer byte for byte",
        arguments: [
            "https://id.example/", "https://ID.example", "https://id.example:443", "http://id.example",
            "https://id.e\u{0445}ample",
        ])
    func exact(issuer: String) throws {
        var document = self.document
        document["issuer"] = .string(issuer)
        let refusal = #expect(throws: SignInRefusal.self) { _ = try read(document) }
        #expect(refusal?.reason == "discovery-issuer-mismatch")
    }

    @Test("keeps a query that the authorization endpoint has")
    func query() throws {
        let url = try read(document).authorization.required().adding(query: [("client_id", "c")])
        #expect(url.description == "https://id.example/auth?tenant=1&client_id=c")
    }

    @Test("is fetched in the background ahead of its end, and the last good one is kept while it cannot be")
    func kept() async throws {
        let scene = try Scene()
        _ = try await scene.signIn()
        scene.clock.advance(by: .seconds(3000))
        scene.misbehave { $0.transport[.discovery] = .html }
        #expect(try await scene.refusal() == nil)
        scene.clock.advance(by: .seconds(3000))
        #expect(try await scene.refusal() == nil)
        scene.misbehave { $0.transport[.discovery] = nil }
        scene.clock.advance(by: .seconds(3000))
        #expect(try await scene.refusal() == nil)
    }

    @Test("below an issuer with a slash at its end has one slash")
    func slash() async throws {
        let stub = StubProvider()
        stub["https://id.example/realm/.well-known/openid-configuration"] = .json(
            .ok,
            [
                "issuer": "https://id.example/realm/", "authorization_endpoint": "https://id.example/auth",
                "jwks_uri": "https://id.example/jwks",
            ])
        let party = try stub.party(issuer: "https://id.example/realm/", clock: TestClock())
        let (url, _) = try await party.begin(.ordinary, loginHint: nil)
        #expect(url.host == "id.example")
    }

    @Test("of a host that has an inner address is asked there, and nobody else is")
    func connect() throws {
        let inner = try Scene.url("http://keycloak:8080")
        let settings = RelyingPartySettings(
            providerID: "p", issuer: "https://id.home.example/realms/home", clientID: "c", authentication: .none,
            redirectURI: try Scene.url("https://gate.example/callback/p"), peer: OutgoingPeer(connect: inner))
        #expect(settings.peer(for: try Scene.url("https://id.home.example/token")).connect == inner)
        #expect(settings.peer(for: try Scene.url("http://keycloak:8080/token")).connect == inner)
        #expect(settings.peer(for: try Scene.url("https://elsewhere.example/token")).connect == nil)
        #expect(settings.peer(for: try Scene.url("https://id.home.example:8443/token")).connect == nil)
    }

    @Test("that cannot be read says so in a few words, whatever stands in it")
    func words() throws {
        let name = String(repeating: "long\\n", count: 10_000)
        let refusal = try #require(throws: SignInRefusal.self) {
            _ = try ProviderMetadata(
                parsing: Array("{\"\(name)\":1,\"\(name)\":2}".utf8),
                settings: RelyingPartySettings(
                    providerID: "p", issuer: "https://id.example", clientID: "c", authentication: .none,
                    redirectURI: try Scene.url("https://gate.example/callback/p"), peer: .public))
        }
        #expect(refusal.reason == "discovery-refused")
        #expect(refusal.detail.utf8.count < 300)
        #expect(!refusal.detail.contains("\n"))
    }
}
