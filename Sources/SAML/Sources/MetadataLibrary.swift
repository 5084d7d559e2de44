internal import Essentials
internal import HTTP
internal import Synchronization

/// The metadata documents that are in use, each once: sources that name the same place, and judge it alike, share what
/// is read there. A document goes when its last source does.
public final class MetadataLibrary: Sendable {
    private struct Entry {
        weak var document: MetadataDocument?
    }
    private let entries = Mutex<[Entry]>([])

    /// An empty one.
    public init() {}

    /// The document that these settings mean.
    func document(
        of settings: MetadataSourceSettings, _ make: (MetadataSourceSettings) -> MetadataDocument
    ) -> MetadataDocument {
        entries.withLock { entries in
            entries.removeAll { $0.document == nil }
            for entry in entries {
                if let document = entry.document, document.settings.readsTheDocument(of: settings) { return document }
            }
            let document = make(settings)
            entries.append(Entry(document: document))
            return document
        }
    }
}

extension MetadataSourceSettings {
    /// True where both read the same document and take it for the same reasons. A query service has one for each
    /// entity.
    fileprivate func readsTheDocument(of other: MetadataSourceSettings) -> Bool {
        guard place == other.place, plainHTTP == other.plainHTTP, peer == other.peer, trust.isSame(as: other.trust)
        else { return false }
        if case .query = place { return entityID == other.entityID }
        return true
    }
}
