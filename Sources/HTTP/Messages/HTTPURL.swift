public import Essentials

/// An absolute `http` or `https` URL, read strictly (RFC 3986, RFC 9110 §4.2): visible ASCII only, no user
/// information, no fragment, no backslash. Compared byte by byte as it was written.
public struct HTTPURL: Sendable, Hashable, CustomStringConvertible {
    /// The two schemes.
    public enum Scheme: String, Sendable, Hashable {
        case http
        case https

        /// The port that need not be written.
        public var defaultPort: UInt16 { self == .http ? 80 : 443 }
    }

    /// The URL as it was written.
    public let text: ExactString
    /// `http` or `https`.
    public let scheme: Scheme
    /// The host as written, an IPv6 address without its brackets.
    public let host: String
    /// The port, the scheme's own where none is written.
    public let port: UInt16
    /// The path as written, starting with `/`, or empty.
    public let path: String
    /// What stands behind `?`, as written; `nil` where there is no `?`.
    public let query: String?

    /// Reads a URL; `nil` where it is not one of this kind.
    public init?(_ text: String) {
        guard text.utf8.count <= 8192, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            !text.utf8.contains(where: {
                $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "\"")
            })
        else { return nil }
        var rest: Substring
        if text.hasPrefix("https://") {
            scheme = .https
            rest = text.dropFirst(8)
        } else if text.hasPrefix("http://") {
            scheme = .http
            rest = text.dropFirst(7)
        } else {
            return nil
        }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard let authority = HTTPAuthority(String(rest[..<end])) else { return nil }
        rest = rest[end...]
        host = authority.host
        port = authority.port ?? scheme.defaultPort
        if let mark = rest.firstIndex(of: "?") {
            path = String(rest[..<mark])
            query = String(rest[rest.index(after: mark)...])
        } else {
            path = String(rest)
            query = nil
        }
        self.text = ExactString(text)
    }

    /// The URL as it was written.
    public var description: String { text.text }

    /// Scheme, host and port as RFC 6454 §6.2 writes them: lower-case host, no default port.
    public var origin: String { "\(scheme.rawValue)://\(authority.lowercased())" }

    /// Host and port as a `Host` field carries them.
    public var authority: String {
        let written = host.contains(":") ? "[\(host)]" : host
        return port == scheme.defaultPort ? written : "\(written):\(port)"
    }

    /// Path and query as a request line carries them.
    public var target: String { (path.isEmpty ? "/" : path) + (query.map { "?\($0)" } ?? "") }

    /// The URL with fields added to its query.
    public func adding(query fields: [(String, String)]) -> HTTPURL {
        guard !fields.isEmpty else { return self }
        let separator = query == nil ? "?" : (query == "" ? "" : "&")
        // Form-encoded fields are visible ASCII, so that the result is a URL wherever it stays in bounds.
        return HTTPURL(text.text + separator + PercentEncoding.form(fields)) ?? self
    }

    /// The URL of a path below this one; a `/` between them is put in where it is missing.
    public func appending(path further: String) -> HTTPURL? {
        var base = "\(scheme.rawValue)://\(authority)\(path)"
        if base.hasSuffix("/") { base.removeLast() }
        return HTTPURL(base + (further.hasPrefix("/") ? further : "/" + further))
    }

    /// True where the host is a loopback address or `localhost`.
    public var isLoopback: Bool { HTTPAuthority.isLoopback(host) }
}

/// `host` or `host:port` (RFC 9110 §7.2), read strictly.
public struct HTTPAuthority: Sendable, Hashable {
    /// The host as written, an IPv6 address without its brackets.
    public let host: String
    /// The port, where one is written.
    public let port: UInt16?

    /// Reads an authority without user information; `nil` where it is not one.
    public init?(_ text: String) {
        // By bytes, as comparing Characters takes the square of a run of combining marks.
        guard text.utf8.count <= 512 else { return nil }
        var rest = text.utf8[...]
        let name: Substring.UTF8View
        if rest.first == UInt8(ascii: "[") {
            guard let close = rest.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            name = rest[..<close].dropFirst()
            let allowed = name.allSatisfy {
                Hexadecimal.value(of: $0) != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
            }
            guard allowed, name.contains(UInt8(ascii: ":")) else { return nil }
            rest = rest[close...].dropFirst()
        } else {
            name = rest.prefix { $0 != UInt8(ascii: ":") }
            guard (1...253).contains(name.count),
                name.allSatisfy({ PercentEncoding.isUnreserved($0) && $0 != UInt8(ascii: "~") })
            else { return nil }
            rest = rest[name.endIndex...]
        }
        guard let port = HTTPAuthority.port(rest) else { return nil }
        host = String(Substring(name))
        self.port = port
    }

    /// The port of what stands behind the host: `.some(nil)` for nothing at all, `nil` for what is no port.
    private static func port(_ rest: Substring.UTF8View) -> UInt16?? {
        if rest.isEmpty { return .some(nil) }
        let digits = rest.dropFirst()
        guard rest.first == UInt8(ascii: ":"), (1...5).contains(digits.count),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = UInt16(Substring(digits)), number > 0
        else { return nil }
        return number
    }

    /// True for `localhost`, `127.0.0.0/8` in dotted form, and `::1`.
    static func isLoopback(_ host: String) -> Bool {
        if host.lowercased() == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
