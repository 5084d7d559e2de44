/// A decimal number compared exactly: no binary rounding can make two of them equal.
struct DecimalNumber: Sendable, Hashable, Comparable {
    private let isNegative: Bool
    private let whole: [UInt8]
    private let fraction: [UInt8]

    /// Reads `[-+]digits[.digits]`, at most 64 characters; `nil` for anything else.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard (1...64).contains(rest.count) else { return nil }
        var negative = false
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            negative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        let parts = rest.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, !first.isEmpty, parts.count == 1 || !parts[1].isEmpty,
            parts.allSatisfy({ $0.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } })
        else { return nil }
        whole = Array(first.drop { $0 == UInt8(ascii: "0") })
        var digits = parts.count == 2 ? Array(parts[1]) : []
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        fraction = digits
        isNegative = negative && !(whole.isEmpty && digits.isEmpty)
    }

    /// By value.
    static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
        guard left.isNegative == right.isNegative else { return left.isNegative }
        return left.isNegative ? right.isSmaller(than: left) : left.isSmaller(than: right)
    }

    private func isSmaller(than other: DecimalNumber) -> Bool {
        if whole.count != other.whole.count { return whole.count < other.whole.count }
        if whole != other.whole { return whole.lexicographicallyPrecedes(other.whole) }
        return fraction.lexicographicallyPrecedes(other.fraction)
    }
}
