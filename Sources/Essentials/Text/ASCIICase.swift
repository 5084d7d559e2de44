/// Case as ASCII knows it. Unicode's mapping makes `k` of the Kelvin sign, and so one name of two.
extension UInt8 {
    /// `A` to `Z`.
    public var isASCIICapital: Bool { self >= 0x41 && self <= 0x5A }
    /// `a` to `z`, `0` to `9`.
    public var isASCIISmallOrDigit: Bool { (self >= 0x61 && self <= 0x7A) || (self >= 0x30 && self <= 0x39) }
    /// A capital made small.
    public var asciiLowercased: UInt8 { isASCIICapital ? self | 0x20 : self }
}

extension String {
    /// ASCII capitals made small, everything else as it is.
    public var asciiLowercased: String {
        utf8.contains { $0.isASCIICapital } ? String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self) : self
    }
}
