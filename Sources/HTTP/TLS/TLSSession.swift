import CGnuTLS
import CMicrohttpd

/// What is read from a connection's session. Called on the connection's own thread only.
enum TLSSession {
    /// True where the HTTP library can do what is asked of it.
    static var isSpoken: Bool { sp_mhd_speaks_tls() != 0 }

    /// The function that answers a session with the pair it was prepared with.
    static var certificateCallback: UnsafeMutableRawPointer? { sp_tls_certificate_callback() }

    /// The certificate that the client showed; `nil` where it showed none. What goes beyond the bounds is left
    /// out, a leaf that does so in a form that no judge takes.
    static func clientCertificate(of connection: OpaquePointer) -> ClientCertificate? {
        guard let session = sp_mhd_tls_session(connection) else { return nil }
        var count: UInt32 = 0
        guard let first = sp_tls_peer_chain(session, &count), count > 0 else { return nil }
        let chain = UnsafeBufferPointer(start: first, count: Int(count)).map { datum in
            datum.size > ClientCertificate.maximumBytes
                ? [] : Array(UnsafeBufferPointer(start: datum.data, count: Int(datum.size)))
        }
        return ClientCertificate(
            leaf: chain[0],
            intermediates: Array(
                chain.dropFirst().filter { !$0.isEmpty }.prefix(ClientCertificate.maximumIntermediates)),
            origin: .handshake)
    }
}
