internal import Essentials
internal import HTTP

/// Reads a provider's metadata from its place, counts how that went, and tells the operator.
struct MetadataFetcher: Sendable {
    typealias Fetched = RemoteDocument<KeptMetadata, MetadataRefusal>.Fetched

    let settings: MetadataSourceSettings
    let http: any HTTPSending
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
            if isNew { report(fetched.value.metadata, before: known?.metadata) }
            return fetched
        } catch {
            count("failed")
            gauge("sallyport_saml_metadata_up", 0)
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
        switch settings.place {
        case .file(let path): return try await file(MetadataFile(path: path), known)
        case .url(let url): return try await answer(from: url, known)
        case .query(let query):
            guard let entityID = settings.entityID else {
                throw .placeMalformed("the entity ID that is asked for is not configured")
            }
            return try await answer(from: try query.url(of: entityID), known)
        }
    }

    private func file(
        _ file: MetadataFile, _ known: KeptMetadata?
    ) async throws(MetadataRefusal) -> (Fetched, isNew: Bool) {
        let fetcher = self
        let kept = try await aside { () throws(MetadataRefusal) -> KeptMetadata? in
            let (bytes, stamp) = try file.read(unless: known?.stamp)
            return try bytes.map { bytes throws(MetadataRefusal) in
                KeptMetadata(metadata: try fetcher.judge(bytes, known), stamp: stamp)
            }
        }
        if let kept { return (keep(kept, for: policy.assumedLifetime), true) }
        return (try unchanged(known, for: policy.assumedLifetime), false)
    }

    private func answer(
        from url: HTTPURL, _ known: KeptMetadata?
    ) async throws(MetadataRefusal) -> (Fetched, isNew: Bool) {
        var headers: HTTPHeaders = ["Accept": "application/samlmetadata+xml, application/xml;q=0.9, */*;q=0.1"]
        if let tag = known?.entityTag { headers.set("If-None-Match", tag) }
        let answer: HTTPResponse
        do throws(HTTPSendError) {
            answer = try await http.send(OutgoingRequest(.get, url, headers: headers, peer: settings.wide))
        } catch {
            throw .unreachable(error)
        }
        if answer.status == .notModified, let known {
            return (try unchanged(known, for: lifetime(known.metadata, answer.headers)), false)
        }
        guard answer.status == .ok else {
            throw .answerRefused(place: url.text.text, status: answer.status.rawValue)
        }
        let fetcher = self
        let metadata = try await aside { () throws(MetadataRefusal) in try fetcher.judge(answer.body, known) }
        let kept = KeptMetadata(metadata: metadata, entityTag: MetadataFetcher.entityTag(answer.headers))
        return (keep(kept, for: lifetime(metadata, answer.headers)), true)
    }

    /// Parses and judges a document. Where no entity is configured, the one that was read first is the one that is
    /// meant: a document that suddenly is of another would make strangers of everybody.
    private func judge(_ bytes: [UInt8], _ known: KeptMetadata?) throws(MetadataRefusal) -> IdentityProviderMetadata {
        try MetadataReader.read(
            bytes, entityID: settings.entityID ?? known?.metadata.entityID, signature: settings.trust,
            plainHTTP: settings.plainHTTP, at: clock.now())
    }

    private func unchanged(_ known: KeptMetadata?, for lifetime: Duration) throws(MetadataRefusal) -> Fetched {
        guard let known else { throw .answerRefused(place: settings.place.description, status: 304) }
        try MetadataValidity(validUntil: known.metadata.validUntil).require(at: clock.now())
        return keep(known, for: lifetime)
    }

    private func keep(_ kept: KeptMetadata, for lifetime: Duration) -> Fetched {
        var lifetime = lifetime
        // Ahead of its end, so that the next is there in time; not every second where that end is near.
        if let end = kept.metadata.validUntil { lifetime = min(lifetime, max(end - clock.now(), .seconds(60))) }
        return Fetched(
            value: kept, fingerprint: kept.metadata.fingerprint, lifetime: lifetime,
            expires: kept.metadata.validUntil)
    }

    /// The shorter of what the document and the answer say, within bounds.
    private func lifetime(_ metadata: IdentityProviderMetadata, _ headers: HTTPHeaders) -> Duration {
        guard let own = metadata.cacheDuration.map({ policy.clamped($0) }) else { return policy.lifetime(of: headers) }
        return headers.contains("Cache-Control") ? min(own, policy.lifetime(of: headers)) : own
    }

    /// A tag that can be sent back as it came (RFC 9110 §8.8.3).
    private static func entityTag(_ headers: HTTPHeaders) -> String? {
        guard let tag = headers["ETag"], tag.utf8.count <= 256, tag.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            tag.startsExactly(with: "\"") || tag.startsExactly(with: "W/\""), tag.endsExactly(with: "\"")
        else { return nil }
        return tag
    }

    /// Work that may take long, on a thread of its own where there is one.
    private func aside<Result: Sendable>(
        _ job: @escaping @Sendable () throws(MetadataRefusal) -> Result
    ) async throws(MetadataRefusal) -> Result {
        guard let work else { return try job() }
        do {
            return try await work.run { try job() }
        } catch let refusal as MetadataRefusal {
            throw refusal
        } catch {
            throw .tooBusy
        }
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
