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

    @Test(
        "sends no browser to plain http, unless the issuer itself is",
        arguments: [
            "authorization_endpoint", "end_session_endpoint",
        ])
    func plain(name: String) throws {
        var document = self.document
        document[name] = "http://id.example/there"
        let refusal = #expect(throws: SignInRefusal.self) { _ = try read(document) }
        #expect(refusal?.reason == "discovery-refused")
        document["issuer"] = "http://id.example"
        _ = try read(document, issuer: "http://id.example")
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
        let url = try read(document).authorization.adding(query: [("client_id", "c")])
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
}
