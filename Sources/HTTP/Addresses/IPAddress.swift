#if canImport(Glibc)
    import Glibc
#endif

/// A numeric IPv4 or IPv6 address, without scope.
public struct IPAddress: Sendable, Hashable, CustomStringConvertible {
    /// Four or sixteen bytes in network order.
    public let bytes: [UInt8]

    /// An address of four or sixteen bytes; `nil` for any other number.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = Array(bytes)
    }

    /// Reads dotted-decimal IPv4 (four decimal parts, no leading zeros) or IPv6 (RFC 4291 §2.2) without
    /// brackets and scope; `nil` where the text is neither.
    public init?(_ text: String) {
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &six) == 1 {
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        } else {
            return nil
        }
    }

    /// The address of a socket address; `nil` for other families.
    init?(_ address: UnsafePointer<sockaddr>?) {
        guard let address else { return nil }
        let raw = UnsafeRawPointer(address)
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            var found = raw.loadUnaligned(as: sockaddr_in.self).sin_addr
            bytes = withUnsafeBytes(of: &found) { Array($0) }
        case AF_INET6:
            var found = raw.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            bytes = withUnsafeBytes(of: &found) { Array($0) }
        default: return nil
        }
    }

    /// True for four bytes.
    public var isIPv4: Bool { bytes.count == 4 }

    /// The IPv4 address that an IPv4-mapped IPv6 address carries (RFC 4291 §2.5.5.2), otherwise the address.
    public var unmapped: IPAddress {
        guard !isIPv4, bytes.starts(with: IPAddress.mappedPrefix) else { return self }
        return IPAddress(bytes: bytes.suffix(4)) ?? self
    }

    static let mappedPrefix = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    /// Dotted-decimal, or the form of RFC 5952.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = isIPv4 ? AF_INET : AF_INET6
        guard bytes.withUnsafeBytes({ inet_ntop(family, $0.baseAddress, &text, socklen_t(text.count)) }) != nil
        else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A block of addresses in CIDR notation (RFC 4632 §3.1); a single address is a block of its own.
public struct AddressRange: Sendable, Hashable {
    /// The first address.
    public let base: IPAddress
    /// How many leading bits are fixed.
    public let prefixLength: Int

    /// Reads `10.0.0.0/8`, `fd00::/8` or one address; `nil` where it is not one, or where bits beyond the
    /// prefix are set.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let base = IPAddress(String(parts[0])) else { return nil }
        let width = base.bytes.count * 8
        guard parts.count == 2 else {
            self.base = base
            prefixLength = width
            return
        }
        let digits = parts[1].utf8
        guard (1...3).contains(digits.count), digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            digits.count == 1 || digits.first != 0x30, let length = Int(parts[1]), length <= width
        else { return nil }
        self.base = base
        prefixLength = length
        guard masked(base.bytes) == base.bytes else { return nil }
    }

    /// True where the address lies in the block; IPv4-mapped addresses count as IPv4.
    public func contains(_ address: IPAddress) -> Bool {
        let address = address.unmapped
        return address.bytes.count == base.bytes.count && masked(address.bytes) == base.bytes
    }

    private func masked(_ bytes: [UInt8]) -> [UInt8] {
        bytes.enumerated().map { index, byte in
            let bits = min(8, max(0, prefixLength - index * 8))
            return byte & UInt8(truncatingIfNeeded: 0xFF00 >> bits)
        }
    }
}
