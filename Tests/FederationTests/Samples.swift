import Essentials
import HTTP
import IAM
import OpenIDConnect
import Patterns
import SAML
import SecurityTokens
import Testing

@testable import Federation

/// What the cases of this folder share: a provider, a catalogue, people.
enum Sample {
    static func provider(
        id: String = "home", claims: IdentityClaims = IdentityClaims(), requirements: [ClaimRequirement] = []
    ) throws -> ProviderDefinition {
        let redirect = try #require(HTTPURL("https://login.example.org/callback/home"))
        return ProviderDefinition(
            id: id, preset: "generic-oidc", displayName: "Home", signInLabel: "Continue with Home", mark: nil,
            claims: claims, requirements: requirements, isIssuerShared: false, subjectClaims: ["sub"],
            kind: .openIDConnect(
                RelyingPartySettings(
                    providerID: id, issuer: "https://id.example.org", clientID: "client", authentication: .none,
                    redirectURI: redirect, peer: .public)))
    }

    static func samlProvider(claims: IdentityClaims, groupNames: GroupNames = .none) throws -> ProviderDefinition {
        let gateway = try #require(HTTPURL("https://login.example.org"))
        let settings = try #require(SAMLProviderSettings(id: "corp", metadata: .file("idp.xml"), gateway: gateway))
        return ProviderDefinition(
            id: "corp", preset: "generic-saml", displayName: "Corp", signInLabel: "Continue with Corp", mark: nil,
            claims: claims, requirements: [], isIssuerShared: false, subjectClaims: ["sub"], groupNames: groupNames,
            kind: .saml(settings))
    }

    static func role(
        _ account: String, _ name: String, maximum: Duration = .seconds(3600), isListed: Bool = true
    ) throws -> CatalogueRole {
        CatalogueRole(
            account: account, accountID: "111122223333", name: name,
            arn: try ARN("arn:aws:iam::111122223333:role/\(name)"), issuer: "aws", maximumDuration: maximum,
            isListed: isListed)
    }

    static func person(_ claims: String, at provider: ProviderDefinition? = nil) throws -> ExternalIdentity {
        let object = try JSONObject(parsing: claims.bytes, limits: .small)
        let provider = try provider ?? Sample.provider()
        return try ExternalIdentity.supposed(claims: object, at: provider)
    }

    static let place = SourcePlace(file: "rules.yaml", line: 1, column: 1)

    static func rule(
        _ number: Int = 1, when condition: Condition, grant: [String], session: SessionSettings = .unsaid,
        providers: [String] = []
    ) throws -> MappingRule {
        MappingRule(
            number: number, place: place, providers: providers, condition: condition,
            grants: try grant.map { try GrantSelector($0, at: place) }, session: session)
    }

    static func matches(_ pattern: String, ignoringCase: Bool = false) throws -> ClaimTest {
        .matches(
            try RegularExpression(pattern, ignoresCase: ignoringCase), pattern: pattern, ignoringCase: ignoringCase)
    }

    static func glob(_ pattern: String, ignoringCase: Bool = false) -> ClaimTest {
        .glob(Glob(pattern), pattern: pattern, ignoringCase: ignoringCase)
    }

    static let everybody = Condition.claim(.named("sub"), .exists(true))
}

struct CountingRandomness: Randomness {
    func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8($0 & 0xFF) } }
}
