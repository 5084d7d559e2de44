internal import Cryptography
public import Essentials
public import HTTP

/// How the metadata of one identity provider is got and judged.
public struct MetadataSourceSettings: Sendable {
    /// The provider's id in the configuration; the label of its metrics and log lines.
    public var providerID: String
    /// Where the metadata comes from.
    public var place: MetadataPlace
    /// Which entity is meant; `nil` only where the document describes one identity provider. Whichever that is the
    /// first time, it must be from then on.
    public var entityID: ExactString?
    /// Whom the metadata is believed from.
    public var trust: MetadataTrust
    /// Which endpoints may be plain http.
    public var plainHTTP: PlainHTTP
    /// How the place is reached; its bounds on time and bytes are widened to what metadata needs.
    public var peer: OutgoingPeer

    /// Settings of these parts.
    public init(
        providerID: String, place: MetadataPlace, entityID: ExactString?, trust: MetadataTrust,
        plainHTTP: PlainHTTP = .onLoopback, peer: OutgoingPeer = .public
    ) {
        self.providerID = providerID
        self.place = place
        self.entityID = entityID
        self.trust = trust
        self.plainHTTP = plainHTTP
        self.peer = peer
    }

    /// True where what one source has read would have been read by the other as well.
    func readsAs(_ other: MetadataSourceSettings) -> Bool {
        place == other.place && entityID == other.entityID && plainHTTP == other.plainHTTP && peer == other.peer
            && trust.isSame(as: other.trust)
    }

    /// The peer with room for a federation's document.
    var wide: OutgoingPeer {
        var wide = peer
        wide.maximumResponseBytes = max(peer.maximumResponseBytes, MetadataReader.maximumBytes)
        wide.timeout = max(peer.timeout, .seconds(60))
        return wide
    }
}

extension MetadataTrust {
    func isSame(as other: MetadataTrust) -> Bool {
        switch (self, other) {
        case (.notJudged, .notJudged): true
        case (.pinned(let left), .pinned(let right)): left.map(\.der) == right.map(\.der)
        default: false
        }
    }
}
