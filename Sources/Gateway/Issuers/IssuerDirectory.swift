import Configuration
import EmbeddedIssuer
import Essentials
import Federation
import HTTP
import IAM
import OpenIDConnect
import SecurityTokens

/// The issuers that the configuration's accounts use, behind the one protocol.
struct IssuerDirectory: Sendable {
    /// Every issuer, for the grants.
    let all: [any CredentialIssuer]
    /// Our own, for its Query API.
    let embedded: EmbeddedIssuer?

    init(
        _ configuration: SallyportConfiguration, services: GatewayServices, providers: ProviderDirectory,
        issuing: IssuingProvider
    ) throws {
        var all: [any CredentialIssuer] = []
        var embedded: EmbeddedIssuer?
        for definition in configuration.issuers {
            switch definition.dialect {
            case .aws(let region): all.append(Self.client(definition, try STSEndpoint(region: region), services))
            case .sts(let url, _): all.append(Self.client(definition, STSEndpoint(custom: url), services))
            case .embedded:
                let issuer = try Self.embedded(definition, configuration, services, providers, issuing)
                embedded = issuer
                all.append(issuer)
            }
        }
        self.all = all
        self.embedded = embedded
    }

    private static func client(
        _ definition: IssuerDefinition, _ endpoint: STSEndpoint, _ services: GatewayServices
    ) -> STSClient {
        STSClient(
            id: definition.id, settings: STSClientSettings(endpoint: endpoint, peer: definition.peer),
            http: services.http, clock: services.clock,
            randomness: services.randomness, log: services.log)
    }

    private static func embedded(
        _ definition: IssuerDefinition, _ configuration: SallyportConfiguration, _ services: GatewayServices,
        _ providers: ProviderDirectory, _ issuing: IssuingProvider
    ) throws -> EmbeddedIssuer {
        let id = definition.id
        let accounts = try configuration.accounts.filter { $0.issuer.isExactly(id) }.map { account in
            let roles = try configuration.embeddedRoles.filter { $0.role.account.isExactly(account.key) }.map { role in
                EmbeddedRole(
                    arn: role.role.arn, roleID: try EmbeddedRole.stableID(of: role.role.arn),
                    maximumDuration: role.role.maximumDuration,
                    trust: TrustFromRules(
                        providers: configuration.providers, rules: configuration.rules,
                        narrowing: role.trustPolicy.map { PolicyTrust($0) }, clock: services.clock),
                    description: role.role.description,
                    sessionPolicy: try role.role.sessionPolicy.map { try SessionPolicy($0) },
                    permissions: role.permissions, boundary: role.boundary, principalTrust: role.trustPolicy,
                    authenticatedWithin: role.role.authenticatedWithin, record: role.record)
            }
            return EmbeddedAccount(
                id: try AccountID(account.id), name: account.name, roles: roles,
                users: configuration.embeddedUsers.filter { $0.account.isExactly(account.key) }.map(\.user),
                policies: configuration.embeddedPolicies[ExactString(account.key)] ?? [], features: account.features)
        }
        return try EmbeddedIssuer(
            id: id, accounts: accounts, providers: WebIdentityDirectory(providers: providers, log: services.log),
            providerKeys: configuration.providerKeys, revoked: services.revocations.list,
            assertions: issuing.targets[ExactString(id)].map {
                AssertionDirectory(providers: providers, issuing: issuing, own: $0, services: services)
            },
            store: services.store, vault: services.vault, audit: services.audit, clock: services.clock,
            randomness: services.randomness,
            log: services.log,
            publicHosts: [configuration.url.authority],
            identityProviders: Self.listed(configuration, issuing.targets[ExactString(id)]),
            tokenIssuer: configuration.url.appending(path: SecurityTokenRoutes.tokenIssuers).map {
                TokenIssuer(
                    base: $0,
                    keys: TokenKeys(
                        store: services.store, vault: services.vault, clock: services.clock, work: services.work))
            },
            administration: definition.hasAdministration ? services.principals : nil,
            revocations: try Self.revoking(definition, configuration, services))
    }

    /// Where revocations are made by HTTP, where the file names an account whose principals may.
    private static func revoking(
        _ definition: IssuerDefinition, _ configuration: SallyportConfiguration, _ services: GatewayServices
    ) throws -> RevocationAdministration? {
        guard let key = definition.revokingAccount,
            let account = configuration.accounts.first(where: { $0.key.isExactly(key) })
        else { return nil }
        return RevocationAdministration(
            desk: try configuration.revocationDesk(
                services.revocations.records, principals: services.principals, audit: services.audit,
                clock: services.clock, randomness: services.randomness),
            account: try AccountID(account.id))
    }

    /// The providers as IAM lists them; this gateway among them, where it makes assertions of its own.
    private static func listed(
        _ configuration: SallyportConfiguration, _ own: IssuingProvider.Target?
    ) -> [ListedIdentityProvider] {
        configuration.providers.compactMap { provider in
            switch provider.kind {
            case .openIDConnect(let settings):
                let issuer = settings.issuer.text
                return ListedIdentityProvider(
                    kind: .openID, name: issuer.startsExactly(with: "https://") ? String(issuer.dropFirst(8)) : issuer,
                    clientIDs: settings.clientID.isEmpty ? [] : [settings.clientID.text])
            case .saml(let settings): return ListedIdentityProvider(kind: .saml, name: settings.principalName)
            }
        } + (own.map { [ListedIdentityProvider(kind: .saml, name: $0.principalName)] } ?? [])
    }
}
