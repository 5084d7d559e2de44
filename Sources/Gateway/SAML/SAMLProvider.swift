import Essentials
import Federation
import HTTP
import SAML

/// The gateway's side of one SAML identity provider: its metadata kept fresh, and a service provider made of the
/// settings and the keys.
struct SAMLProvider: Sendable {
    let id: String
    let settings: SAMLProviderSettings
    let metadata: MetadataSource
    private let keys: SAMLKeys
    private let services: GatewayServices

    init(
        _ id: String, _ settings: SAMLProviderSettings, keys: SAMLKeys, services: GatewayServices,
        replacing former: SAMLProvider?
    ) {
        self.id = id
        self.settings = settings
        self.keys = keys
        self.services = services
        metadata = MetadataSource(
            MetadataSourceSettings(
                providerID: id, place: settings.metadata, entityID: settings.providerEntityID,
                trust: settings.metadataCertificates.isEmpty ? .notJudged : .pinned(settings.metadataCertificates),
                peer: settings.peer),
            http: services.http, clock: services.clock, metrics: services.metrics, log: services.log,
            work: services.work, library: services.metadata, replacing: former?.metadata)
    }

    /// The service provider, with the operator's keys in front of the gateway's own.
    func serviceProvider() async throws -> ServiceProvider {
        let ring = try await keys.current()
        var own = ServiceProviderSettings(
            providerID: id, entityID: settings.entityID, acsURL: settings.acsURL, sloURL: settings.sloURL,
            signingCredentials: settings.signingKeys.map {
                SigningCredential(key: $0.key, certificate: $0.certificate)
            } + ring.signing,
            decryptionCredentials: settings.decryptionKeys.map {
                DecryptionCredential(key: $0.key, certificate: $0.certificate)
            } + [ring.decryption],
            options: settings.options)
        own.furtherDecryptionKeys = ring.furtherDecryptionKeys
        return ServiceProvider(
            settings: own, clock: services.clock, randomness: services.randomness, log: services.log)
    }

    /// Judges a response; where no key of the metadata at hand made its signature, once more by newer metadata: the
    /// provider may have changed its keys since.
    func judge(
        _ response: [UInt8],
        _ judgement: @escaping @Sendable (IdentityProviderMetadata) throws(ResponseRefusal) -> VerifiedAssertion
    ) async throws -> (assertion: VerifiedAssertion, metadata: IdentityProviderMetadata) {
        let copy = try await metadata.copy()
        do {
            return (try await services.judging(response) { try judgement(copy.metadata) }, copy.metadata)
        } catch let refusal as ResponseRefusal {
            guard refusal.mayBeNewKey else { throw refusal }
            let newer = try await metadata.copy(newerThan: copy.generation)
            guard newer.generation > copy.generation else { throw refusal }
            return (try await services.judging(response) { try judgement(newer.metadata) }, newer.metadata)
        }
    }

    /// Since when the provider does not answer, as far as a sign-in hangs on it: metadata may stand with somebody else,
    /// and a copy at hand serves on. `nil` where all is well or nobody asked.
    var silentSince: Instant? {
        guard let since = metadata.silentSince else { return nil }
        guard let known = metadata.atHand else { return since }
        guard case .url(let place) = settings.metadata else { return nil }
        return known.singleSignOn.contains { $0.location.origin.isExactly(place.origin) } ? since : nil
    }

    /// The origins that a page of ours may have to send a form to, as far as the metadata is at hand.
    var origins: [String] {
        guard let known = metadata.atHand else { return [] }
        return (known.singleSignOn + known.singleLogout).map { $0.location.origin }
    }
}
