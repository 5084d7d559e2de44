public import HTTP

/// The reverse proxies in front of the gateway, and how they say for whom they speak.
public struct ProxySettings: Sendable, Hashable {
    /// The one header field that is believed, and only from these proxies.
    public enum Header: String, Sendable, Hashable, CaseIterable {
        /// `Forwarded` (RFC 7239).
        case forwarded
        /// `X-Forwarded-For`.
        case xForwarded = "x-forwarded"
    }

    /// Their addresses.
    public let addresses: [AddressRange]
    /// The field they write.
    public let header: Header
    /// Whether they write `Client-Cert` (RFC 9440) themselves, and drop what their clients wrote there.
    public let passesClientCertificates: Bool

    /// Proxies at these addresses.
    public init(addresses: [AddressRange], header: Header, passesClientCertificates: Bool = false) {
        self.addresses = addresses
        self.header = header
        self.passesClientCertificates = passesClientCertificates
    }

    /// Nobody is believed.
    public static let none = ProxySettings(addresses: [], header: .forwarded)
}
