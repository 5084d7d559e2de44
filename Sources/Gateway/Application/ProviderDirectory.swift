import Configuration
import Essentials
import Federation
import JOSE
import OpenIDConnect
import SecurityTokens

/// The configured providers, each with the relying party that speaks to it.
struct ProviderDirectory: Sendable {
    /// One provider.
    struct Entry: Sendable {
        let definition: ProviderDefinition
        let relyingParty: RelyingParty
    }

    /// In the order of the file.
    let entries: [Entry]

    init(_ configuration: SallyportConfiguration, services: GatewayServices) {
        entries = configuration.providers.map { definition in
            Entry(
                definition: definition,
                relyingParty: RelyingParty(
                    definition.relyingParty, http: services.http, clock: services.clock,
                    randomness: services.randomness, metrics: services.metrics, log: services.log))
        }
    }

    /// The provider of exactly this id.
    func entry(_ id: String) -> Entry? { entries.first { $0.definition.id.isExactly(id) } }

    /// Fetches what the providers publish, all at once. One that is down stops nobody.
    func warmUp() async {
        await withTaskGroup(of: Void.self) { group in
            for entry in entries { group.addTask { await entry.relyingParty.warmUp() } }
        }
    }
}
