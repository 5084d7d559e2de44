/// A cursor over foreign bytes that cannot read past their end.
public struct ByteReader: Sendable {
    private let bytes: [UInt8]
    /// How many bytes have been read.
    public private(set) var position = 0

    /// Starts at the first byte.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How many bytes are left.
    public var remaining: Int { bytes.count - position }

    /// True when nothing is left.
    public var isAtEnd: Bool { remaining == 0 }

    /// The next byte, not taken.
    public func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Takes one byte.
    public mutating func next() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    /// Takes exactly this many bytes, or none.
    public mutating func take(_ count: Int) -> [UInt8]? {
        guard count >= 0, count <= remaining else { return nil }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    /// Takes a big-endian number of this many bytes (at most eight).
    public mutating func takeInteger(bytes count: Int) -> UInt64? {
        guard count <= 8, let taken = take(count) else { return nil }
        return taken.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Takes all that is left.
    public mutating func takeRest() -> [UInt8] {
        defer { position = bytes.count }
        return Array(bytes[position...])
    }
}
