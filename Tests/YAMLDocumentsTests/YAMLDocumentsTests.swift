import Essentials
import Testing

@testable import YAMLDocuments

extension YAMLNode {
    /// The tree as one line: `'` marks a scalar that is not plain.
    fileprivate var outline: String {
        switch content {
        case .scalar(let text, let isPlain): isPlain ? text : "'\(text)'"
        case .sequence(let elements): "[" + elements.map(\.outline).joined(separator: ",") + "]"
        case .mapping(let pairs):
            "{" + pairs.map { "\($0.key.outline):\($0.value.outline)" }.joined(separator: ",") + "}"
        }
    }
}

@Suite struct YAMLDocumentTests {
    @Test(
        arguments: [
            ("a: 1\nb: [x, 'y', \"z\"]\n", "{a:1,b:[x,'y','z']}"),
            (
                "- 000000000001\n- no\n- ~\n- 1e3\n- 0x1F\n- 2001-01-01\n-\n- ''\n",
                "[000000000001,no,~,1e3,0x1F,2001-01-01,,'']"
            ),
            ("%YAML 1.2\n---\na: b\n...\n", "{a:b}"),
            ("text: |\n  one\n  two\nfolded: >-\n  one\n  two\n", "{text:'one\ntwo\n',folded:'one two'}"),
            ("\u{FEFF}a: b", "{a:b}"),
            ("plain", "plain"),
            ("\"\\u00e9\\x41\\0\"", "'éA\u{0}'"),
            ("{a: {b: {c: []}}}", "{a:{b:{c:[]}}}"),
            ("<<: x", "{<<:x}"),
            ("? key\n: value\n", "{key:value}"),
            ("a: b # comment\n# another\n", "{a:b}"),
            ("url: https://example.org/a#b\n", "{url:https://example.org/a#b}"),
            ("a: b\r\nc: d\r\n", "{a:b,c:d}"),
        ] as [(String, String)])
    func tree(text: String, outline: String) throws {
        #expect(try YAMLDocument.parse(text.bytes)?.outline == outline)
    }

    @Test(arguments: ["", "\n\n", "# only a comment\n", "\u{FEFF}"])
    func nothing(text: String) throws {
        #expect(try YAMLDocument.parse(text.bytes) == nil)
    }

    @Test func placesAreCountedFromOne() throws {
        let root = try #require(try YAMLDocument.parse("é: [ x,\n  ü, y ]\nk:\n    inner: v\n".bytes))
        #expect(root.line == 1 && root.column == 1)
        let pairs = try #require(root.pairs)
        let list = try #require(pairs[0].value.elements)
        #expect(pairs[0].value.line == 1 && pairs[0].value.column == 4)
        #expect(list.map(\.line) == [1, 2, 2])
        #expect(list.map(\.column) == [6, 3, 6])
        let inner = try #require(pairs[1].value.pairs?.first)
        #expect(inner.key.line == 4 && inner.key.column == 5)
        #expect(inner.value.line == 4 && inner.value.column == 12)
    }

