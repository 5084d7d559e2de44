import Essentials
import Testing

@testable import Patterns

@Suite struct GlobTests {
    @Test(
        arguments: [
            ("", "", true), ("", "a", false), ("*", "", true), ("*", "anything\n\u{0}", true), ("?", "", false),
            ("?", "a", true), ("?", "é", true), ("?", "👩", true), ("?", "ab", false), ("??", "é", false),
            ("a*c", "ac", true), ("a*c", "abbc", true), ("a*c", "abcd", false),
            ("*@example.org", "a@example.org", true),
            ("*@example.org", "a@example.org.evil", false), ("*@example.org", "@example.org", true),
            ("a**b", "ab", true), ("*a*b*", "xaxbx", true), ("*a*b*", "xbxax", false), ("*?", "é", true),
            ("*?a", "éa", true), ("*??", "é", false), ("?*?", "éa", true), ("*aab", "aaaab", true),
            ("ABC", "abc", false), ("[a]", "a", false), ("[a]", "[a]", true), ("\\*", "\\x", true), ("\\*", "*", false),
            ("K", "\u{212A}", false), ("é", "e\u{301}", false), ("e*", "e\u{301}", true), ("e?", "e\u{301}", true),
            ("*\u{301}", "e\u{301}", true),
        ] as [(String, String, Bool)])
    func verdict(pattern: String, text: String, expected: Bool) {
        #expect(Glob(pattern).matches(text) == expected)
    }

    @Test func literalHasNoWildcard() {
        #expect(Glob("a.b").isLiteral)
        #expect(!Glob("a*").isLiteral)
        #expect(!Glob("a?").isLiteral)
    }

    /// A matcher that tried every `*` again would need 2^40 steps here.
    @Test func manyStarsStayCheap() {
        let pattern = Glob(String(repeating: "a*", count: 40) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 4000)))
        #expect(pattern.matches(String(repeating: "a", count: 4000) + "b"))
    }

    @Test func patternsAreEqualByBytes() {
        #expect(Glob("é") != Glob("e\u{301}"))
        #expect(Glob("a*") == Glob("a*"))
    }
}

@Suite struct RegularExpressionTests {
    @Test(
        arguments: [
            ("abc", "abc", true), ("abc", "xabc", false), ("abc", "abcx", false), ("abc", "abc\n", false),
            ("a|ab", "ab", true), ("ABC", "abc", false), ("(?i)ABC", "abc", true), ("", "", true), ("", "a", false),
            (".", "é", true), (".", "\n", false), ("(?s).", "\n", true), ("[^a]", "👩", true), ("^a$", "a", true),
            ("a$", "a\n", false), ("\\d+", "123", true), ("\\d+", "\u{663}", false), ("\\Q.*\\E", ".*", true),
            ("\\Q.*\\E", "ab", false), ("é", "e\u{301}", false), ("\\x00", "\u{0}", true), ("a", "a\u{0}", false),
        ] as [(String, String, Bool)])
    func verdict(pattern: String, text: String, expected: Bool) throws {
        let expression = try RegularExpression(pattern, ignoresCase: false)
        #expect((expression.fullMatch(text) != nil) == expected)
        #expect((expression.fullMatch(bytes: text.bytes) != nil) == expected)
    }

    @Test func caseIsIgnoredWhenSaid() throws {
        let expression = try RegularExpression("straße-K", ignoresCase: true)
        #expect(expression.fullMatch("STRAßE-k") != nil)
        #expect(try RegularExpression("k", ignoresCase: false).fullMatch("\u{212A}") == nil)
    }

    @Test func namedGroupsAreCaptured() throws {
        let expression = try RegularExpression(
            "aws-(?P<account>[a-z]+)-(?P<role>[A-Za-z]+)(-(?P<rest>.*))?", ignoresCase: false)
        #expect(expression.captureNames == ["account", "role", "rest"])
        let match = try #require(expression.fullMatch("aws-dev-PowerUser"))
        #expect(match.captures == ["account": "dev", "role": "PowerUser"])
        #expect(match["account"] == "dev")
        #expect(match["rest"] == nil)
        #expect(match["no-such"] == nil)
        #expect(expression.fullMatch("aws-dev-PowerUser-é")?["rest"] == "é")
        #expect(expression.fullMatch("aws-dev-PowerUser-")?["rest"] == "")
    }

    @Test(
        arguments: [
            [0xFF], [0x61, 0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
        ] as [[UInt8]])
    func invalidUTF8NeverMatches(bytes: [UInt8]) throws {
        for pattern in ["(?s).*", "[^x]*", "", "(?s:.)*?"] {
            #expect(try RegularExpression(pattern, ignoresCase: false).fullMatch(bytes: bytes) == nil)
        }
    }

    @Test(
        arguments: [
            ("(", "pattern-invalid"), ("a(?=b)", "pattern-invalid"), ("(a)\\1", "pattern-invalid"),
            ("(?P<a>x)(?P<a>y)", "pattern-invalid"), ("a**", "pattern-invalid"), ("[z-a]", "pattern-invalid"),
            ("a{1001}", "pattern-invalid"), ("(?:\\pL{900}){900}", "pattern-invalid"), ("a\\C", "pattern-single-byte"),
            ("\\Qa\\E\\C", "pattern-single-byte"), ("\\Q\\\\E\\C", "pattern-single-byte"),
            (String(repeating: "a", count: 4097), "pattern-too-long"),
            (String(repeating: "()", count: 65), "pattern-too-many-groups"),
        ] as [(String, String)])
    func refused(pattern: String, reason: String) {
        let error = #expect(throws: PatternError.self) { try RegularExpression(pattern, ignoresCase: false) }
        #expect(error?.reason == reason)
    }

    @Test(arguments: [("\\\\C", "\\C"), ("\\Q\\C\\E", "\\C"), ("C", "C")] as [(String, String)])
    func aLetterCThatIsNoEscapeIsTaken(pattern: String, text: String) throws {
        #expect(try RegularExpression(pattern, ignoresCase: false).fullMatch(text) != nil)
    }

    /// A backtracking matcher would not come back from this one.
    @Test func nestedRepetitionIsLinear() throws {
        let expression = try RegularExpression("(a*)*(a|aa)*b", ignoresCase: false)
        #expect(expression.fullMatch(String(repeating: "a", count: 100_000)) == nil)
        #expect(expression.fullMatch(String(repeating: "a", count: 100_000) + "b") != nil)
    }

    @Test func oneExpressionServesManyTasks() async throws {
        let expression = try RegularExpression("(?P<n>\\d+)-(?P<rest>.*)", ignoresCase: false)
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask { expression.fullMatch("\(number)-x")?["n"] == String(number) }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
