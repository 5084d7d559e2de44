extension String {
    /// ASCII capitals made small, everything else as it is.
    var asciiLowercased: String {
        utf8.contains { $0.isASCIICapital } ? String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self) : self
    }

    /// The text's bytes where they lie.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        // Nearly every text lies in one piece; one that does not is copied.
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(utf8).withUnsafeBufferPointer(body)
    }
}

extension UInt8 {
    /// `A` to `Z`.
    var isASCIICapital: Bool { self >= 0x41 && self <= 0x5A }
    /// A capital made small, so that the Kelvin sign stays another letter than `k`.
    var asciiLowercased: UInt8 { isASCIICapital ? self | 0x20 : self }
    /// `0` to `9`.
    var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }
}

extension UnsafeBufferPointer<UInt8> {
    /// The same bytes.
    func isExactly(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// The same bytes but for the case of ASCII letters; the other's are small already.
    func isFolded(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index].asciiLowercased != other[index] { return false }
        return true
    }
}
