import Testing

@testable import HTTP

@Suite("Request heads are judged by a pure function")
struct RequestHeadTests {
    @Test("a good head is read as it stands")
    func good() throws {
        var raw = HeadTable.good()
        raw.fields += [
            HeadTable.field("Content-Length", "100"), HeadTable.field("X", " padded\t"),
            HeadTable.field("Y", "z\u{E9}"),
        ]
        let head = try RequestHead(judging: raw, limits: HeadTable.limits)
        #expect(head.method == .post)
        #expect(head.rawTarget == Array("/a?b".utf8))
        #expect(head.contentLength == 100)
        #expect(head.headers["x"] == "padded")
        #expect(head.headers["y"] == "z\u{E9}")
    }

    @Test("chunked bodies have no length, absent ones length 0, whatever the case of the names")
    func framing() throws {
        var raw = HeadTable.good()
        #expect(try RequestHead(judging: raw, limits: HeadTable.limits).contentLength == 0)
        raw.fields.append(HeadTable.field("TRANSFER-encoding", "Chunked"))
        #expect(try RequestHead(judging: raw, limits: HeadTable.limits).contentLength == nil)
    }

    @Test("HTTP/1.0 may do without a host, but not with two")
    func version1() throws {
        var raw = HeadTable.good()
        raw.version = Array("HTTP/1.0".utf8)
        raw.fields = []
        #expect(try RequestHead(judging: raw, limits: HeadTable.limits).headers.fields.isEmpty)
        raw.fields = [HeadTable.field("Host", "h"), HeadTable.field("Host", "h")]
        #expect(throws: HeadRefusal.malformedHost) { try RequestHead(judging: raw, limits: HeadTable.limits) }
    }

    @Test("each defect is refused by its own name", arguments: HeadTable.refused.indices)
    func refused(index: Int) {
        var raw = HeadTable.good()
        let (name, change, refusal) = HeadTable.refused[index]
        change(&raw)
        #expect(throws: refusal, "\(name)") { try RequestHead(judging: raw, limits: HeadTable.limits) }
    }

    @Test("refusals speak as the house does", arguments: HeadTable.refused.indices)
    func words(index: Int) {
        let refusal = HeadTable.refused[index].refusal
        #expect(refusal.reason.allSatisfy { $0.isLowercase || $0 == "-" })
        #expect(!refusal.detail.isEmpty)
        #expect(refusal.clause?.hasPrefix("RFC ") == true)
        #expect((400...599).contains(refusal.status.rawValue))
    }
}

@Suite("The layout tells a head that is not as it was sent")
struct HeadLayoutTests {
    // GET /a?b HTTP/1.1 CRLF Host: h CRLF X:y CRLF CRLF
    static let raw = RawRequestHead(
        method: Array("GET".utf8), target: Array("/a?b".utf8), version: Array("HTTP/1.1".utf8),
        fields: [HeadTable.field("Host", "h"), HeadTable.field("X", "y")])
    static let good = HeadLayout(target: 4, version: 9, fields: [(19, 25), (28, 30)], size: 35)

    @Test("one behind the other is as sent, with white space before a value")
    func fits() {
        #expect(Self.good.fits(Self.raw))
        #expect(HeadLayout(target: 4, version: 9, fields: [(19, 27), (30, 32)], size: 37).fits(Self.raw))
    }

    @Test(
        "gaps are not",
        arguments: [
            HeadLayout(target: 5, version: 10, fields: [(20, 26), (29, 31)], size: 36),
            HeadLayout(target: 4, version: 11, fields: [(21, 27), (30, 32)], size: 37),
            HeadLayout(target: 4, version: 9, fields: [(18, 24), (26, 28)], size: 31),
            HeadLayout(target: 4, version: 9, fields: [(19, 25), (16_384, 30)], size: 38),
            HeadLayout(target: 4, version: 9, fields: [(19, 25), (28, 30)], size: 37),
            HeadLayout(target: 4, version: 9, fields: [(19, 25), (28, 29)], size: 34),
            HeadLayout(target: 4, version: 9, fields: [(19, 25)], size: 28),
        ])
    func gaps(layout: HeadLayout) { #expect(!layout.fits(Self.raw)) }
}

/// Heads that must be refused, each with its refusal.
enum HeadTable {
    typealias Case = (name: String, change: @Sendable (inout RawRequestHead) -> Void, refusal: HeadRefusal)

    static func good() -> RawRequestHead {
        RawRequestHead(
            method: Array("POST".utf8), target: Array("/a?b".utf8), version: Array("HTTP/1.1".utf8),
            fields: [(Array("Host".utf8), Array("h".utf8))])
    }

    static func field(_ name: String, _ value: String) -> RawRequestHead.Field { (Array(name.utf8), Array(value.utf8)) }

    static let limits = RequestHead.Limits(headerBytes: 4096, bodyBytes: 100)

