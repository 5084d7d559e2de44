import Essentials
import Testing

/// Swift compares texts by normalisation, which takes the square of a run of combining marks: a name of one
/// mebibyte would hold a thread for minutes.
@Suite("A stranger's JSON cannot be made to cost more than its size", .timeLimit(.minutes(1)))
struct JSONFloodTests {
    private static func marks(_ bytes: Int) -> String { String(repeating: "\u{301}\u{316}", count: bytes / 4) }

    @Test("long names beyond ASCII are refused before they are compared")
    func longNames() {
        let text = "{\"a\(Self.marks(500_000))\":1,\"a\(Self.marks(500_000))x\":2}"
        let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text, limits: .document) }
        #expect(error?.reason == "json-malformed")
    }

    @Test("names beyond ASCII are taken up to 256 bytes")
    func shortNames() throws {
        let longest = Self.marks(256)
        #expect(try JSONValue(parsing: "{\"\(longest)\":1}", limits: .small).object?[longest] == 1)
        #expect(throws: JSONError.self) { try JSONValue(parsing: "{\"\(longest)a\":1}", limits: .small) }
    }

    @Test("many of them are normalised once each, and equivalent ones still found")
    func manyNames() throws {
        let names = (0..<3000).map { "\"\($0)\(Self.marks(240))\":0" }
        let value = try JSONValue(parsing: "{\(names.joined(separator: ","))}", limits: .document)
        #expect(value.object?.members.count == 3000)
        // Both marks on one letter, in either order, are one text.
        let twice = "{\"K\":1,\"x\":2,\"a\u{301}\u{316}\":3,\"a\u{316}\u{301}\":4}"
        #expect(throws: JSONError.duplicateName("a\u{316}\u{301}")) {
            try JSONValue(parsing: twice, limits: .small)
        }
    }

    @Test("a long text is no name and costs nothing")
    func longText() throws {
        let text = Self.marks(500_000)
        #expect(
            try JSONValue(parsing: "[\"\(text)\"]", limits: .document).array?.first?.string?.isExactly(text) == true)
    }

    @Test("a repeated name is quoted short and on one line")
    func quotation() {
        let name = String(repeating: "n", count: 5000)
        for text in ["{\"a\\nlevel: error\":1,\"a\\nlevel: error\":2}", "{\"\(name)\":1,\"\(name)\":2}"] {
            let error = #expect(throws: JSONError.self) { try JSONValue(parsing: text, limits: .small) }
            #expect(error?.detail.utf8.contains(0x0A) == false)
            #expect((error?.detail.utf8.count ?? .max) < 300)
        }
    }
}

@Suite struct InstantExtremesTests {
    @Test(
        arguments: [
            (9_223_372_036_854_775, 999_000_000, Int64.max), (-9_223_372_036_854_776, 0, Int64.min),
            (Int64.max, 0, Int64.max), (Int64.min, 0, Int64.min), (1, 1_000_000, 1001), (-1, 999_000_000, -1),
        ] as [(Int64, Int64, Int64)])
    func millisecondsAreHeld(seconds: Int64, nanoseconds: Int64, expected: Int64) {
        #expect(Instant(seconds: seconds, nanoseconds: nanoseconds).milliseconds == expected)
    }
}
