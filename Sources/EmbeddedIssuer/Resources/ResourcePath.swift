import Essentials

/// The path of a request for a resource, segment by segment, as whoever serves it will read it.
///
/// A path that a server may read in two ways is refused: what is decided here about `/a/b` must not be served as
/// something else. That is a dot segment, an empty segment before the last, an encoded slash or backslash, and whatever
/// may not stand bare in a URI (RFC 3986 §2): a `#` ends the path for one and not for another.
struct ResourcePath: Sendable, Equatable {
    /// The segments, decoded; an empty last one where the path ends in a slash.
    let segments: [String]

    /// Segments that are read at most.
    static let maximumSegments = 256
    private static let neverBare = Set("#\"<>^`{|}\\".utf8)

    /// Reads the path of a target as it stands in the request line.
    init(_ rawTarget: [UInt8]) throws(ResourceRefusal) {
        let raw = rawTarget.prefix { $0 != UInt8(ascii: "?") }
        guard raw.first == UInt8(ascii: "/") else { throw .ambiguousPath("it does not begin with a slash") }
        guard !raw.contains(where: ResourcePath.neverBare.contains) else {
            throw .ambiguousPath("it holds a character that must be percent-encoded")
        }
        let parts = raw.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count <= ResourcePath.maximumSegments else { throw .ambiguousPath("it has too many segments") }
        var segments: [String] = []
        for (index, part) in parts.enumerated() {
            guard let bytes = PercentEncoding.decode(part, form: false), let text = String(strictUTF8: bytes) else {
                throw .ambiguousPath("it does not decode to text")
            }
            guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw .ambiguousPath("it holds a control character")
            }
            guard !bytes.contains(UInt8(ascii: "/")), !bytes.contains(UInt8(ascii: "\\")) else {
                throw .ambiguousPath("it holds an encoded slash or a backslash")
            }
            guard !text.isExactly("."), !text.isExactly("..") else { throw .ambiguousPath("it holds a dot segment") }
            guard !bytes.isEmpty || index == parts.count - 1 else { throw .ambiguousPath("it holds an empty segment") }
            segments.append(text)
        }
        self.segments = segments
    }

    /// The same path below a first segment, which stood in the host.
    func below(_ first: String) -> ResourcePath { ResourcePath(segments: [first] + segments) }

    private init(segments: [String]) { self.segments = segments }
}