    static let refused: [Case] = [
        ("method empty", { $0.method = [] }, .malformedMethod),
        ("method lower", { $0.method = Array("post".utf8) }, .malformedMethod),
        ("method mixed", { $0.method = Array("Post".utf8) }, .malformedMethod),
        ("method no token", { $0.method = Array("PO ST".utf8) }, .malformedMethod),
        ("method unknown", { $0.method = Array("PROPFIND".utf8) }, .unknownMethod),
        ("version 1.2", { $0.version = Array("HTTP/1.2".utf8) }, .unknownVersion),
        ("version lower", { $0.version = Array("http/1.1".utf8) }, .unknownVersion),
        ("version none", { $0.version = [] }, .unknownVersion),
        ("target absolute", { $0.target = Array("http://h/".utf8) }, .malformedTarget),
        ("target authority", { $0.target = Array("h:443".utf8) }, .malformedTarget),
        ("target asterisk", { $0.target = Array("*".utf8) }, .malformedTarget),
        ("target empty", { $0.target = [] }, .malformedTarget),
        ("target fragment", { $0.target = Array("/#a".utf8) }, .malformedTarget),
        ("target space", { $0.target = Array("/a b".utf8) }, .malformedTarget),
        ("target high byte", { $0.target = [0x2F, 0xE9] }, .malformedTarget),
        ("target long", { $0.target = [UInt8](repeating: 0x2F, count: 8193) }, .targetTooLong(limit: 8192)),
        (
            "lines", { $0.layout = HeadLayout(target: 5, version: 11, fields: [(21, 28)], size: 33) }, .notAsSent
        ),
        ("name empty", { $0.fields.append(field("", "a")) }, .malformedFieldName),
        ("name space", { $0.fields.append(field("X ", "a")) }, .malformedFieldName),
        ("name leading space", { $0.fields.append(field(" X", "a")) }, .malformedFieldName),
        ("name high byte", { $0.fields.append(field("X\u{E9}", "a")) }, .malformedFieldName),
        ("value NUL", { $0.fields.append(field("X", "a\u{0}b")) }, .malformedFieldValue(name: "X")),
        ("value line feed", { $0.fields.append(field("X", "a\nb")) }, .malformedFieldValue(name: "X")),
        ("value carriage return", { $0.fields.append(field("X", "a\rb")) }, .malformedFieldValue(name: "X")),
        (
            "value no UTF-8", { $0.fields.append((name: [0x58], value: [0x61, 0xFF])) },
            .malformedFieldValue(name: "X")
        ),
        ("host none", { $0.fields = [] }, .malformedHost),
        ("host twice", { $0.fields.append(field("host", "h")) }, .malformedHost),
        ("host empty", { $0.fields = [field("Host", "")] }, .malformedHost),
        ("host list", { $0.fields = [field("Host", "a, b")] }, .malformedHost),
        ("host port", { $0.fields = [field("Host", "h:99999")] }, .malformedHost),
        ("host user", { $0.fields = [field("Host", "u@h")] }, .malformedHost),
        (
            "both framings",
            { $0.fields += [field("Content-Length", "0"), field("Transfer-Encoding", "chunked")] }, .ambiguousFraming
        ),
        (
            "length twice", { $0.fields += [field("Content-Length", "0"), field("content-length", "0")] },
            .ambiguousFraming
        ),
        (
            "coding twice",
            { $0.fields += [field("Transfer-Encoding", "chunked"), field("Transfer-Encoding", "chunked")] },
            .ambiguousFraming
        ),
        ("coding other", { $0.fields.append(field("Transfer-Encoding", "gzip")) }, .unknownTransferCoding),
        ("coding list", { $0.fields.append(field("Transfer-Encoding", "gzip, chunked")) }, .unknownTransferCoding),
        ("coding padded", { $0.fields.append(field("Transfer-Encoding", "chunked ")) }, .unknownTransferCoding),
        ("coding empty", { $0.fields.append(field("Transfer-Encoding", "")) }, .unknownTransferCoding),
        (
            "coding in 1.0",
            {
                $0.version = Array("HTTP/1.0".utf8)
                $0.fields.append(field("Transfer-Encoding", "chunked"))
            }, .unknownTransferCoding
        ),
        ("length sign", { $0.fields.append(field("Content-Length", "-1")) }, .malformedLength),
        ("length hex", { $0.fields.append(field("Content-Length", "0x1")) }, .malformedLength),
        ("length empty", { $0.fields.append(field("Content-Length", "")) }, .malformedLength),
        ("length padded", { $0.fields.append(field("Content-Length", "1 ")) }, .malformedLength),
        ("length list", { $0.fields.append(field("Content-Length", "1, 1")) }, .malformedLength),
        ("length huge", { $0.fields.append(field("Content-Length", "1000000000000000000")) }, .malformedLength),
        ("body large", { $0.fields.append(field("Content-Length", "101")) }, .bodyTooLarge(limit: 100)),
        ("expectation", { $0.fields.append(field("Expect", "200-ok")) }, .unknownExpectation),
        ("many fields", { $0.fields += (0..<100).map { field("X\($0)", "1") } }, .tooManyFields(limit: 100)),
        (
            "large head", { $0.fields.append(field("X", String(repeating: "x", count: 4096))) },
            .headersTooLarge(limit: 4096)
        ),
    ]
}
