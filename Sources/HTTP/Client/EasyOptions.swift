import CCurl
import Essentials

/// Sets the options of an easy handle; the first refused one ends it, so that no transfer runs half-guarded.
struct EasyOptions {
    let easy: UnsafeMutableRawPointer
    let host: String

    /// Everything but the header fields.
    func apply(_ submission: Submission, _ settings: HTTPClientSettings) throws(HTTPSendError) {
        let request = submission.request
        try text(SP_CURL_URL, submission.route.url)
        try text(SP_CURL_PROTOCOLS, submission.route.scheme.rawValue)
        try number(SP_CURL_NOSIGNAL, 1)
        // Without it one slow name lookup holds the thread when its transfer ends.
        try number(SP_CURL_QUICK_EXIT, 1)
        // Set, so that the environment does not decide.
        try text(SP_CURL_PROXY, "")
        try text(SP_CURL_NOPROXY, "*")
        try number(SP_CURL_NETRC, Int(SP_CURL_NETRC_IGNORED.rawValue))
        try number(SP_CURL_FOLLOW, 0)
        try number(SP_CURL_HTTP09, 0)
        try number(SP_CURL_PATH_AS_IS, 1)
        // HTTP/2 where TLS's negotiation offers it. No request waits to find out (`PIPEWAIT`): a peer whose
        // first answer is slow would hold all others back.
        try number(SP_CURL_HTTP_VERSION, Int(SP_CURL_HTTP2_TLS.rawValue))
        try number(SP_CURL_SSL_VERSION, Int(SP_CURL_TLS12.rawValue))
        try number(SP_CURL_VERIFY_PEER, 1)
        try number(SP_CURL_VERIFY_HOST, 2)
        // The directory holds the system's authorities; a file given beside it is added to them, as the
        // library reads both. Without one the library's own default file says the same as the directory.
        try text(SP_CURL_CAPATH, settings.certificateDirectory)
        if let file = request.peer.certificateAuthorities { try text(SP_CURL_CAINFO, file) }
        let total = EasyOptions.milliseconds(submission.timeout)
        try number(SP_CURL_TIMEOUT, total)
        try number(SP_CURL_CONNECT_TIMEOUT, min(total, EasyOptions.milliseconds(settings.connectTimeout)))
        try size(SP_CURL_MAXIMUM_SIZE, Int64(max(1, request.peer.maximumResponseBytes)))
        try apply(request.method, request.body)
    }

    private func apply(_ method: HTTPMethod, _ body: [UInt8]) throws(HTTPSendError) {
        switch method {
        case .head: try number(SP_CURL_NO_BODY, 1)
        case .get, .delete, .options:
            if body.isEmpty { try number(SP_CURL_GET, 1) } else { try send(body) }
            if method != .get || !body.isEmpty { try text(SP_CURL_METHOD, method.rawValue) }
        case .post: try send(body)
        case .put, .patch:
            try send(body)
            try text(SP_CURL_METHOD, method.rawValue)
        }
    }

    private func send(_ body: [UInt8]) throws(HTTPSendError) {
        try size(SP_CURL_BODY_SIZE, Int64(body.count))
        // An empty array may have no address, which would mean "read from a callback".
        let code = (body.isEmpty ? [0] : body).withUnsafeBytes {
            sp_curl_pointer(easy, option(SP_CURL_COPY_BODY), UnsafeMutableRawPointer(mutating: $0.baseAddress))
        }
        try hold(code)
    }

    /// The header fields; the list must live as long as the transfer.
    func apply(fieldsOf submission: Submission) throws(HTTPSendError) -> UnsafeMutablePointer<curl_slist>? {
        var lines = ["Host: \(submission.route.host)", "Expect:"]
        var hasType = false
        var hasAgent = false
        for (name, value) in submission.request.headers.fields where !EasyOptions.isOurs(name) {
            guard RequestHead.isToken(name.utf8), value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw .requestMalformed(host: host, "a header field holds control characters")
            }
            hasType = hasType || HTTPHeaders.isSame(name, "Content-Type")
            hasAgent = hasAgent || HTTPHeaders.isSame(name, "User-Agent")
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        if !hasType { lines.append("Content-Type:") }
        if !hasAgent { lines.append("User-Agent: sallyport") }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                throw .notReached(host: host, "out of memory")
            }
            list = longer
        }
        do {
            try hold(sp_curl_pointer(easy, option(SP_CURL_HEADERS), list))
        } catch {
            curl_slist_free_all(list)
            throw error
        }
        return list
    }

    /// The host is the route's, framing is the library's.
    private static func isOurs(_ name: String) -> Bool {
        ["Host", "Content-Length", "Transfer-Encoding", "Connection", "Expect"].contains {
            HTTPHeaders.isSame($0, name)
        }
    }

    private static func milliseconds(_ duration: Duration) -> Int {
        Int(min(max(1, duration.wholeMilliseconds), 86_400_000))
    }

    private func number(_ name: sp_curl_option, _ value: Int) throws(HTTPSendError) {
        try hold(sp_curl_long(easy, option(name), value))
    }

    private func size(_ name: sp_curl_option, _ value: Int64) throws(HTTPSendError) {
        try hold(sp_curl_size(easy, option(name), value))
    }

    private func text(_ name: sp_curl_option, _ value: String) throws(HTTPSendError) {
        try hold(sp_curl_text(easy, option(name), value))
    }

    private func option(_ name: sp_curl_option) -> Int32 { Int32(bitPattern: name.rawValue) }

    private func hold(_ code: Int32) throws(HTTPSendError) {
        guard code == SP_CURLE_OK.rawValue else { throw Transfer.unset(host, code) }
    }
}
