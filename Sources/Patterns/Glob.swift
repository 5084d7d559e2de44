public import Essentials

/// A pattern in which `*` stands for any run of characters, also none, and `?` for exactly one
/// Unicode scalar; everything else for its own bytes. There is no escape. It matches whole values.
///
/// Takes at most the product of both lengths: only the last `*` is ever tried again.
public struct Glob: Sendable, Hashable {
    /// The pattern as written.
    public let pattern: ExactString
    private let bytes: [UInt8]

    /// Takes a pattern; every text is one.
    public init(_ pattern: String) {
        self.pattern = ExactString(pattern)
        bytes = pattern.bytes
    }

    /// True where the pattern has neither `*` nor `?`, and so matches its own text only.
    public var isLiteral: Bool { !bytes.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") } }

    /// Whether the whole text matches.
    public func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches($0) }
    }

    private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var here = 0
        var next = 0
        // Where to go on when the rest does not fit: after the last `*`, with one scalar more in it.
        var retry: (pattern: Int, text: Int)?
        while here < text.count {
            if next < bytes.count {
                switch bytes[next] {
                case UInt8(ascii: "*"):
                    next += 1
                    retry = (next, here)
                    continue
                case UInt8(ascii: "?"):
                    next += 1
                    here = Glob.scalarEnd(in: text, from: here)
                    continue
                case text[here]:
                    next += 1
                    here += 1
                    continue
                default: break
                }
            }
            guard let last = retry else { return false }
            here = Glob.scalarEnd(in: text, from: last.text)
            next = last.pattern
            retry = (next, here)
        }
        return bytes[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// The index after the scalar that starts at `start`.
    private static func scalarEnd(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var end = start + 1
        while end < text.count, text[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}
