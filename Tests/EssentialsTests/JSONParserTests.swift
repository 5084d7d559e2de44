import Essentials
import Testing

@Suite struct JSONParserTests {
    @Test func verdictsAgreeWithPython() throws {
        let table = try EssentialsFixture.load("json.json", as: [JSONVerdict].self)
        #expect(table.count == 3000)
        #expect(table.count { $0.compact != nil } > 200)
        for row in table {
            let mine = try? JSONValue(parsing: row.text, limits: .small)
            let shown = String(decoding: row.text, as: UTF8.self)
            switch (mine, row.compact) {
            case (let mine?, let compact?): #expect(mine.serialized.isExactly(compact), "\(shown)")
            case (nil, nil): break
            default: Issue.record("taken: \(mine != nil), by Python: \(row.compact != nil): \(shown)")
            }
        }
    }

    @Test(
        arguments: [
            ("{}", "{}"), (" [ ] ", "[]"), ("\"\"", "\"\""), ("0", "0"), ("-0", "-0"), ("-0.0e-0", "-0.0e-0"),
            ("1E+2", "1E+2"), ("[1,2 , 3]", "[1,2,3]"), ("\"\\/\"", "\"/\""), ("\"\\u00E9\"", "\"é\""),
            ("\"\\ud83d\\ude00\"", "\"😀\""), ("\"\\uDBFF\\uDFFF\"", "\"\u{10FFFF}\""), ("\"\\u0000\"", "\"\\u0000\""),
            ("\"\u{7F}\"", "\"\\u007f\""), ("{\"b\":1,\"a\":2}", "{\"b\":1,\"a\":2}"), ("{\"\":1}", "{\"\":1}"),
            ("\t\r\n true \n", "true"), ("\"\u{FEFF}\"", "\"\u{FEFF}\""), ("\"\u{FFFF}\"", "\"\u{FFFF}\""),
        ] as [(String, String)])
    func taken(text: String, compact: String) throws {
        #expect(try JSONValue(parsing: text, limits: .small).serialized.isExactly(compact))
    }

    @Test(arguments: [
        "", " ", "{", "}", "[", "]", "[1", "[1,", "[1,]", "[,1]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,",
        "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}", "{1:1}", "{\"a\" 1}", "[1 2]", "1 2", "{} {}", "true false", "tru",
        "True", "nul", "NaN", "Infinity", "-Infinity", "-", "+1", "01", "-01", "00", "1.", ".5", "1.e1", "1e", "1e+",
        "0x1", "1_000", "\"", "\"a", "\"\\\"", "\"\\", "\"\\x41\"", "\"\\u\"", "\"\\u12\"", "\"\\u12G4\"",
        "\"\\u+123\"", "\"\\U0041\"", "\"\\ud800\"", "\"\\ud800x\"", "\"\\ud800\\n\"", "\"\\ud800\\ud800\"",
        "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\udc00\\ud800\"", "\"\n\"", "\"\t\"", "\"\u{0}\"", "\"\u{1F}\"",
        "\u{FEFF}{}", "{}\u{0}", "\u{0}", "// c\n1", "/* c */ 1", "\u{A0}1", "\u{2028}1", "[1]]", "{\"a\":1}}",
        "\"a\" : 1", "[\"a\":1]", "{\"a\",1}", "undefined",
    ])
    func refused(text: String) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text, limits: .small) }
        #expect(error?.reason == "json-malformed")
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0xFF, 0x22], [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00],
            [0x7B, 0x22, 0x80, 0x22, 0x3A, 0x31, 0x7D], [0x22, 0xE2, 0x82, 0x22],
        ] as [[UInt8]])
    func whatIsNotUTF8IsRefused(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes, limits: .small) }
    }

    @Test(
        arguments: [
            ("{\"a\":1,\"a\":1}", "a"), ("{\"a\":1,\"b\":2,\"a\":3}", "a"), ("{\"a\":1,\"\\u0061\":2}", "a"),
            ("{\"\":1,\"\":2}", ""), ("[{\"x\":{\"k\":1,\"k\":2}}]", "k"), ("{\"é\":1,\"e\u{301}\":2}", "e\u{301}"),
            ("{\"K\":1,\"\\u212a\":2}", "\u{212A}"), ("{\"\u{C5}\":1,\"\u{212B}\":2}", "\u{212B}"),
            ("{\"a\":1,\"a\":", "a"),
        ] as [(String, String)])
    func duplicateNamesAreRefused(text: String, name: String) {
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text, limits: .small) }
        guard case .duplicateName(let found)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found.isExactly(name))
    }

    @Test(arguments: [
        "{\"a\":1,\"A\":2}", "{\"a\":1,\"a \":2}", "{\"a\":1,\"a\\u0000\":2}", "{\"a\":{\"a\":1}}",
        "[{\"a\":1},{\"a\":2}]",
    ])
    func namesThatDifferAreTaken(text: String) throws {
        #expect(try JSONValue(parsing: text, limits: .small).serialized == text)
    }

    /// Past 32 members names are looked up in a set instead of by a scan.
    @Test(arguments: [2, 31, 32, 33, 34, 35, 100])
    func duplicatesAreSeenInLargeObjects(count: Int) {
        let members = (0..<count).map { "\"n\($0)\":\($0)" }
        #expect((try? JSONValue(parsing: "{" + members.joined(separator: ",") + "}", limits: .small)) != nil)
        for twin in [0, count / 2, count - 1] {
            let text = "{" + (members + ["\"n\(twin)\":0"]).joined(separator: ",") + "}"
            #expect(throws: JSONError.duplicateName("n\(twin)")) { try JSONValue(parsing: text, limits: .small) }
        }
    }

    @Test func theOffsetIsThatOfTheFault() {
        for (text, offset) in [("[1,x]", 3), ("{\"a\":tru}", 8), ("  ", 2), ("[1] 2", 4)] {
            let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text, limits: .small) }
            guard case .malformed(offset, _)? = error else {
                Issue.record("\(text): \(String(describing: error))")
                continue
            }
        }
    }

    @Test func depthIsBounded() throws {
        let limits = JSONLimits(bytes: 1_000_000, depth: 4, values: 1_000_000)
        #expect(try JSONValue(parsing: "[[[[1]]]]", limits: limits).serialized == "[[[[1]]]]")
        for text in [
            "[[[[[1]]]]]", "{\"a\":[{\"b\":[[]]}]}", String(repeating: "[", count: 400_000),
            String(repeating: "{\"a\":", count: 100_000),
        ] {
            #expect(throws: JSONError.tooDeep(limit: 4)) { try JSONValue(parsing: text, limits: limits) }
        }
    }

    @Test func sizeAndNumberAreBounded() throws {
        let limits = JSONLimits(bytes: 10, depth: 4, values: 4)
        #expect(try JSONValue(parsing: "[1,2,3]   ", limits: limits).array?.count == 3)
        #expect(throws: JSONError.tooLarge(bytes: 11, limit: 10)) {
            try JSONValue(parsing: "[1,2,3]    ", limits: limits)
        }
        #expect(throws: JSONError.tooMany(limit: 4)) { try JSONValue(parsing: "[1,2,3,4]", limits: limits) }
    }

    @Test func anObjectIsExpected() throws {
        #expect(try JSONObject(parsing: "{\"a\":1}".bytes, limits: .small)["a"] == 1)
        for text in ["[]", "1", "\"{}\"", "null"] {
            #expect(throws: JSONError.self) { try JSONObject(parsing: text.bytes, limits: .small) }
        }
    }
}
