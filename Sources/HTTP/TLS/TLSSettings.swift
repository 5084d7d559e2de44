public import Essentials

/// How a server speaks TLS: which certificate it shows, and whether it asks for one.
///
/// TLS 1.2 (RFC 5246) and 1.3 (RFC 8446) only, with forward secrecy and authenticated encryption only. There is
/// no session resumption, so that each connection shows its certificate anew.
public struct TLSSettings: Sendable {
    /// What is asked of clients. The server only makes sure that a client owns the key of the certificate it
    /// shows; whether the certificate is to be believed is for the handler to judge.
    public enum ClientCertificates: Sendable, Hashable {
        /// Nothing.
        case none
        /// A certificate, if there is one.
        case asked
        /// A certificate; without one there is no connection.
        case required
    }

    /// A PEM file: the server's certificate, then those that lead to an authority, in this order.
    public var certificateFile: String
    /// A PEM file: the private key of the first certificate, not encrypted.
    public var keyFile: String
    /// What is asked of clients.
    public var clientCertificates: ClientCertificates
    /// How often the files are looked at. A change is taken once the files have stood still for as long.
    public var checkInterval: Duration
    /// The time that a certificate's validity is held against.
    public var clock: any WallClock

    /// Settings of these parts.
    public init(
        certificateFile: String, keyFile: String, clientCertificates: ClientCertificates = .none,
        checkInterval: Duration = .seconds(10), clock: any WallClock
    ) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.clientCertificates = clientCertificates
        self.checkInterval = checkInterval
        self.clock = clock
    }
}

/// What a session may agree on; everything that is not named is refused.
enum TLSPriorities {
    /// GnuTLS manual, "Priority strings". ECDHE and AEAD only; signatures with SHA-2 only.
    static let text =
        [
            "NONE", "VERS-TLS1.3", "VERS-TLS1.2", "ECDHE-ECDSA", "ECDHE-RSA", "AES-256-GCM", "AES-128-GCM",
            "CHACHA20-POLY1305", "AEAD", "GROUP-X25519", "GROUP-SECP256R1", "GROUP-SECP384R1",
            "SIGN-ECDSA-SECP256R1-SHA256", "SIGN-ECDSA-SECP384R1-SHA384", "SIGN-ECDSA-SECP521R1-SHA512",
            "SIGN-ECDSA-SHA256", "SIGN-ECDSA-SHA384", "SIGN-ECDSA-SHA512", "SIGN-EDDSA-ED25519",
            "SIGN-RSA-PSS-RSAE-SHA256", "SIGN-RSA-PSS-RSAE-SHA384", "SIGN-RSA-PSS-RSAE-SHA512", "SIGN-RSA-SHA256",
            "SIGN-RSA-SHA384", "SIGN-RSA-SHA512", "COMP-NULL", "CTYPE-X509",
        ].joined(separator: ":+") + ":%SERVER_PRECEDENCE"
}