    @Test(
        arguments: [
            ("a: 1\nb: 2\na: 3\n", "yaml-duplicate-key", 3, 1),
            ("a: 1\n'a': 3\n", "yaml-duplicate-key", 2, 1),
            ("é: 1\ne\u{301}: 3\n", "yaml-duplicate-key", 2, 1),
            ("x: {a: 1, b: 2, a: 3}\n", "yaml-duplicate-key", 1, 17),
            ("a: &x 1\n", "yaml-anchor", 1, 4),
            ("a: &x [1]\n", "yaml-anchor", 1, 4),
            ("a: &x {b: 1}\n", "yaml-anchor", 1, 4),
            ("&x a: 1\n", "yaml-anchor", 1, 1),
            ("b: *x\n", "yaml-alias", 1, 4),
            ("*x : b\n", "yaml-alias", 1, 1),
            ("a: !!str 1\n", "yaml-tag", 1, 4),
            ("a: ! 1\n", "yaml-tag", 1, 4),
            ("a: !mine {b: c}\n", "yaml-tag", 1, 4),
            ("!mine [b]\n", "yaml-tag", 1, 1),
            ("%TAG !e! tag:example.org,2000:\n---\na: b\n", "yaml-tag", 1, 1),
            ("a: 1\n---\nb: 2\n", "yaml-second-document", 2, 1),
            ("? [a]\n: b\n", "yaml-key-is-no-text", 1, 3),
            ("{{a: b}: c}\n", "yaml-key-is-no-text", 1, 2),
            ("a: [1, 2\n", "yaml-malformed", 2, 1),
            ("a: \"x\n", "yaml-malformed", 2, 1),
            ("a:\n\t- b\n", "yaml-malformed", 2, 1),
            ("a: b: c\n", "yaml-malformed", 1, 5),
            ("a: @x\n", "yaml-malformed", 1, 4),
            ("ok: 1\nbad: \u{7}\n", "yaml-malformed", 2, 6),
            ("a: \"\\ud800\"\n", "yaml-malformed", 1, 7),
            ("%YAML 2.0\n---\na: b\n", "yaml-malformed", 1, 1),
        ] as [(String, String, Int, Int)])
    func refused(text: String, reason: String, line: Int, column: Int) {
        let error = #expect(throws: YAMLError.self) { try YAMLDocument.parse(text.bytes) }
        #expect(error?.reason == reason)
        #expect(error?.place == YAMLPlace(line: line, column: column))
    }

    @Test func aDuplicateNamesBothPlaces() {
        #expect(
            throws: YAMLError.duplicateKey("b", YAMLPlace(line: 4, column: 3), first: YAMLPlace(line: 2, column: 3))
        ) {
            try YAMLDocument.parse("a:\n  b: 1\n  c: 2\n  b: 3\n".bytes)
        }
    }

    @Test(
        arguments: [
            ([0x61, 0x3A, 0x20, 0xFF], 1, 4), ([0xC3, 0xA9, 0x0A, 0x62, 0xC3], 2, 2), ([0xFF, 0xFE, 0x61, 0x00], 1, 1),
            ([0x61, 0x0A, 0xED, 0xA0, 0x80], 2, 1),
        ] as [([UInt8], Int, Int)])
    func notUTF8(bytes: [UInt8], line: Int, column: Int) {
        #expect(throws: YAMLError.notUTF8(YAMLPlace(line: line, column: column))) { try YAMLDocument.parse(bytes) }
    }

    @Test func depthIsBounded() throws {
        func nested(_ levels: Int) -> [UInt8] {
            (String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).bytes
        }
        #expect(try YAMLDocument.parse(nested(32)) != nil)
        #expect(throws: YAMLError.tooDeep(YAMLPlace(line: 1, column: 33), limit: 32)) {
            try YAMLDocument.parse(nested(33))
        }
        #expect(throws: YAMLError.self) { try YAMLDocument.parse(String(repeating: "[", count: 500_000).bytes) }
        #expect(throws: YAMLError.self) { try YAMLDocument.parse(String(repeating: "a: {", count: 200_000).bytes) }
        #expect(throws: YAMLError.self) { try YAMLDocument.parse(String(repeating: "- ", count: 500_000).bytes) }
    }

    @Test func sizeAndNumberAreBounded() throws {
        let limits = YAMLDocument.Limits(bytes: 20, depth: 4, nodes: 5)
        #expect(try YAMLDocument.parse("[a, b, c, d]".bytes, limits: limits)?.elements?.count == 4)
        #expect(throws: YAMLError.tooManyNodes(YAMLPlace(line: 1, column: 14), limit: 5)) {
            try YAMLDocument.parse("[a, b, c, d, e]".bytes, limits: limits)
        }
        #expect(throws: YAMLError.tooLarge(bytes: 21, limit: 20)) {
            try YAMLDocument.parse([UInt8](repeating: 0x20, count: 21), limits: limits)
        }
        #expect(throws: YAMLError.tooLarge(bytes: 1_048_577, limit: 1_048_576)) {
            try YAMLDocument.parse([UInt8](repeating: 0x0A, count: 1_048_577))
        }
    }

    @Test func theErrorSaysWhatAndNotWhere() {
        let error = YAMLError.alias("all", YAMLPlace(line: 3, column: 9))
        #expect(
            error.description
                == "the alias `*all` is not taken (write the value out; a text that starts with `*` or `&` needs quotes)"
        )
    }
}
