import Essentials
public import HTTP
public import SecurityTokens

/// How people sign in to the console of an issuer.
public enum ConsoleSettings: Sendable, Hashable {
    /// At a console elsewhere.
    case elsewhere(ConsoleEndpoint)
    /// At this gateway's own page, or on to one of these places.
    case own([RegisteredPlace])
}

/// A place that browsers may be sent on to.
public struct RegisteredPlace: Sendable, Hashable {
    /// The place, or the folder of places where its path ends in `/`.
    public let url: HTTPURL

    /// A place; `nil` for a URL with a query.
    public init?(_ url: HTTPURL) {
        guard url.query == nil else { return nil }
        self.url = url
    }

    /// True where a URL is this place, or below it. Its query is its own.
    public func contains(_ other: HTTPURL) -> Bool {
        guard other.origin.isExactly(url.origin) else { return false }
        let own = url.path.isEmpty ? "/" : url.path
        let path = other.path.isEmpty ? "/" : other.path
        if path.isExactly(own) { return true }
        guard own.endsExactly(with: "/"), path.startsExactly(with: own) else { return false }
        // What a server may read as a way up is not below.
        let segments = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return segments.allSatisfy { segment in
            let folded = segment.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
            let text = String(decoding: folded, as: UTF8.self)
            return text != "." && text != ".." && !text.contains("%2e") && !text.contains("%2f")
                && !text.contains("%5c")
        }
    }
}
