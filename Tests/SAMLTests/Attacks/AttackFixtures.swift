import Cryptography
import Essentials
import Foundation
import HTTP
import SAML
import Testing

/// Tests/Fixtures/saml-attacks: forged messages, and what must come of each.
struct AttackFixtures: Decodable, Sendable {
    /// A response.
    struct Message: Decodable, Sendable, CustomTestStringConvertible {
        struct Options: Decodable, Sendable {
            let signatures: String?
            let sha1: Bool?
            let inclusive: Bool?
            let cbcInsideUnsignedResponse: Bool?
        }

        let name: String
        let family: String
        let file: String
        let verdict: String
        let reason: String?
        let options: Options?
        let why: String

        var testDescription: String { "\(name): \(why)" }

        /// The options that a gateway would have set.
        func serviceProviderOptions() throws -> ServiceProviderOptions {
            var all = ServiceProviderOptions()
            if let demand = options?.signatures {
                guard let demand = SignatureDemand(rawValue: demand) else { throw Surprise(demand) }
                all.signatures = demand
            }
            all.allowsSHA1 = options?.sha1 ?? false
            all.allowsInclusiveCanonicalisation = options?.inclusive ?? false
            all.allowsCBCInsideUnsignedResponse = options?.cbcInsideUnsignedResponse ?? false
            return all
        }
    }

    /// A query.
    struct Redirect: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let file: String
        let reason: String
        let why: String

        var testDescription: String { "\(name): \(why)" }
    }

    struct Surprise: Error {
        let what: String

        init(_ what: String) { self.what = what }
    }

    let acsUrl: String
    let audience: String
    let requestId: String
    let decryptionKey: String
    let at: String
    let messages: [Message]
    let redirects: [Redirect]

    static let all = Result {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let json = Data(try Fixture.bytes("saml-attacks/expectations.json"))
        return try decoder.decode(AttackFixtures.self, from: json)
    }

    static func bytes(_ file: String) throws -> [UInt8] { try Fixture.bytes("saml-attacks/\(file)") }

    /// The provider that the responses say they are from.
    func metadata() throws -> IdentityProviderMetadata {
        let certificates = try Certificate.all(pem: try AttackFixtures.bytes("keys/provider.crt"))
        guard let url = HTTPURL("https://idp.example.org/saml/sso") else { throw Surprise("url") }
        return IdentityProviderMetadata(
            entityID: "https://idp.example.org/saml", signingKeys: certificates.map { MetadataKey($0) },
            singleSignOn: [MetadataEndpoint(.redirect, url)])
    }

    func expectations(_ message: Message) throws -> ResponseExpectations {
        guard let acs = HTTPURL(acsUrl), let now = Instant(rfc3339: at) else { throw Surprise("settings") }
        let key = try PrivateKey(pem: Secret(try AttackFixtures.bytes(decryptionKey)))
        return ResponseExpectations(
            acsURL: acs, audience: ExactString(audience), request: .exactly(ExactString(requestId)), route: .post,
            authentication: .ofAnyAge, options: try message.serviceProviderOptions(), decryptionKeys: [key], at: now,
            skew: .seconds(60))
    }
}
