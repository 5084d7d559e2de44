/// Text that is compared, hashed and ordered by its UTF-8 bytes.
///
/// Swift's `==` on `String` is canonical equivalence: the Kelvin sign equals `K`. Whatever a stranger
/// can spell and a decision hangs on (issuer, audience, subject, ARN, `kid`, redirect URI, XML and
/// JSON names) is held in this type instead.
public struct ExactString: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The text itself.
    public let text: String

    /// Wraps a text.
    public init(_ text: String) { self.text = text }

    /// Wraps a literal.
    public init(stringLiteral value: String) { self.text = value }

    /// Equal only when every byte is.
    public static func == (left: ExactString, right: ExactString) -> Bool { left.text.isExactly(right.text) }

    /// Ordered by bytes.
    public static func < (left: ExactString, right: ExactString) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        var text = self.text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(UInt8(0xFF))
    }

    /// The text.
    public var description: String { text }

    /// True when there is no text.
    public var isEmpty: Bool { text.isEmpty }
}

extension Sequence<UInt8> {
    /// Works on the bytes as they lie in memory, copied only where they do not lie in one piece: code that is generic
    /// over sequences asks for every byte by a call.
    func inOnePiece<Result>(_ work: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withContiguousStorageIfAvailable(work) ?? Array(self).withUnsafeBufferPointer(work)
    }
}

extension String {
    /// Byte-wise equality of the UTF-8 of both texts; not canonical equivalence.
    public func isExactly(_ other: String) -> Bool {
        let (left, right) = (utf8, other.utf8)
        guard left.count == right.count else { return false }
        // Nearly every text lies in one piece; comparing byte by byte through the views costs five times as much.
        let inOnePiece = left.withContiguousStorageIfAvailable { left in
            right.withContiguousStorageIfAvailable { right in
                for index in left.indices where left[index] != right[index] { return false }
                return true
            }
        }
        if case .some(.some(let answer)) = inOnePiece { return answer }
        return left.elementsEqual(right)
    }

    /// Byte-wise prefix.
    public func startsExactly(with prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }

    /// Byte-wise suffix.
    public func endsExactly(with suffix: String) -> Bool { utf8.reversed().starts(with: suffix.utf8.reversed()) }

    /// The text's beginning in at most this many bytes, cut between two scalars. What is cut by characters has no
    /// bound: one character may have any number of combining marks.
    public func beginning(bytes limit: Int) -> String {
        guard utf8.count > max(0, limit) else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: max(0, limit))
        while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return String(self[..<end])
    }

    /// The text of these bytes, or `nil` where they are not valid UTF-8. Nothing is repaired.
    public init?(strictUTF8 bytes: some Sequence<UInt8>) {
        // ASCII, which nearly all names and values are, needs no validation; the library's costs ten times the copy.
        let ascii = bytes.withContiguousStorageIfAvailable { buffer -> String? in
            buffer.allSatisfy { $0 < 0x80 } ? String(decoding: buffer, as: UTF8.self) : nil
        }
        if case .some(.some(let text)) = ascii {
            self = text
            return
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        self = text
    }

    /// The text as bytes.
    public var bytes: [UInt8] { Array(utf8) }
}
