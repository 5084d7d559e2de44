import Cryptography
import Essentials
import HTTP
import SAML

/// A SAML identity provider at `idp.example.org`, its keys made once.
final class Corporation: Sendable {
    static let origin = "https://idp.example.org"
    static let entityID: ExactString = "https://idp.example.org/saml"

    private static let credentials = Result { (try credential("idp"), try credential("other")) }

    private static func credential(_ name: String) throws -> SigningCredential {
        let key = try PrivateKey.generate(.rsa(bits: 2048))
        let certificate = try Certificate.selfSigned(
            key, name: name, serial: [1], validFrom: Instant(seconds: 1_700_000_000),
            validTo: Instant(seconds: 2_000_000_000))
        return SigningCredential(key: key, certificate: certificate)
    }

    let premises: Premises
    let half: IdentityProviderHalf
    /// The same provider with a key that its metadata does not have.
    let stranger: IdentityProviderHalf
    private let metadata: [UInt8]

    init(_ premises: Premises) throws {
        self.premises = premises
        let (own, other) = try Self.credentials.get()
        let half = try Self.half(own, premises)
        self.half = half
        stranger = try Self.half(other, premises)
        var entity = EntityDescription(entityID: Self.entityID, signingCertificates: [own.certificate])
        entity.singleLogout = [.redirect, .post].map { MetadataEndpoint($0, half.sloURL) }
        metadata = try MetadataWriter.identityProvider(
            IdentityProviderDescription(
                entity, singleSignOn: [.redirect, .post].map { MetadataEndpoint($0, half.ssoURL) }))
        premises.wire.open { [metadata] request in
            guard request.url.description == Self.origin + "/metadata" else { return nil }
            return HTTPResponse(.ok, headers: ["Content-Type": "application/samlmetadata+xml"], body: metadata)
        }
    }

    private static func half(
        _ credential: SigningCredential, _ premises: Premises
    ) throws -> IdentityProviderHalf {
        IdentityProviderHalf(
            entityID: entityID, ssoURL: try Premises.url(origin + "/sso"), sloURL: try Premises.url(origin + "/slo"),
            credential: credential, clock: premises.clock, randomness: SystemRandomness())
    }

    /// What the provider knows the gateway by, from the gateway's own metadata.
    func registration(_ provider: String) async throws -> RegisteredServiceProvider {
        try registration(provider, keys: Array(try await registrations(provider).prefix(1)))
    }

    /// The certificates that the gateway's metadata shows for signing, in their order.
    func registrations(_ provider: String) async throws -> [Certificate] {
        let document = try await premises.ask(.get, "/saml/\(provider)/metadata").text
        let found = document.matches(of: /use="signing".*?<ds:X509Certificate>([^<]*)</)
        guard !found.isEmpty else { throw Surprise(description: "no certificate: \(document)") }
        return try found.map { match in
            guard let der = Base64.decode(match.1.filter { !$0.isWhitespace }) else {
                throw Surprise(description: "no certificate: \(document)")
            }
            return try Certificate(der: der)
        }
    }

    /// The same by keys that it knew before.
    func registration(_ provider: String, keys: [Certificate]) throws -> RegisteredServiceProvider {
        let acs = try Premises.url("\(premises.origin)/saml/\(provider)/acs")
        let slo = try Premises.url("\(premises.origin)/saml/\(provider)/slo")
        return RegisteredServiceProvider(
            entityID: ExactString("\(premises.origin)/saml/\(provider)/metadata"),
            consumers: [IndexedEndpoint(MetadataEndpoint(.post, acs), index: 0, isDefault: true)],
            singleLogout: [MetadataEndpoint(.redirect, slo), MetadataEndpoint(.post, slo)],
            signingKeys: keys.map { MetadataKey($0) })
    }

    /// Reads a request that came by redirect; its signature must be the gateway's.
    func read(_ location: String, from provider: String) async throws -> VerifiedAuthnRequest {
        let url = try Premises.url(location)
        guard url.path == "/sso", url.origin == Self.origin else { throw Surprise(description: location) }
        return try half.verify(
            request: .redirect(try RedirectBinding.decode((url.query ?? "").bytes, .request)),
            from: try await registration(provider))
    }

    struct Person: Sendable {
        var name = "ada"
        var attributes: [(String, [String])] = [
            ("email", ["ada@example.org"]), ("displayName", ["Ada Arkwright"]), ("groups", ["developers"]),
            ("department", ["research"]),
        ]
        var sessionIndex: ExactString? = "s-1"
        var age: Duration = .seconds(10)
        var sessionEnd: Instant?
    }

    func content(_ person: Person) -> AssertionContent {
        AssertionContent(
            nameID: NameID(value: ExactString(person.name), format: NameIDFormat.persistent),
            attributes: person.attributes.map { SAMLAttribute(name: ExactString($0.0), values: $0.1) },
            authnInstant: premises.clock.now() - person.age, sessionIndex: person.sessionIndex,
            sessionNotOnOrAfter: person.sessionEnd)
    }

    /// A response in base64, to a request or to none.
    func response(
        _ person: Person = Person(), to provider: String, answering id: ExactString? = nil,
        by half: IdentityProviderHalf? = nil, recipient: String? = nil, audience: String? = nil,
        isOneTimeUse: Bool = false
    ) throws -> String {
        let acs = try Premises.url(recipient ?? "\(premises.origin)/saml/\(provider)/acs")
        let audience = audience ?? "\(premises.origin)/saml/\(provider)/metadata"
        var delivery = ResponseDelivery(recipient: acs, audiences: [ExactString(audience)], inResponseTo: id)
        delivery.isOneTimeUse = isOneTimeUse
        return Base64.encode(try (half ?? self.half).mint(content(person), for: delivery))
    }
}

/// A browser at the gateway and at the corporation.
extension Browser {
    /// Goes to the provider and gives what it was sent with.
    func leave(
        for provider: String, at corporation: Corporation, manner: String? = nil, to path: String? = nil
    ) async throws -> VerifiedAuthnRequest {
        let fields = [path.map { ("to", $0) }, manner.map { ("as", $0) }].compactMap(\.self)
        let answer = try await open(
            "/login/\(provider)" + (fields.isEmpty ? "" : "?" + PercentEncoding.form(fields)),
            stopAt: { $0.hasPrefix(Corporation.origin) })
        guard let location = answer.headers["Location"] else { throw Surprise(description: answer.text) }
        return try await corporation.read(location, from: provider)
    }

    /// Signs in at the corporation.
    func signIn(
        _ provider: String = "corp", at corporation: Corporation, as person: Corporation.Person = .init(),
        manner: String? = nil, recipient: String? = nil, audience: String? = nil
    ) async throws -> HTTPResponse {
        let request = try await leave(for: provider, at: corporation, manner: manner)
        let response = try corporation.response(
            person, to: provider, answering: request.id, recipient: recipient, audience: audience)
        return try await bring(response, to: provider, beside: request.relayState)
    }

    /// Posts a response as the corporation's page does.
    func bring(
        _ response: String, to provider: String, beside relayState: RelayState?
    ) async throws -> HTTPResponse {
        let fields =
            [("SAMLResponse", response)] + (relayState.map { [("RelayState", $0.text.text)] } ?? [])
        return try await post("/saml/\(provider)/acs", fields, from: Corporation.origin)
    }
}
