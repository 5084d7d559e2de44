internal import Essentials
internal import HTTP

/// Takes a provider's metadata out of the document that it stands in, counts how that went, and tells the operator.
struct MetadataFetcher: Sendable {
    typealias Fetched = RemoteDocument<KeptMetadata, MetadataRefusal>.Fetched

    let settings: MetadataSourceSettings
    /// What several providers may share.
    let document: MetadataDocument
    let clock: any WallClock
    let metrics: any MetricsSink
    let log: any LogSink
    let work: WorkPool?
    let policy: FreshnessPolicy

    /// - Parameter known: the copy at hand.
    func fetch(_ known: KeptMetadata?) async throws(MetadataRefusal) -> Fetched {
        do throws(MetadataRefusal) {
            let (fetched, isNew) = try await read(known)
            count(isNew ? "fetched" : "unchanged")
            gauge("sallyport_saml_metadata_up", 1)
            tellWhen()
            if isNew { report(fetched.value.metadata, before: known?.metadata) }
            return fetched
        } catch {
            count("failed")
            gauge("sallyport_saml_metadata_up", 0)
            tellWhen()
            log.log(
                .warning, "a provider's metadata could not be read",
                [
                    "provider": settings.providerID, "place": settings.place.description, "reason": error.reason,
                    "detail": error.description,
                ])
            throw error
        }
    }

    private func read(_ known: KeptMetadata?) async throws(MetadataRefusal) -> (Fetched, isNew: Bool) {
        let copy = try await document.copy(after: known)
        let now = clock.now()
        if let known, known.document === document, known.reading == copy.value.reading {
            try MetadataValidity(validUntil: known.metadata.validUntil).require(at: now)
            return (keep(known.metadata, of: copy, at: now), false)
        }
        let entities = copy.value.entities
        // Where no entity is configured, the one that was read first is the one that is meant: a document that suddenly
        // is of another would make strangers of everybody.
        let entityID = settings.entityID ?? known?.metadata.entityID
        let metadata = try await MetadataDocument.aside(work) { () throws(MetadataRefusal) in
            guard let entityID else { return try entities.onlyMetadata(at: now) }
            return try entities.metadata(of: entityID, at: now)
        }
        return (keep(metadata, of: copy, at: now), true)
    }

    /// Until the document is read again, or earlier where the entity itself says so.
    private func keep(_ metadata: IdentityProviderMetadata, of copy: MetadataDocument.Copy, at now: Instant) -> Fetched
    {
        var lifetime = max(copy.freshUntil - now, .zero)
        if let own = metadata.cacheDuration { lifetime = min(lifetime, policy.clamped(own)) }
        // Ahead of its end, so that the next is there in time; not every second where that end is near.
        if let end = metadata.validUntil { lifetime = min(lifetime, max(end - now, .seconds(60))) }
        let kept = KeptMetadata(
            metadata: metadata, document: document, generation: copy.generation, reading: copy.value.reading)
        return Fetched(
            value: kept, fingerprint: metadata.fingerprint, lifetime: lifetime, expires: metadata.validUntil)
    }
}

extension MetadataFetcher {
    private func count(_ outcome: String) {
        metrics.count(
            "sallyport_saml_metadata_fetches_total", ["provider": settings.providerID, "outcome": outcome])
    }

    private func gauge(_ name: String, _ value: Double) {
        metrics.gauge(name, ["provider": settings.providerID], to: value)
    }

    /// When the document was read last, and since when its place is silent: 0 while it answers.
    private func tellWhen() {
        if let fetched = document.fetched {
            gauge("sallyport_saml_metadata_fetched_timestamp_seconds", Double(fetched.seconds))
        }
        gauge(
            "sallyport_saml_metadata_silent_since_timestamp_seconds", Double(document.silence.since?.seconds ?? 0))
    }

    private func report(_ metadata: IdentityProviderMetadata, before: IdentityProviderMetadata?) {
        if let before, before.fingerprint != metadata.fingerprint {
            log.log(.info, "a provider's metadata has other keys or places", ["provider": settings.providerID])
        }
        let leftOut = metadata.warnings.count { if case .keyLeftOut = $0 { true } else { false } }
        for (state, keys) in [("usable", metadata.signingKeys.count), ("omitted", leftOut)] {
            metrics.gauge(
                "sallyport_saml_metadata_keys", ["provider": settings.providerID, "state": state], to: Double(keys))
        }
        if let end = metadata.validUntil {
            gauge("sallyport_saml_metadata_valid_until_timestamp_seconds", Double(end.seconds))
        }
        for warning in metadata.warnings.prefix(8) {
            log.log(
                .warning, "a provider's metadata has a defect",
                ["provider": settings.providerID, "reason": warning.reason, "detail": warning.description])
        }
    }
}
