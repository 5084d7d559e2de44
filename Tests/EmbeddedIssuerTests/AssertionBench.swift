import Cryptography
import Essentials
import Foundation
import HTTP
import IAM
import JOSE
import SAML
import Storage
import Testing
import Vault

@testable import EmbeddedIssuer
@testable import SecurityTokens

/// An issuer with one SAML provider, whose assertions are really signed and really verified.
final class AssertionBench: Sendable {
    static let principal = "arn:aws:iam::000000000001:saml-provider/house"
    static let recipient = "https://sts.example.org/sts"

    let folder: String
    let clock = MovableClock(Bench.begin)
    let audit = KeptAudit()
    let log = KeptLog()
    let half: IdentityProviderHalf
    let issuer: EmbeddedIssuer

    init(
        trust: any RoleTrust = TrustingAssertions(), maximum: Duration = .seconds(7200),
        authority: ProvedAssertion.Authority = .gateway
    ) async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("issuer-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let store = try await SQLiteStore.open(path: folder + "/state.db")
        let vault = try await Vault.open(
            store: store, rootKeyFile: folder + "/root.key", clock: clock, randomness: SystemRandomness())
        let key = try PrivateKey.generate(.elliptic(.p256))
        let certificate = try Certificate.selfSigned(
            key, name: "idp", serial: [1], validFrom: Bench.begin - .seconds(60),
            validTo: Bench.begin + .seconds(86_400))
        let sso = try #require(HTTPURL("https://idp.example.org/sso"))
        half = IdentityProviderHalf(
            entityID: "https://idp.example.org/saml", ssoURL: sso, sloURL: sso,
            credential: SigningCredential(key: key, certificate: certificate), clock: clock,
            randomness: SystemRandomness())
        let keys = OneAssertionProvider(certificate: certificate, clock: clock, authority: authority)
        let role = EmbeddedRole(
            arn: try ARN(Bench.roleARN), roleID: "AROAAAAAAAAAAAAAAAAAA", maximumDuration: maximum, trust: trust)
        let account = EmbeddedAccount(id: try AccountID("000000000001"), name: "local", roles: [role])
        issuer = try EmbeddedIssuer(
            id: "embedded", accounts: [account], providers: NoTokens(), providerKeys: ["house"],
            revoked: Followed(RevocationList([])), assertions: keys, store: store, vault: vault, audit: audit,
            clock: clock, randomness: SystemRandomness(), log: log, publicHosts: [Bench.host])
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// A response; attributes by their last part, `nil` leaves one out.
    func response(
        _ changes: [(String, [String]?)] = [], sessionEnd: Instant? = nil, format: ExactString = NameIDFormat.persistent
    ) throws -> String {
        var attributes: [(String, [String])] = [
            ("Role", ["\(Bench.roleARN),\(Self.principal)"]), ("RoleSessionName", ["ada@example.org"]),
        ]
        for (name, values) in changes {
            attributes.removeAll { $0.0 == name }
            if let values { attributes.append((name, values)) }
        }
        let content = AssertionContent(
            nameID: NameID(value: "ada", format: format),
            attributes: attributes.map {
                SAMLAttribute(name: ExactString("https://aws.amazon.com/SAML/Attributes/" + $0.0), values: $0.1)
            }, authnInstant: clock.now() - .seconds(5), sessionNotOnOrAfter: sessionEnd)
        let recipient = try #require(HTTPURL(Self.recipient))
        return Base64.encode(
            try half.mint(
                content,
                for: ResponseDelivery(recipient: recipient, audiences: [recipient.text], inResponseTo: "_request-1")))
    }

    /// Asks over HTTP; `nil` removes a field.
    func ask(_ changes: [String: String?] = [:], assertion: String? = nil) async throws -> HTTPResponse {
        var fields: [String: String] = [
            "Action": "AssumeRoleWithSAML", "Version": "2011-06-15", "RoleArn": Bench.roleARN,
            "PrincipalArn": Self.principal, "SAMLAssertion": try assertion ?? response(),
        ]
        for (name, value) in changes { fields[name] = value }
        let form = PercentEncoding.form(fields.map { ($0.key, $0.value) })
        return await issuer.answer(Bench.request(.post, target: "/sts", body: form))
    }

    /// The whole of an answer that grants.
    func granted(_ response: HTTPResponse) throws -> AssumedRole {
        try STSAnswer.assumedRole(
            response,
            for: STSCall(
                AssertionRequest(
                    roleARN: ARN(Bench.roleARN), principalARN: ARN(Self.principal), assertion: Secret("x"),
                    duration: .seconds(3600))), at: .epoch)
    }
}

/// Trusts every assertion, for as long as the role allows or less.
struct TrustingAssertions: RoleTrust {
    var maximumDuration: Duration?

    func decide(provider: String, token: VerifiedToken, role: ARN) -> RoleTrustDecision {
        .denied(why: "tokens are not asked about")
    }

    func decide(_ session: AssertedSession, role: ARN) -> RoleTrustDecision {
        .allowed(maximumDuration: maximumDuration)
    }
}

private struct NoTokens: WebIdentityVerifying {
    func verify(_ token: UnverifiedToken) async throws(IssuerRefusal) -> (provider: String, token: VerifiedToken) {
        throw .invalidIdentityToken("no provider")
    }
}

/// One provider, its assertions really verified.
private struct OneAssertionProvider: AssertionVerifying {
    let certificate: Certificate
    let clock: any WallClock
    let authority: ProvedAssertion.Authority

    func verify(_ response: [UInt8], for principal: SAMLProviderARN) async throws(IssuerRefusal) -> ProvedAssertion {
        guard principal.name.isExactly("house"), let url = HTTPURL(AssertionBench.recipient) else {
            throw .invalidIdentityToken("Specified provider doesn't exist")
        }
        let assertion: VerifiedAssertion
        do throws(ResponseRefusal) {
            assertion = try ResponseVerifier.verify(
                response,
                metadata: IdentityProviderMetadata(
                    entityID: "https://idp.example.org/saml", signingKeys: [MetadataKey(certificate)],
                    singleSignOn: []),
                expecting: ResponseExpectations(
                    acsURL: url, audience: url.text, request: .notJudged, route: .post, authentication: .ofAnyAge,
                    options: ServiceProviderOptions(), decryptionKeys: [], at: clock.now(), skew: .seconds(60)))
        } catch {
            switch error {
            case .expired, .confirmationExpired:
                throw .expiredToken("Token must be redeemed within 5 minutes of issuance")
            default: throw .invalidIdentityToken("Response signature invalid")
            }
        }
        return ProvedAssertion(
            provider: "house", subject: assertion.nameID.value, identityIssuer: assertion.issuer,
            principals: [principal.arn.text, ExactString(principal.name)], authority: authority, assertion: assertion)
    }
}
