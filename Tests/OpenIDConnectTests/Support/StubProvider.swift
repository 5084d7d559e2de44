import Cryptography
import Essentials
import HTTP
import JOSE
import OpenIDConnect
import Synchronization

/// A provider of a few fixed answers by URL, for the ways of real providers that the demo provider does not have.
final class StubProvider: HTTPSending {
    private let answers = Mutex<[ExactString: HTTPResponse]>([:])

    subscript(_ url: String) -> HTTPResponse? {
        get { answers.withLock { $0[ExactString(url)] } }
        set { answers.withLock { $0[ExactString(url)] = newValue } }
    }

    func send(_ request: OutgoingRequest) async throws(HTTPSendError) -> HTTPResponse {
        guard let answer = self[request.url.description] else {
            throw .notReached(host: request.url.host, "nothing is there")
        }
        return answer
    }

    /// A relying party of this provider.
    func party(
        issuer: String, clock: any WallClock, _ adjust: (inout RelyingPartySettings) throws -> Void = { _ in }
    ) throws -> RelyingParty {
        var settings = RelyingPartySettings(
            providerID: "stub", issuer: ExactString(issuer), clientID: "client", authentication: .none,
            redirectURI: try Scene.url("https://gate.example/callback/stub"), peer: .public)
        try adjust(&settings)
        return RelyingParty(
            settings, http: self, clock: clock, randomness: SeededRandomness(), metrics: NoMetrics(), log: NoLog())
    }

    /// A sign-in that the token endpoint answers with a token of these claims, the nonce added.
    func signIn(
        at party: RelyingParty, token endpoint: String, signer: TokenSigner, claims: JSONObject,
        accessToken: String = "access", iss: String? = nil
    ) async throws -> OpenIDSignIn {
        let (_, attempt) = try await party.begin(.ordinary, loginHint: nil)
        var claims = claims
        claims["nonce"] = .string(attempt.nonce.text)
        self[endpoint] = .json(
            .ok,
            [
                "token_type": "bearer", "access_token": .string(accessToken),
                "id_token": .string(try signer.sign(claims, type: "JWT")),
            ])
        var fields = [("code", "c"), ("state", attempt.state)]
        if let iss { fields.append(("iss", iss)) }
        return try await party.complete(FormFields(fields), attempt: attempt)
    }
}
