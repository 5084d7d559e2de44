public import Cryptography

/// What the server shows and asks for when it speaks TLS itself, and whom it believes.
public struct TransportSettings: Sendable {
    /// The files of the server's certificate.
    public struct Pair: Sendable, Hashable {
        /// A PEM file, the server's certificate first.
        public let certificateFile: String
        /// A PEM file of its private key.
        public let keyFile: String
    }

    /// Which certificates of clients are believed.
    public struct Clients: Sendable {
        /// Those that vouch for them.
        public let authorities: [Certificate]
        /// Whether nobody is served without one.
        public let isRequired: Bool
    }

    /// The server's certificate; `nil` where it speaks plain HTTP.
    public let pair: Pair?
    /// Certificates of clients; `nil` where none is asked for.
    public let clients: Clients?

    /// Plain HTTP.
    public static let plain = TransportSettings(pair: nil, clients: nil)
}
