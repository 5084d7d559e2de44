import Essentials
import HTTP

/// What stands in front of the gateway: further host names it answers to, and the proxies it believes.
struct FrontReader {
    let map: MapReader

    /// Further values of `Host`, `name` or `name:port`.
    func hosts() -> [String] {
        (map.texts("hosts") ?? []).compactMap { entry in
            guard HTTPAuthority(entry.text) != nil else {
                map.context.error(
                    at: entry.place, "`hosts` holds `\(entry.text)`, which is not a host name, with or without a port",
                    remedy: "write what browsers send as `Host`, without scheme and path")
                return nil
            }
            map.context.note("hosts", entry.text, .file(entry.place))
            return entry.text
        }
    }

    /// The proxies.
    func proxies() -> ProxySettings {
        guard let node = map.node("proxies"),
            let proxies = MapReader(node, schema: .proxies, path: "proxies", context: map.context)
        else { return .none }
        let addresses = (proxies.texts("addresses") ?? []).compactMap { entry -> AddressRange? in
            guard let range = AddressRange(entry.text) else {
                map.context.error(
                    at: entry.place, "`proxies.addresses` holds `\(entry.text)`, which is not an address or a block",
                    remedy: "write 10.0.0.5, 10.0.0.0/8 or fd00::/8, without bits beyond the prefix")
                return nil
            }
            map.context.note("proxies.addresses", entry.text, .file(entry.place))
            return range
        }
        if addresses.isEmpty { proxies.demand("addresses", remedy: "write the addresses the proxies connect from") }
        guard let header = proxies.text("header") else {
            proxies.demand("header", remedy: "write `forwarded` or `x-forwarded`, whichever the proxies set themselves")
            return .none
        }
        guard let known = ProxySettings.Header(rawValue: header) else {
            proxies.error(
                "header", "`proxies.header` is `\(header)`", remedy: "write `forwarded` or `x-forwarded`")
            return .none
        }
        map.context.note("proxies.header", header, .file(proxies.entry("header")?.value.place ?? node.place))
        let passes = proxies.flag("client_certificate") ?? false
        if let entry = proxies.entry("client_certificate") {
            map.context.note("proxies.client_certificate", passes ? "true" : "false", .file(entry.value.place))
        }
        return ProxySettings(addresses: addresses, header: known, passesClientCertificates: passes)
    }
}
