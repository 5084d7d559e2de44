public import HTTP

/// Where a role takes messages of one binding (SAML Metadata §2.2.2).
public struct MetadataEndpoint: Sendable, Hashable {
    /// How they travel.
    public var binding: SAMLBinding
    /// Where they go.
    public var location: HTTPURL
    /// Where responses go, where that is another place (`ResponseLocation`).
    public var responseLocation: HTTPURL?

    /// An endpoint of these parts.
    public init(_ binding: SAMLBinding, _ location: HTTPURL, responseLocation: HTTPURL? = nil) {
        self.binding = binding
        self.location = location
        self.responseLocation = responseLocation
    }

    /// Where a response goes: `ResponseLocation`, or where requests go too.
    public var responsesTo: HTTPURL { responseLocation ?? location }
}

/// One of several endpoints of a kind that messages name by number (SAML Metadata §2.2.3).
public struct IndexedEndpoint: Sendable, Hashable {
    /// The endpoint.
    public var endpoint: MetadataEndpoint
    /// Its number.
    public var index: UInt16
    /// `isDefault`, where it is written.
    public var isDefault: Bool?

    /// An endpoint under a number.
    public init(_ endpoint: MetadataEndpoint, index: UInt16, isDefault: Bool? = nil) {
        self.endpoint = endpoint
        self.index = index
        self.isDefault = isDefault
    }
}

extension Array<IndexedEndpoint> {
    /// The endpoint of a number (an artifact's `EndpointIndex`).
    public func endpoint(at index: UInt16) -> MetadataEndpoint? { first { $0.index == index }?.endpoint }

    /// The one to take where no number is named: the first marked as default, else the first that is not marked
    /// as none, else the first (SAML Metadata §2.2.3).
    public var standard: IndexedEndpoint? {
        first { $0.isDefault == true } ?? first { $0.isDefault == nil } ?? first
    }
}

extension Array<MetadataEndpoint> {
    /// The first endpoint of a binding.
    public func first(_ binding: SAMLBinding) -> MetadataEndpoint? { first { $0.binding == binding } }
}

/// Which endpoints may be plain http. Only where the network between is trusted: a login that starts at a plain
/// address can be taken over on the way.
public enum PlainHTTP: Sendable, Hashable {
    /// None.
    case refused
    /// Those on a loopback address.
    case onLoopback
    /// All: development, and networks of one's own.
    case allowed

    /// Whether an endpoint may stand at this URL.
    public func allows(_ url: HTTPURL) -> Bool {
        switch self {
        case _ where url.scheme == .https: true
        case .refused: false
        case .onLoopback: url.isLoopback
        case .allowed: true
        }
    }
}
