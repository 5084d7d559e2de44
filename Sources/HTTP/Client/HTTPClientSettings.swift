/// The client's bounds, the same for every peer.
public struct HTTPClientSettings: Sendable {
    /// The directory of the system's certificate authorities, hashed as `openssl rehash` does. A peer's own
    /// authorities are added to these.
    public var certificateDirectory: String
    /// Time for resolving the name, connecting and the TLS handshake; never more than the peer's timeout.
    public var connectTimeout: Duration
    /// Connections to one host at once; names being resolved are bounded with them.
    public var maximumConnectionsPerHost: Int
    /// Connections at once, for each of the two address policies.
    public var maximumConnections: Int
    /// Requests to one host at once, sent or waiting.
    public var maximumRequestsPerHost: Int

    /// Settings with the defaults of the house.
    public init(
        certificateDirectory: String = "/etc/ssl/certs", connectTimeout: Duration = .seconds(5),
        maximumConnectionsPerHost: Int = 16, maximumConnections: Int = 256, maximumRequestsPerHost: Int = 256
    ) {
        self.certificateDirectory = certificateDirectory
        self.connectTimeout = connectTimeout
        self.maximumConnectionsPerHost = maximumConnectionsPerHost
        self.maximumConnections = maximumConnections
        self.maximumRequestsPerHost = maximumRequestsPerHost
    }
}
