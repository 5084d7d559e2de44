import Essentials

/// The next request of a redirect (RFC 9110 §15.4). No I/O.
enum Redirect {
    /// Where an answer leads; `nil` where it is no redirect that could be followed.
    static func location(of response: HTTPResponse) -> String? {
        [301, 302, 303, 307, 308].contains(response.status.rawValue) ? response.headers["Location"] : nil
    }

    /// The request that follows a redirect.
    ///
    /// To another origin neither `Authorization` nor `Cookie` nor `connect` go along, and a body never does:
    /// what was meant for one place is not told to another. The hop's scheme and address are judged anew
    /// when it is sent.
    static func follow(_ request: OutgoingRequest, _ status: HTTPStatus, to location: String) throws(HTTPSendError)
        -> OutgoingRequest
    {
        guard let url = resolve(location, against: request.url) else {
            throw .redirectRefused(host: request.url.host)
        }
        var next = request
        next.url = url
        let isRewritten =
            status == .seeOther && request.method != .head
            || request.method == .post && [301, 302].contains(status.rawValue)
        if isRewritten {
            next.method = .get
            next.body = []
            next.headers = without(["Content-Type", "Content-Encoding", "Content-Language"], request.headers)
        }
        guard !url.origin.isExactly(request.url.origin) else { return next }
        guard next.body.isEmpty else { throw .redirectRefused(host: request.url.host) }
        next.headers = without(["Authorization", "Cookie", "Proxy-Authorization"], next.headers)
        next.peer.connect = nil
        return next
    }

    private static func without(_ names: [String], _ headers: HTTPHeaders) -> HTTPHeaders {
        HTTPHeaders(headers.fields.filter { field in !names.contains { HTTPHeaders.isSame($0, field.name) } })
    }

    /// RFC 3986 §5.2 for the forms that occur: absolute, scheme-relative, absolute path, query, relative path.
    static func resolve(_ location: String, against base: HTTPURL) -> HTTPURL? {
        // A URI is ASCII (RFC 3986 §2); comparing Characters would take the square of a run of combining marks.
        guard location.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let reference = String(location.prefix { $0 != "#" })
        let lower = reference.lowercased()
        if lower.hasPrefix("https://") || lower.hasPrefix("http://") { return HTTPURL(reference) }
        if reference.hasPrefix("//") { return HTTPURL("\(base.scheme.rawValue):\(reference)") }
        let root = "\(base.scheme.rawValue)://\(base.authority)"
        if reference.hasPrefix("/") { return HTTPURL(root + reference) }
        let path = base.path.isEmpty ? "/" : base.path
        if reference.hasPrefix("?") { return HTTPURL(root + path + reference) }
        // A colon before the first slash would be another scheme.
        guard !reference.isEmpty, !reference.prefix(while: { $0 != "/" }).contains(":") else { return nil }
        let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        return HTTPURL(root + folder + reference)
    }
}
