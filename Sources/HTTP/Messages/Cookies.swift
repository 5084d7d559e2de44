import Essentials

/// The cookies of a request (RFC 6265 §4.2).
///
/// A browser may send several cookies of one name, of other paths or planted by a neighbouring host; `all`
/// gives each of them, so that a reader tries all and is not fooled by the order.
public struct Cookies: Sendable {
    /// One cookie.
    public typealias Pair = (name: String, value: String)
    /// The cookies in the order they came; what is no `name=value` is left out.
    public let pairs: [Pair]

    /// Cookies that are read at most.
    public static let maximumCount = 128

    /// Reads every `Cookie` field.
    public init(_ headers: HTTPHeaders) {
        var pairs: [Pair] = []
        for line in headers.all("Cookie") {
            // By bytes: comparing Characters takes the square of a run of combining marks.
            for part in line.utf8.split(separator: UInt8(ascii: ";")) where pairs.count < Cookies.maximumCount {
                let text = Substring(part).trimmed
                guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let name = text[..<mark].trimmed
                guard !name.isEmpty else { continue }
                pairs.append((name, text[text.utf8.index(after: mark)...].trimmed))
            }
        }
        self.pairs = pairs
    }

    /// Every value of this name.
    public func all(_ name: String) -> [String] { pairs.filter { $0.name.isExactly(name) }.map(\.value) }

    /// The value of the cookie where it stands exactly once; `nil` where it is absent or repeated.
    public subscript(_ name: String) -> String? {
        let found = all(name)
        return found.count == 1 ? found[0] : nil
    }
}

extension HTTPRequest {
    /// The cookies of this request.
    public var cookies: Cookies { Cookies(headers) }
}
