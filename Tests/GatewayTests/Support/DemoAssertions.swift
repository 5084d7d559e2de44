import Cryptography
import DemoProviders
import Essentials
import HTTP
import SAML
import Synchronization

/// The demo SAML provider on the same host as the demo OpenID provider, and a gateway whose `corp` it is.
enum DemoAssertions {
    static let base = Premises.demo + "/demo-saml"

    /// Made once: making an RSA key takes longer than all the rest.
    private static let key = Result { try PrivateKey.generate(.rsa(bits: 2048)) }

    static func premises() async throws -> (premises: Premises, provider: DemoSAMLProvider) {
        let (premises, corporation) = try await Premises.asserting { text in
            text.replacing("metadata: https://idp.example.org/metadata", with: "metadata: \(base)/metadata")
        }
        let randomness = SeededRandomness(seed: 3)
        let provider = try DemoSAMLProvider(
            base: try Premises.url(base), clients: [DemoSAMLClient(try await corporation.registration("corp"))],
            credential: try DemoSAMLProvider.credential(
                for: try key.get(), at: premises.clock.now(), randomness: randomness),
            clock: premises.clock, randomness: randomness)
        premises.samlProvider.withLock { $0 = provider }
        let metadata = try await premises.askProvider(base + "/metadata")
        premises.wire.open { request in request.url.description == base + "/metadata" ? metadata : nil }
        return (premises, provider)
    }
}

extension Premises {
    fileprivate func askProvider(_ place: String) async throws -> HTTPResponse {
        let url = try Premises.url(place)
        guard let request = HTTPRequest(.get, url.target, headers: ["Host": url.authority]) else {
            throw Surprise(description: "no target: \(place)")
        }
        return await answerOfProviders(request)
    }
}
