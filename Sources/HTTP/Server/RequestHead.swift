import Essentials

/// Request line and header fields as the library hands them over, before anything is believed.
struct RawRequestHead: Sendable {
    typealias Field = (name: [UInt8], value: [UInt8])
    var method: [UInt8]
    var target: [UInt8]
    var version: [UInt8]
    var fields: [Field]
    /// Where these stood; `nil` where the library's version is not one whose buffer is known.
    var layout: HeadLayout?
}

/// A request head that was judged; only the judge makes one.
struct RequestHead: Sendable {
    let method: HTTPMethod
    let rawTarget: [UInt8]
    let headers: HTTPHeaders
    /// Bytes of the body that were announced; `nil` for chunked.
    let contentLength: Int?

    /// What a request head may hold.
    struct Limits: Sendable {
        var headerBytes: Int
        var bodyBytes: Int
        var fields = 100
        var targetBytes = 8192
    }

    /// Judges a head by RFC 9110 and RFC 9112, and stricter where two readers could differ: what is refused
    /// here is answered with an error and the connection closed, so that nothing behind it is taken for a
    /// request.
    init(judging raw: RawRequestHead, limits: Limits) throws(HeadRefusal) {
        method = try RequestHead.judge(method: raw.method)
        let isVersion1 = raw.version.elementsEqual("HTTP/1.0".utf8)
        guard isVersion1 || raw.version.elementsEqual("HTTP/1.1".utf8) else { throw .unknownVersion }
        guard raw.target.count <= limits.targetBytes else { throw .targetTooLong(limit: limits.targetBytes) }
        guard HTTPRequest.isOriginForm(raw.target) else { throw .malformedTarget }
        rawTarget = raw.target

        if let layout = raw.layout, !layout.fits(raw) { throw .notAsSent }
        guard raw.fields.count <= limits.fields else { throw .tooManyFields(limit: limits.fields) }
        let line = raw.method.count + raw.target.count + raw.version.count + 4
        let size = raw.fields.reduce(line) { $0 + $1.name.count + $1.value.count + 4 }
        guard size <= limits.headerBytes else { throw .headersTooLarge(limit: limits.headerBytes) }
        var fields: [HTTPHeaders.Field] = []
        fields.reserveCapacity(raw.fields.count)
        for (name, value) in raw.fields {
            guard RequestHead.isToken(name) else { throw .malformedFieldName }
            let name = String(decoding: name, as: UTF8.self)
            guard value.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }), let text = String(strictUTF8: value)
            else { throw .malformedFieldValue(name: name) }
            // The library reads the framing fields untrimmed, so that white space there must not mean less to us.
            let isFraming =
                HTTPHeaders.isSame(name, "Content-Length") || HTTPHeaders.isSame(name, "Transfer-Encoding")
            fields.append((name, isFraming ? text : text[...].trimmed))
        }
        headers = HTTPHeaders(fields)
        try RequestHead.judgeHost(headers, isVersion1: isVersion1)
        contentLength = try RequestHead.judgeFraming(headers, isVersion1: isVersion1)
        if let contentLength, contentLength > limits.bodyBytes { throw .bodyTooLarge(limit: limits.bodyBytes) }
        for expectation in headers.all("Expect") {
            guard HTTPHeaders.isSame(expectation, "100-continue") else { throw .unknownExpectation }
        }
    }

    private static func judge(method: [UInt8]) throws(HeadRefusal) -> HTTPMethod {
        guard isToken(method), !method.contains(where: { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") })
        else { throw .malformedMethod }
        guard let method = HTTPMethod(rawValue: String(decoding: method, as: UTF8.self)) else { throw .unknownMethod }
        return method
    }

    /// RFC 9112 §3.2: one `Host`, an authority; only HTTP/1.0 may do without.
    private static func judgeHost(_ headers: HTTPHeaders, isVersion1: Bool) throws(HeadRefusal) {
        let hosts = headers.all("Host")
        if hosts.isEmpty, isVersion1 { return }
        guard hosts.count == 1, HTTPAuthority(hosts[0]) != nil else { throw .malformedHost }
    }

    /// RFC 9112 §6: one way to say where the body ends, said once.
    private static func judgeFraming(_ headers: HTTPHeaders, isVersion1: Bool) throws(HeadRefusal) -> Int? {
        let codings = headers.all("Transfer-Encoding")
        let lengths = headers.all("Content-Length")
        guard codings.isEmpty || lengths.isEmpty, codings.count <= 1, lengths.count <= 1 else {
            throw .ambiguousFraming
        }
        if let coding = codings.first {
            guard !isVersion1, HTTPHeaders.isSame(coding, "chunked") else { throw .unknownTransferCoding }
            return nil
        }
        guard let length = lengths.first else { return 0 }
        guard (1...18).contains(length.utf8.count), length.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let number = Int(length)
        else { throw .malformedLength }
        return number
    }

    /// RFC 9110 §5.6.2.
    static func isToken(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(isTokenByte)
    }

    /// One bit for each byte below 128, in two words: every name of every request and answer is asked about.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        (byte < 64 ? tokenBytes.low >> byte : byte < 128 ? tokenBytes.high >> (byte - 64) : 0) & 1 == 1
    }

    /// `!#$%&'*+-.` and digits; letters and `^_`|~`.
    private static var tokenBytes: (low: UInt64, high: UInt64) { (0x03FF_6CFA_0000_0000, 0x57FF_FFFF_C7FF_FFFE) }
}
