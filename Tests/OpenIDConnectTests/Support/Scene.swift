import Cryptography
import DemoProviders
import Essentials
import HTTP
import JOSE
import OpenIDConnect

/// A demo provider, a relying party of it, and all around them in one hand.
struct Scene: Sendable {
    let clock = TestClock()
    let network = DemoNetwork()
    let metrics = RecordingMetrics()
    let log = RecordingLog()
    let provider: DemoOpenIDProvider
    let party: RelyingParty
    let browser: DemoBrowser

    static let secret = Secret("a secret: with % and +")

    /// Keys are made once; making an RSA key takes longer than all the rest.
    static let firstKeys = Result { try DemoKeys.generate() }
    static let secondKeys = Result { try DemoKeys.generate() }

    init(
        authentication: ClientAuthentication = .secretBasic(secret),
        registered: DemoClient.Authentication = .secret(secret), idTokenAlgorithm: JWSAlgorithm = .rs256,
        clientID: String = "sally port",
        _ adjust: (inout RelyingPartySettings) -> Void = { _ in }
    ) throws {
        let issuer = try Scene.url("http://127.0.0.1:8401/demo")
        let redirect = try Scene.url("http://localhost:8400/callback/demo")
        let goodbye = try Scene.url("http://localhost:8400/signed-out")
        let client = DemoClient(
            id: clientID, authentication: registered, redirectURIs: [redirect],
            postLogoutRedirectURIs: [goodbye], idTokenAlgorithm: idTokenAlgorithm)
        provider = try DemoOpenIDProvider(
            issuer: issuer, clients: [client], keys: try Scene.firstKeys.get(), clock: clock,
            randomness: SeededRandomness(seed: 1), pause: network.pause)
        network.plug(provider)
        var settings = RelyingPartySettings(
            providerID: "demo", issuer: issuer.text, clientID: ExactString(clientID), authentication: authentication,
            redirectURI: redirect, peer: OutgoingPeer(isPrivateNetworkAllowed: true))
        settings.postLogoutRedirectURI = goodbye
        adjust(&settings)
        party = RelyingParty(
            settings, http: network, clock: clock, randomness: SeededRandomness(seed: 2), metrics: metrics, log: log)
        browser = DemoBrowser(provider)
    }

    static func url(_ text: String) throws -> HTTPURL {
        guard let url = HTTPURL(text) else { throw DemoBrowser.Surprise(description: "no URL: \(text)") }
        return url
    }

    /// A whole sign-in.
    func signIn(as person: String? = "ada", _ manner: SignInManner = .ordinary) async throws -> OpenIDSignIn {
        let (url, attempt) = try await party.begin(manner, loginHint: nil)
        return try await party.complete(try await browser.signIn(as: person, at: url), attempt: attempt)
    }

    /// The reason why a sign-in is refused; `nil` where it is not.
    func refusal() async throws -> SignInRefusal? {
        do {
            _ = try await signIn()
            return nil
        } catch let refusal as SignInRefusal {
            return refusal
        }
    }

    /// Changes what the provider does wrong.
    func misbehave(_ change: (inout Misbehaviour) -> Void) {
        var misbehaviour = provider.misbehaviour
        change(&misbehaviour)
        provider.misbehaviour = misbehaviour
    }
}
