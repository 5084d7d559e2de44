import Configuration
import Essentials
import HTTP

/// From which address a request comes.
///
/// A forwarding field is believed only from configured proxies, and only the configured one: the client is the
/// right-most address in it that is not a proxy of ours, for everything left of that a stranger may have
/// written.
struct ClientAddress: Sendable {
    let proxies: ProxySettings

    /// The client's numeric address.
    func of(_ request: HTTPRequest) -> String {
        guard let peer = IPAddress(request.peer), isProxy(peer) else { return request.peer }
        var nearest = peer
        for text in hops(request).reversed() {
            // What cannot be read was written by the nearest proxy all the same; nothing beyond it is known.
            guard let address = IPAddress(text)?.unmapped else { return nearest.description }
            if !isProxy(address) { return address.description }
            nearest = address
        }
        return nearest.description
    }

    func isProxy(_ address: IPAddress) -> Bool {
        proxies.addresses.contains { $0.contains(address.unmapped) || $0.contains(address) }
    }

    /// The addresses of the field, left to right; ports and brackets taken off.
    private func hops(_ request: HTTPRequest) -> [String] {
        switch proxies.header {
        case .xForwarded:
            return request.headers.all("X-Forwarded-For").flatMap(Self.list).map(Self.address)
        case .forwarded:
            return request.headers.all("Forwarded").flatMap(Self.list).map { element in
                let pairs = element.split(separator: ";").map(Self.trimmed)
                let value = pairs.first { $0.lowercased().hasPrefix("for=") }.map { String($0.dropFirst(4)) } ?? ""
                return Self.address(String(value.drop { $0 == "\"" }.prefix { $0 != "\"" }))
            }
        }
    }

    private static func list(_ value: String) -> [String] {
        value.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
    }

    private static func trimmed(_ text: Substring) -> String {
        var bytes = Array(text.utf8)[...]
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes = bytes.dropLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `192.0.2.1`, `192.0.2.1:4711`, `[2001:db8::1]`, `[2001:db8::1]:4711` or a bare IPv6 address.
    private static func address(_ text: String) -> String {
        if text.hasPrefix("[") { return String(text.dropFirst().prefix { $0 != "]" }) }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? String(parts[0]) : text
    }
}
