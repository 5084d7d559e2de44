internal import Essentials
internal import HTTP

/// One metadata document, kept fresh for every provider that is described in it. A federation's is fetched, parsed and
/// verified once, however many of its identity providers are configured; each takes its own entity out of it.
final class MetadataDocument: Sendable {
    typealias Copy = RemoteDocument<MetadataReading, MetadataRefusal>.Copy
    typealias Fetched = RemoteDocument<MetadataReading, MetadataRefusal>.Fetched

    /// Of these only what tells which document it is, and how it is judged.
    let settings: MetadataSourceSettings
    /// Since when its place does not answer.
    let silence: MetadataSilence
    private let remote: RemoteDocument<MetadataReading, MetadataRefusal>

    init(_ settings: MetadataSourceSettings, http: any HTTPSending, clock: any WallClock, work: WorkPool?) {
        self.settings = settings
        let policy = FreshnessPolicy.metadata(of: settings.place)
        let reader = MetadataDocumentReader(settings: settings, http: http, clock: clock, work: work, policy: policy)
        let silence = MetadataSilence()
        self.silence = silence
        remote = RemoteDocument(policy: policy, clock: clock) { copy async throws(MetadataRefusal) in
            do throws(MetadataRefusal) {
                let fetched = try await reader.fetch(copy?.value)
                silence.ended()
                return fetched
            } catch {
                silence.judge(error, at: clock.now())
                throw error
            }
        }
    }

    /// When the document at hand was read, or found to be unchanged.
    var fetched: Instant? { remote.atHand?.fetched }

    /// The document; another than the known was made of, since the time of that is over.
    ///
    /// - Throws: `MetadataRefusal` where there is none that serves, or none but the known one's.
    func copy(after known: KeptMetadata?) async throws(MetadataRefusal) -> Copy {
        guard let known, known.document === self else { return try await remote.get() }
        let copy = try await remote.get(.refreshed(than: known.generation))
        // The old one serves on; whoever came for another learns why there is none.
        if copy.generation <= known.generation, let failure = remote.lastFailure { throw failure.why }
        return copy
    }

    /// Work that may take long, on a thread of its own where there is one.
    static func aside<Result: Sendable>(
        _ work: WorkPool?, _ job: @escaping @Sendable () throws(MetadataRefusal) -> Result
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

/// A metadata document as it was read, with what tells whether its place has something else by now.
struct MetadataReading: Sendable {
    let entities: MetadataAggregate
    /// Counts the readings: what was taken out of the same one still holds.
    let reading: Int
    /// Of a file.
    var stamp: MetadataFile.Stamp?
    /// Of an answer (RFC 9110 §8.8.3).
    var entityTag: String?
}

/// Reads a metadata document from its place.
private struct MetadataDocumentReader: Sendable {
    typealias Fetched = MetadataDocument.Fetched

    let settings: MetadataSourceSettings
    let http: any HTTPSending
    let clock: any WallClock
    let work: WorkPool?
    let policy: FreshnessPolicy

    /// - Parameter known: the copy at hand.
    func fetch(_ known: MetadataReading?) async throws(MetadataRefusal) -> Fetched {
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

    private func file(_ file: MetadataFile, _ known: MetadataReading?) async throws(MetadataRefusal) -> Fetched {
        let reader = self
        let read = try await MetadataDocument.aside(work) { () throws(MetadataRefusal) -> MetadataReading? in
            let (bytes, stamp) = try file.read(unless: known?.stamp)
            guard let bytes else { return nil }
            var read = try reader.judge(bytes, known)
            read.stamp = stamp
            return read
        }
        if let read { return keep(read, for: policy.assumedLifetime) }
        return keep(try unchanged(known), for: policy.assumedLifetime)
    }

    private func answer(from url: HTTPURL, _ known: MetadataReading?) async throws(MetadataRefusal) -> Fetched {
        var headers: HTTPHeaders = ["Accept": "application/samlmetadata+xml, application/xml;q=0.9, */*;q=0.1"]
        if let tag = known?.entityTag { headers.set("If-None-Match", tag) }
        let answer: HTTPResponse
        do throws(HTTPSendError) {
            answer = try await http.send(OutgoingRequest(.get, url, headers: headers, peer: settings.wide))
        } catch {
            throw .unreachable(error)
        }
        if answer.status == .notModified, known != nil {
            let same = try unchanged(known)
            return keep(same, for: lifetime(same.entities, answer.headers))
        }
        guard answer.status == .ok else {
            throw .answerRefused(place: url.text.text, status: answer.status.rawValue)
        }
        let reader = self
        var read = try await MetadataDocument.aside(work) { () throws(MetadataRefusal) in
            try reader.judge(answer.body, known)
        }
        read.entityTag = Self.entityTag(answer.headers)
        return keep(read, for: lifetime(read.entities, answer.headers))
    }

    private func judge(_ bytes: [UInt8], _ known: MetadataReading?) throws(MetadataRefusal) -> MetadataReading {
        let entities = try MetadataAggregate(
            parsing: bytes, signature: settings.trust, plainHTTP: settings.plainHTTP, at: clock.now())
        return MetadataReading(entities: entities, reading: (known?.reading ?? 0) + 1)
    }

    private func unchanged(_ known: MetadataReading?) throws(MetadataRefusal) -> MetadataReading {
        guard let known else { throw .answerRefused(place: settings.place.description, status: 304) }
        try MetadataValidity(validUntil: known.entities.validUntil).require(at: clock.now())
        return known
    }

    private func keep(_ read: MetadataReading, for lifetime: Duration) -> Fetched {
        var lifetime = lifetime
        if let end = read.entities.validUntil { lifetime = min(lifetime, max(end - clock.now(), .seconds(60))) }
        return Fetched(
            value: read, fingerprint: Array(String(read.reading).utf8), lifetime: lifetime,
            expires: read.entities.validUntil)
    }

    /// The shorter of what the document and the answer say, within bounds.
    private func lifetime(_ entities: MetadataAggregate, _ headers: HTTPHeaders) -> Duration {
        guard let own = entities.cacheDuration.map({ policy.clamped($0) }) else { return policy.lifetime(of: headers) }
        return headers.contains("Cache-Control") ? min(own, policy.lifetime(of: headers)) : own
    }

    /// A tag that can be sent back as it came (RFC 9110 §8.8.3).
    private static func entityTag(_ headers: HTTPHeaders) -> String? {
        guard let tag = headers["ETag"], tag.utf8.count <= 256, tag.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            tag.startsExactly(with: "\"") || tag.startsExactly(with: "W/\""), tag.endsExactly(with: "\"")
        else { return nil }
        return tag
    }
}
