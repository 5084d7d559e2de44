import Essentials

/// Which addresses a request may go to. Each policy has connections of its own, so that one that was opened
/// under the wider is never reused under the narrower.
enum AddressPolicy: Sendable, Hashable, CaseIterable {
    /// Those of the public internet only.
    case publicOnly
    /// Any.
    case any

    /// Whether this address may be reached.
    func allows(_ address: IPAddress) -> Bool { self == .any || address.isPublic }
}

/// Where a request is really sent, and under which rules. No I/O.
struct OutgoingRoute: Sendable, Equatable {
    /// The URL that is connected to.
    let url: String
    /// The `Host` field.
    let host: String
    /// The only scheme that is spoken.
    let scheme: HTTPURL.Scheme
    /// Which addresses are allowed.
    let policy: AddressPolicy

    /// Judges a request. With `connect` the request goes to that scheme, host and port, which are allowed by
    /// being named; a certificate is then checked for `connect`'s host. Without it plain http is refused
    /// unless private networks are allowed.
    init(_ url: HTTPURL, _ peer: OutgoingPeer) throws(HTTPSendError) {
        let place = peer.connect ?? url
        guard place.scheme == .https || peer.connect != nil || peer.isPrivateNetworkAllowed else {
            throw .schemeRefused(url: "\(url.scheme.rawValue)://\(url.authority)")
        }
        self.url = "\(place.scheme.rawValue)://\(place.authority)\(url.target)"
        host = url.authority
        scheme = place.scheme
        policy = peer.isPrivateNetworkAllowed || peer.connect != nil ? .any : .publicOnly
    }
}
