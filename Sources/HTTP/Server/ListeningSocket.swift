import CMicrohttpd

#if canImport(Glibc)
    import Glibc
#endif

/// A socket that listens on a numeric address.
///
/// Manual: ip(7), ipv6(7), listen(2).
struct ListeningSocket: ~Copyable {
    /// The descriptor; closed with the value.
    let descriptor: Int32
    /// The port, also where a free one was asked for.
    let port: UInt16

    init(host: String, port: UInt16) throws(HTTPServerError) {
        guard let address = IPAddress(host) else { throw .notAnAddress(host: host) }
        let family = address.isIPv4 ? AF_INET : AF_INET6
        let descriptor = sp_stream_socket(family)
        guard descriptor >= 0 else { throw .notListening(host: host, port: port, why: SystemMessage.text(errno)) }
        do {
            self.port = try ListeningSocket.open(descriptor, address, host: host, port: port)
        } catch {
            _ = Glibc.close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    /// Refuses those who come from now on; the number stays taken.
    func refuse() { _ = sp_shutdown(descriptor) }

    deinit { _ = Glibc.close(descriptor) }

    private static func open(_ descriptor: Int32, _ address: IPAddress, host: String, port: UInt16)
        throws(HTTPServerError) -> UInt16
    {
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size) == 0 else {
            throw .notListening(host: host, port: port, why: SystemMessage.text(errno))
        }
        var bound: Int32
        if address.isIPv4 {
            var place = sockaddr_in()
            place.sin_family = sa_family_t(AF_INET)
            place.sin_port = port.bigEndian
            withUnsafeMutableBytes(of: &place.sin_addr) { $0.copyBytes(from: address.bytes) }
            bound = withUnsafePointer(to: &place) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        } else {
            // `::` serves IPv4 as well; any other address is its own family only.
            var only: Int32 = address.bytes.allSatisfy { $0 == 0 } ? 0 : 1
            guard setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &only, size) == 0 else {
                throw .notListening(host: host, port: port, why: SystemMessage.text(errno))
            }
            var place = sockaddr_in6()
            place.sin6_family = sa_family_t(AF_INET6)
            place.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &place.sin6_addr) { $0.copyBytes(from: address.bytes) }
            bound = withUnsafePointer(to: &place) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
        }
        if bound == 0 { bound = listen(descriptor, 1024) }
        guard bound == 0 else { throw .notListening(host: host, port: port, why: SystemMessage.text(errno)) }
        return try ListeningSocket.port(of: descriptor, host: host)
    }

    private static func port(of descriptor: Int32, host: String) throws(HTTPServerError) -> UInt16 {
        var place = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let code = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        // The port stands at the same place in both families' addresses.
        guard code == 0 else { throw .notListening(host: host, port: 0, why: SystemMessage.text(errno)) }
        return UInt16(bigEndian: place.sin6_port)
    }
}
