/// Bytes that must not be printed: keys, client secrets, tokens, cookies.
///
/// Description, debug description, mirror and encoding all say `«secret»`; `reveal` is the one way to the
/// bytes, so that a search for it finds every place that uses them. Equality takes the same time wherever
/// the bytes differ.
public struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable,
    Encodable
{
    private let value: [UInt8]

    /// Takes bytes into keeping.
    public init(_ bytes: [UInt8]) { self.value = bytes }

    /// Takes a text into keeping.
    public init(_ text: String) { self.value = Array(text.utf8) }

    /// The bytes, for the one use at hand.
    public func reveal() -> [UInt8] { value }

    /// The bytes as text; `nil` where they are not UTF-8.
    public func revealText() -> String? { String(strictUTF8: value) }

    /// Number of bytes.
    public var count: Int { value.count }

    /// Compares in a time that depends on the lengths only.
    public static func == (left: Secret, right: Secret) -> Bool { ConstantTime.equal(left.value, right.value) }

    /// Never the value.
    public var description: String { "«secret»" }
    /// Never the value.
    public var debugDescription: String { "«secret»" }
    /// Shows no child.
    public var customMirror: Mirror { Mirror(self, children: []) }
    /// Encodes the words that stand for a secret.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Comparison that tells nothing by its duration.
public enum ConstantTime {
    /// True when both are the same; the time taken depends on the lengths only.
    public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }

    /// True when both texts have the same bytes.
    public static func equal(_ left: String, _ right: String) -> Bool { equal(Array(left.utf8), Array(right.utf8)) }
}
