import Cryptography
import DemoProviders
import Essentials
import HTTP
import SAML

/// A demo SAML provider and a service provider that is not part of it, with a browser between them.
struct Parties: Sendable {
    /// Made once: making an RSA key takes longer than all the rest.
    private static let keys = Result {
        (try PrivateKey.generate(.rsa(bits: 2048)), try PrivateKey.generate(.rsa(bits: 2048)))
    }

    let clock = TestClock()
    let provider: DemoSAMLProvider
    let gate: ServiceProvider
    private let cookies = CookieJar()

    struct Surprise: Error {
        let what: String

        init(_ what: String) { self.what = what }
    }

    init(configure: (inout ServiceProviderOptions) -> Void = { _ in }) throws {
        let (providersKey, gatesKey) = try Parties.keys.get()
        let randomness = CountingRandomness()
        let credential = try DemoSAMLProvider.credential(for: gatesKey, at: clock.now(), randomness: randomness)
        var options = ServiceProviderOptions()
        configure(&options)
        let entityID: ExactString = "http://127.0.0.1:8400/saml/demo/metadata"
        let acs = try Visitor.url("http://127.0.0.1:8400/saml/demo/acs")
        let slo = try Visitor.url("http://127.0.0.1:8400/saml/demo/slo")
        gate = ServiceProvider(
            settings: ServiceProviderSettings(
                providerID: "demo", entityID: entityID, acsURL: acs, sloURL: slo, signingCredentials: [credential],
                decryptionCredentials: [DecryptionCredential(key: gatesKey, certificate: credential.certificate)],
                options: options),
            clock: clock, randomness: CountingRandomness(), log: NoLog())
        let registered = RegisteredServiceProvider(
            entityID: entityID, consumers: [IndexedEndpoint(MetadataEndpoint(.post, acs), index: 0, isDefault: true)],
            singleLogout: [MetadataEndpoint(.redirect, slo)], signingKeys: [MetadataKey(credential.certificate)])
        provider = try DemoSAMLProvider(
            base: try Visitor.url("http://localhost:8401/demo-saml"),
            clients: [DemoSAMLClient(registered, encryptionCertificate: credential.certificate)],
            credential: try DemoSAMLProvider.credential(for: providersKey, at: clock.now(), randomness: randomness),
            clock: clock, randomness: randomness)
    }

    /// The provider's metadata as the gate reads it.
    func metadata() throws -> IdentityProviderMetadata {
        try MetadataReader.read(try provider.metadata(), entityID: nil, signature: .notJudged, at: clock.now())
    }

    /// One request of the browser, with its cookies.
    func send(_ method: HTTPMethod, _ url: String, form: [(String, String)] = [], host: String? = nil) async throws
        -> HTTPResponse
    {
        let url = try Visitor.url(url)
        var headers: HTTPHeaders = ["Host": host ?? url.authority]
        if method == .post { headers.set("Content-Type", "application/x-www-form-urlencoded") }
        if let field = cookies.field { headers.set("Cookie", field) }
        guard
            let request = HTTPRequest(
                method, url.target, headers: headers, body: Array(PercentEncoding.form(form).utf8), peer: "127.0.0.1")
        else { throw Surprise("no request: \(url)") }
        let response = await provider.answer(request)
        cookies.keep(response)
        return response
    }

    /// The gate's message, carried to the provider.
    func carry(_ message: OutgoingMessage) async throws -> HTTPResponse {
        switch message {
        case .redirect(let url): try await send(.get, url.description)
        case .post(let form):
            try await send(.post, form.action.description, form: form.fields.map { ($0.name, $0.value) })
        }
    }

    /// Presses a person's button (`nil`: Cancel) on the provider's page.
    func press(_ person: String?, on page: HTTPResponse) async throws -> HTTPResponse {
        let (action, fields) = try page.form()
        return try await send(.post, action, form: fields + (person.map { [("person", $0)] } ?? []))
    }

    /// What the gate makes of the provider's page that sends the answer on.
    func complete(_ page: HTTPResponse, _ attempt: SAMLSignInAttempt?) throws -> VerifiedAssertion {
        let (action, fields) = try page.form()
        guard action == gate.settings.acsURL.description else { throw Surprise("posted to \(action)") }
        let message = try PostBinding.decode(FormFields(fields), .response)
        return try gate.complete(message.xml, by: .post, attempt: attempt, at: try metadata())
    }

    /// A whole sign-in.
    func signIn(as person: String = "ada") async throws -> VerifiedAssertion {
        let start = try gate.begin(at: try metadata())
        var page = try await carry(start.message)
        if page.body.contains("Who are you today?") { page = try await press(person, on: page) }
        return try complete(page, start.attempt)
    }
}

extension HTTPResponse {
    /// The first form of the page: where it goes, and its hidden fields.
    func form() throws -> (action: String, fields: [(String, String)]) {
        let text = String(decoding: body, as: UTF8.self)
        guard let action = text.firstMatch(of: /<form[^>]* action="([^"]*)"/) else {
            throw Parties.Surprise("no form: \(status) \(text)")
        }
        let fields = text.matches(of: /<input type="hidden" name="([^"]*)" value="([^"]*)">/)
        return (String(action.1).plain, fields.map { (String($0.1).plain, String($0.2).plain) })
    }
}

extension [UInt8] {
    func contains(_ text: String) -> Bool { String(decoding: self, as: UTF8.self).contains(text) }
}

extension String {
    fileprivate var plain: String {
        replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }
}
