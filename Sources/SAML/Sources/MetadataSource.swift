public import Essentials
public import HTTP

/// Keeps the metadata of one identity provider: fetched when it is first needed, refreshed before it is old, the last
/// good copy kept while the place is down. A place that is down stops nobody from starting.
public final class MetadataSource: Sendable {
    /// How it is got and judged.
    public let settings: MetadataSourceSettings
    private let document: RemoteDocument<KeptMetadata, MetadataRefusal>
    private let library: MetadataLibrary
    private let shared: MetadataDocument

    /// A copy of the metadata.
    public struct Copy: Sendable {
        /// What was read.
        public let metadata: IdentityProviderMetadata
        /// Counts the reads that succeeded, from 1.
        public let generation: Int
        /// When it was read, or found to be unchanged.
        public let fetched: Instant
    }

    /// How the last read failed.
    public struct Failure: Sendable, Equatable {
        /// Why.
        public let refusal: MetadataRefusal
        /// When.
        public let at: Instant
    }

    /// A source; asks nobody yet.
    ///
    /// - Parameters:
    ///   - work: where documents are parsed and verified; without it, in the task that fetches.
    ///   - library: where sources find the documents that they share; by default the former source's.
    ///   - former: the source that this one replaces after a reload of the configuration. Its copy serves on, if it
    ///     would have been read by these settings as well.
    public init(
        _ settings: MetadataSourceSettings, http: any HTTPSending, clock: any WallClock, metrics: any MetricsSink,
        log: any LogSink, work: WorkPool? = nil, library: MetadataLibrary? = nil,
        replacing former: MetadataSource? = nil
    ) {
        self.settings = settings
        self.library = library ?? former?.library ?? MetadataLibrary()
        let shared = self.library.document(of: settings) {
            MetadataDocument($0, http: http, clock: clock, work: work)
        }
        self.shared = shared
        let policy = FreshnessPolicy.metadata(of: settings.place)
        let fetcher = MetadataFetcher(
            settings: settings, document: shared, clock: clock, metrics: metrics, log: log, work: work, policy: policy)
        let seed = former.flatMap { $0.settings.readsAs(settings) ? $0.document.atHand : nil }
        document = RemoteDocument(policy: policy, clock: clock, seed: seed) { copy async throws(MetadataRefusal) in
            try await fetcher.fetch(copy?.value)
        }
    }

    /// The metadata, fetched where that is due.
    ///
    /// - Throws: `MetadataRefusal` where there is none that serves.
    public func current() async throws(MetadataRefusal) -> IdentityProviderMetadata { try await copy().metadata }

    /// The metadata with its number, fetched where that is due.
    ///
    /// - Throws: `MetadataRefusal` where there is none that serves.
    public func copy() async throws(MetadataRefusal) -> Copy { Copy(try await document.get()) }

    /// A newer copy than the one of this number, which lacked the key of a signature; that one again where the place
    /// has nothing newer or was asked for it a short while ago.
    ///
    /// - Throws: `MetadataRefusal` where there is none that serves.
    public func copy(newerThan generation: Int) async throws(MetadataRefusal) -> Copy {
        Copy(try await document.get(.newer(than: generation)))
    }

    /// Fetches the metadata ahead of the first person. A place that is down is logged and asked again when it is
    /// needed; it stops nothing.
    public func warmUp() async { _ = try? await document.get() }

    /// The metadata as far as it is at hand; asks nobody.
    public var atHand: IdentityProviderMetadata? { document.atHand?.value.metadata }

    /// When the document at hand was read, or found to be unchanged; `nil` where there is none.
    public var fetched: Instant? { shared.fetched }

    /// Since when its place does not answer, or not with success; `nil` where it does, or nobody asked.
    public var silentSince: Instant? { shared.silence.since }

    /// How the last read failed; `nil` where all is well or nobody asked.
    public var lastFailure: Failure? { document.lastFailure.map { Failure(refusal: $0.why, at: $0.at) } }
}

extension MetadataSource.Copy {
    fileprivate init(_ copy: FreshnessState<KeptMetadata, MetadataRefusal>.Copy) {
        metadata = copy.value.metadata
        generation = copy.generation
        fetched = copy.fetched
    }
}

/// Metadata as it is kept, with what it was taken out of.
struct KeptMetadata: Sendable {
    let metadata: IdentityProviderMetadata
    let document: MetadataDocument
    /// The document's copy that it was held against last.
    let generation: Int
    /// The reading of the document that it was taken out of.
    let reading: Int
}

extension FreshnessPolicy {
    /// Unlike keys, metadata says itself how long it is true; what says nothing serves on for a week while its place
    /// is down. A file is looked at every few seconds and serves on as long as it is broken.
    static func metadata(of place: MetadataPlace) -> FreshnessPolicy {
        var policy = FreshnessPolicy.standard
        if case .file = place {
            policy.lifetime = .seconds(10)...(.seconds(10))
            policy.assumedLifetime = .seconds(10)
            policy.staleness = .seconds(100 * 365 * 86_400)
            policy.failureBackoff = .seconds(5)...(.seconds(60))
        } else {
            policy.staleness = .seconds(7 * 86_400)
        }
        return policy
    }
}
