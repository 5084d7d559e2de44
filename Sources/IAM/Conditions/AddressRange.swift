import Essentials

/// A range of IP addresses in CIDR form (RFC 4632, RFC 4291), and one address as a range of one.
///
/// An IPv4 address within IPv6 (`::ffff:192.0.2.1`) is that IPv4 address, so that neither spelling passes a range
/// of the other. A range of one family holds no address of the other.
struct AddressRange: Sendable, Hashable {
    private let address: [UInt8]
    private let prefix: Int

    /// Reads `192.0.2.0/24`, `2001:db8::/32`, or an address alone; `nil` for anything else.
    init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = AddressRange.address(Array(parts[0])) else { return nil }
        var prefix = address.count * 8
        if parts.count == 2 {
            guard let length = AddressRange.decimal(parts[1], maximum: address.count * 8) else { return nil }
            prefix = length
        }
        if address.count == 16, prefix >= 96, AddressRange.isMapped(address) {
            self.address = Array(address[12...])
            self.prefix = prefix - 96
        } else {
            self.address = address
            self.prefix = prefix
        }
    }

    /// True for one address.
    var isSingle: Bool { prefix == address.count * 8 }

    /// True where the other, one address, is of this range.
    func contains(_ other: AddressRange) -> Bool {
        guard other.address.count == address.count, other.isSingle else { return false }
        let whole = prefix / 8
        for index in 0..<whole where address[index] != other.address[index] { return false }
        let rest = prefix % 8
        guard rest > 0 else { return true }
        return (address[whole] ^ other.address[whole]) >> (8 - UInt8(rest)) == 0
    }

    private static func isMapped(_ address: [UInt8]) -> Bool {
        address[..<10].allSatisfy { $0 == 0 } && address[10] == 0xFF && address[11] == 0xFF
    }

    private static func decimal(_ digits: some Collection<UInt8>, maximum: Int) -> Int? {
        guard (1...3).contains(digits.count), digits.allSatisfy(\.isASCIIDigit),
            digits.count == 1 || digits.first != UInt8(ascii: "0")
        else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return value <= maximum ? value : nil
    }

    private static func address(_ text: [UInt8]) -> [UInt8]? {
        text.contains(UInt8(ascii: ":")) ? six(text) : four(text)
    }

    private static func four(_ text: some Collection<UInt8>) -> [UInt8]? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let octets = parts.compactMap { decimal($0, maximum: 255).map { UInt8($0) } }
        return octets.count == 4 ? octets : nil
    }

    private static func six(_ text: [UInt8]) -> [UInt8]? {
        guard text.count <= 45 else { return nil }
        let colon = UInt8(ascii: ":")
        guard let gap = text.indices.dropLast().first(where: { text[$0] == colon && text[$0 + 1] == colon }) else {
            guard let groups = groups(text[...]), groups.count == 16 else { return nil }
            return groups
        }
        guard let head = groups(text[..<gap], mayEmbed: false), let tail = groups(text[(gap + 2)...]),
            head.count + tail.count <= 14
        else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// Groups of 16 bits; the last may be an IPv4 address.
    private static func groups(_ text: ArraySlice<UInt8>, mayEmbed: Bool = true) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if mayEmbed, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                guard let embedded = four(part) else { return nil }
                bytes += embedded
                continue
            }
            // The library's reading of a number takes a sign.
            guard (1...4).contains(part.count), part.allSatisfy({ Hexadecimal.value(of: $0) != nil }),
                let value = UInt16(String(decoding: part, as: UTF8.self), radix: 16)
            else { return nil }
            bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
        }
        return bytes.count <= 16 ? bytes : nil
    }
}
