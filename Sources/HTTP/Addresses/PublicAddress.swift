extension IPAddress {
    /// True where the address belongs to somebody on the public internet, judged by IANA's registries of
    /// special-purpose addresses (RFC 6890): neither loopback, private, link-local (with the metadata
    /// services of clouds), shared (CGNAT), documentation, benchmark, multicast nor reserved.
    ///
    /// IPv4 inside IPv6 (mapped, NAT64 of RFC 6052, 6to4 of RFC 3056) is judged as the IPv4 address it leads
    /// to. Of IPv6 only what is assigned for global unicast, `2000::/3`, is public.
    public var isPublic: Bool {
        if isIPv4 { return !IPAddress.specialIPv4.contains { $0.contains(self) } }
        if bytes.starts(with: IPAddress.mappedPrefix) || bytes.starts(with: IPAddress.translatedPrefix) {
            return embedded(at: 12)
        }
        guard bytes[0] & 0xE0 == 0x20, !IPAddress.specialIPv6.contains(where: { $0.contains(self) }) else {
            return false
        }
        return bytes.starts(with: [0x20, 0x02]) ? embedded(at: 2) : true
    }

    private func embedded(at offset: Int) -> Bool {
        IPAddress(bytes: bytes[offset..<offset + 4])?.isPublic ?? false
    }

    /// 64:ff9b::/96.
    private static let translatedPrefix: [UInt8] = [0, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8)

    private static let specialIPv4 = ranges([
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    ])

    /// Within 2000::/3: IETF protocol assignments with Teredo and ORCHID, and documentation.
    private static let specialIPv6 = ranges(["2001::/23", "2001:db8::/32", "3fff::/20"])

    private static func ranges(_ texts: [String]) -> [AddressRange] {
        let ranges = texts.compactMap { AddressRange($0) }
        // A range lost to a slip of the pen would open what it should close.
        precondition(ranges.count == texts.count, "a special-purpose range cannot be read")
        return ranges
    }
}
