import Essentials
import HTTP

/// The authorities that a signed request may be for.
struct PublicHosts: Sendable {
    private let hosts: Set<ExactString>
    private let loopbackPorts: Set<UInt16>

    init(_ authorities: [String]) {
        hosts = Set(authorities.map { ExactString($0.asciiLowercased) })
        loopbackPorts = Set(
            authorities.compactMap { text in
                HTTPURL("http://\(text)/").flatMap { $0.isLoopback ? $0.port : nil }
            })
    }

    /// True where the `Host` of a request is one of these.
    func contains(_ host: String) -> Bool {
        if hosts.contains(ExactString(host.asciiLowercased)) { return true }
        guard let url = HTTPURL("http://\(host)/"), url.isLoopback else { return false }
        return loopbackPorts.contains(url.port)
    }
}
