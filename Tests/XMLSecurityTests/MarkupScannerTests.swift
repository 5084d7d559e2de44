import Essentials
import Testing

@testable import XMLSecurity

/// Tags are found by their bytes as the parser finds them.
@Suite struct MarkupScannerTests {
    @Test(arguments: [
        ("<a/>", ["<a/>"]), ("<a></a>", ["<a>", "</a>"]), ("<?xml version='1.0'?><a />", ["<a />"]),
        ("<!-- <b> --><a>x<!----></a>", ["<a>", "</a>"]),
        ("<a b='>' c=\"/>\"><d e='\"'/></a>", ["<a b='>' c=\"/>\">", "<d e='\"'/>", "</a>"]),
        ("<a><![CDATA[</a><b>]]>]]&gt;</a >", ["<a>", "</a >"]), ("<a\n b='<'>", ["<a\n b='<'>"]), ("", []), ("x", []),
        ("<a><!-- - -- ></a>", ["<a>"]),
    ])
    func tags(text: String, expected: [String]) {
        let bytes = text.bytes
        var scanner = MarkupScanner(bytes)
        var found: [String] = []
        while let tag = scanner.next() { found.append(String(decoding: bytes[tag.range], as: UTF8.self)) }
        #expect(found == expected)
    }

    @Test func elementsArePassed() throws {
        let bytes = "<a><b><b/><b></b></b><c/></a>".bytes
        var scanner = MarkupScanner(bytes)
        _ = scanner.next()
        let next = scanner.next()
        let first = try #require(next)
        #expect(scanner.passElement(startedBy: first) == "<a><b><b/><b></b></b>".utf8.count)
        let behind = scanner.next()
        let second = try #require(behind)
        #expect(scanner.passElement(startedBy: second) == "<a><b><b/><b></b></b><c/>".utf8.count)
    }
}
