import Testing

/// A request head that must not reach a handler.
///
/// The status is the one of RFC 9110 and RFC 9112 for the defect; where the library answers before we see the
/// head, its own is listed as well, and 0 stands for a connection closed without an answer.
struct MalformedHead: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let statuses: [Int]

    var testDescription: String { name }

    init(_ name: String, _ text: String, _ statuses: Int...) {
        self.name = name
        self.text = text
        self.statuses = statuses
    }

    static let all: [MalformedHead] = [
        .init(
            "both framings",
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        .init(
            "two lengths, different", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            400),
        .init(
            "two lengths, equal", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n", 400),
        .init("length list", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0, 0\r\n\r\n", 400),
        .init("length with sign", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +0\r\n\r\n", 400),
        .init(
            "length beyond 64 bits", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999\r\n\r\n", 400,
            413),
        .init(
            "two codings",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400),
        .init("gzip, chunked", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
        .init("identity coding", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: identity\r\n\r\n", 400),
        .init(
            "chunked behind a tab", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: \tchunked\t\r\n\r\n0\r\n\r\n", 400
        ),
        .init("chunked in HTTP/1.0", "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        .init("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        .init("two equal hosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", 400),
        .init("no host", "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n", 400),
        .init("empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
        .init("host with user", "GET / HTTP/1.1\r\nHost: u@h\r\n\r\n", 400),
        .init("host with path", "GET / HTTP/1.1\r\nHost: h/x\r\n\r\n", 400),
        .init("folded line", "GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n", 400),
        .init("folded first line", "GET / HTTP/1.1\r\n Host: h\r\n\r\n", 400),
        .init("space before the colon", "GET / HTTP/1.1\r\nHost: h\r\nX : a\r\n\r\n", 400),
        .init("folded onto the framing", "POST / HTTP/1.1\r\nHost: h\r\nContent-Len: 4\r\n gth\r\n\r\n", 400),
        .init("NUL in a value", "GET / HTTP/1.1\r\nHost: h\r\nX: a\u{0}b\r\n\r\n", 400),
        .init("NUL in the target", "GET /a\u{0}b HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        .init("bare line feeds", "GET / HTTP/1.1\nHost: h\nX: a\n\n", 400),
        .init("one bare line feed", "GET / HTTP/1.1\r\nHost: h\nX: a\r\n\r\n", 400),
        .init("no colon", "GET / HTTP/1.1\r\nHost: h\r\nX\r\n\r\n", 400),
        .init("empty name", "GET / HTTP/1.1\r\nHost: h\r\n: a\r\n\r\n", 400),
        .init("name with a slash", "GET / HTTP/1.1\r\nHost: h\r\nX/Y: a\r\n\r\n", 400),
        .init("control character in a value", "GET / HTTP/1.1\r\nHost: h\r\nX: a\u{1}b\r\n\r\n", 400),
        .init("delete character in a value", "GET / HTTP/1.1\r\nHost: h\r\nX: a\u{7F}b\r\n\r\n", 400),
        .init("absolute form", "GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        .init("authority form", "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", 400, 501),
        .init("asterisk form", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        .init("fragment in the target", "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        .init("non-ASCII target", "GET /\u{E9} HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        .init("bad percent in the path", "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        .init("path that is not UTF-8", "GET /%ff HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        .init("NUL in the path", "GET /a%00b HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        .init("unknown method", "BREW / HTTP/1.1\r\nHost: h\r\n\r\n", 501),
        .init("TRACE", "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 501),
        .init("lower-case method", "get / HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        .init("method with a control character", "GE\u{1}T / HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        .init("HTTP/2.0 in words", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", 400, 505),
        .init("HTTP/1.2", "GET / HTTP/1.2\r\nHost: h\r\n\r\n", 400, 505),
        .init("no version", "GET /\r\nHost: h\r\n\r\n", 400, 505, 0),
        .init("two spaces", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400, 505),
        .init("space in the target", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", 400, 505, 0),
        .init("unknown expectation", "GET / HTTP/1.1\r\nHost: h\r\nExpect: cookies\r\n\r\n", 417),
        .init(
            "too many fields",
            "GET / HTTP/1.1\r\nHost: h\r\n" + String(repeating: "X: 1\r\n", count: 100) + "\r\n", 431),
        .init(
            "long field", "GET / HTTP/1.1\r\nHost: h\r\nX: " + String(repeating: "x", count: 17_000) + "\r\n\r\n", 431),
        .init(
            "endless field", "GET / HTTP/1.1\r\nHost: h\r\nX: " + String(repeating: "x", count: 40_000) + "\r\n\r\n",
            431, 0),
        .init("long target", "GET /" + String(repeating: "x", count: 9000) + " HTTP/1.1\r\nHost: h\r\n\r\n", 414),
        .init("tls hello", "\u{16}\u{3}\u{1}\u{0}\u{5}hello\r\n\r\n", 400, 0),
    ]
}
