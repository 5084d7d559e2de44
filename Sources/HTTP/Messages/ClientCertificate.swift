/// The certificate that a client showed, and was made to prove that it owns the key of. Nobody has judged yet
/// whether it is to be believed.
public struct ClientCertificate: Sendable, Hashable {
    /// How it came.
    public enum Origin: Sendable, Hashable {
        /// In the handshake with this server.
        case handshake
        /// By the word of a proxy (RFC 9440).
        case proxy
    }

    /// The client's own certificate, in DER.
    public let leaf: [UInt8]
    /// Those that it sent besides, to lead to an authority.
    public let intermediates: [[UInt8]]
    /// How it came.
    public let origin: Origin

    /// A certificate of these parts.
    public init(leaf: [UInt8], intermediates: [[UInt8]] = [], origin: Origin) {
        self.leaf = leaf
        self.intermediates = intermediates
        self.origin = origin
    }

    /// Certificates beside the client's own that are taken.
    public static let maximumIntermediates = 8
    /// Bytes of one certificate.
    public static let maximumBytes = 16_384
}
