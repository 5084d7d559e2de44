import Configuration
import Essentials
import Federation
import OpenIDConnect
import SAML

/// The configured providers, each with the gateway's own side of its protocol.
struct ProviderDirectory: Sendable {
    /// One provider.
    struct Entry: Sendable {
        let definition: ProviderDefinition
        let side: Side

        /// The relying party, of an OpenID provider.
        var relyingParty: RelyingParty? { if case .openIDConnect(let party) = side { party } else { nil } }

        /// The service provider, of a SAML identity provider.
        var saml: SAMLProvider? { if case .saml(let provider) = side { provider } else { nil } }

        /// Since when it does not answer; `nil` where all is well or nobody asked.
        var silentSince: Instant? {
            switch side {
            case .openIDConnect(let party): party.silentSince
            case .saml(let provider): provider.silentSince
            }
        }

        /// The origins that a sign-in there leads to, as far as they are known.
        var signInOrigins: [String] {
            switch side {
            case .openIDConnect(let party): party.authorizationOrigin.map { [$0] } ?? []
            case .saml(let provider): provider.origins
            }
        }
    }

    /// The gateway's side of a protocol.
    enum Side: Sendable {
        case openIDConnect(RelyingParty)
        case saml(SAMLProvider)
    }

    /// In the order of the file.
    let entries: [Entry]

    /// - Parameter former: the directory that this one replaces after a reload; what it knows of a provider that is
    ///   configured as before serves on.
    init(
        _ configuration: SallyportConfiguration, services: GatewayServices, keys: SAMLKeys,
        replacing former: ProviderDirectory?
    ) {
        entries = configuration.providers.map { definition in
            let side: Side =
                switch definition.kind {
                case .openIDConnect(let settings):
                    .openIDConnect(
                        RelyingParty(
                            settings, http: services.http, clock: services.clock, randomness: services.randomness,
                            metrics: services.metrics, log: services.log, work: services.work,
                            replacing: former?.entry(definition.id)?.relyingParty))
                case .saml(let settings):
                    .saml(
                        SAMLProvider(
                            definition.id, settings, keys: keys, services: services,
                            replacing: former?.entry(definition.id)?.saml))
                }
            return Entry(definition: definition, side: side)
        }
    }

    /// The provider of exactly this id.
    func entry(_ id: String) -> Entry? { entries.first { $0.definition.id.isExactly(id) } }

    /// Fetches what the providers publish, all at once. One that is down stops nobody.
    func warmUp() async {
        await withTaskGroup(of: Void.self) { group in
            for entry in entries {
                group.addTask {
                    switch entry.side {
                    case .openIDConnect(let party): await party.warmUp()
                    case .saml(let provider): await provider.metadata.warmUp()
                    }
                }
            }
        }
    }
}
