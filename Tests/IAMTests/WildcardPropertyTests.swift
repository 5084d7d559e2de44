import Testing

@testable import IAM

/// The matcher against one that follows the definition literally, for all four kinds of wildcard.
@Suite struct WildcardProperties {
    private static let seed = UInt64.random(in: 0...UInt64.max)
    private typealias Token = WildcardPattern.Token

    private func naive(_ pattern: ArraySlice<Token>, _ text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        let next = text.first
        switch first {
        case WildcardPattern.anyRun: return naive(rest, text) || (next != nil && naive(pattern, text.dropFirst()))
        case WildcardPattern.runInField:
            return naive(rest, text) || (next != nil && next != ":" && naive(pattern, text.dropFirst()))
        case WildcardPattern.anyOne: return next != nil && naive(rest, text.dropFirst())
        case WildcardPattern.oneInField: return next != nil && next != ":" && naive(rest, text.dropFirst())
        default:
            guard let next else { return false }
            let bytes = Array(String(Character(next)).utf8).map { Token($0) }
            return pattern.starts(with: bytes) && naive(pattern.dropFirst(bytes.count), text.dropFirst())
        }
    }

    @Test(arguments: [PolicyText.Rule.plain, .resource, .fields])
    func agreeWithTheDefinition(_ rule: PolicyText.Rule) throws {
        var dice = Dice(seed: Self.seed)
        let pieces = ["*", "*", "?", "a", "a", "b", ":", ":", "\u{E9}"]
        var matches = 0
        for _ in 0..<30_000 {
            let pattern = (0..<Int(dice.next() % 13)).map { _ in dice.pick(pieces) }.joined()
            let text = String(
                String.UnicodeScalarView((0..<Int(dice.next() % 11)).map { _ in dice.pick(["a", "b", ":", "\u{E9}"]) }))
            let parsed = try PolicyText(pattern, wildcards: true, variables: true)
            let tokens = try #require(parsed.tokens(rule, [:]))
            let expected = naive(tokens[...], Array(text.unicodeScalars)[...])
            if expected { matches += 1 }
            #expect(
                WildcardPattern(tokens: tokens).matches(text) == expected,
                "`\(pattern)` on `\(text)`, seed \(Self.seed)")
        }
        #expect(matches > 300, "seed \(Self.seed)")
    }

    /// What each rule lets `*` and `?` pass, said in another way: by splitting at colons.
    @Test func fieldsAreComparedOneByOne() throws {
        var dice = Dice(seed: Self.seed)
        func field(_ pieces: [String]) -> String { (0..<Int(dice.next() % 4)).map { _ in dice.pick(pieces) }.joined() }
        for _ in 0..<10_000 {
            let patterns = (0..<6).map { _ in field(["*", "?", "a", "b"]) }
            let texts = (0..<6).map { $0 == 5 ? field(["a", "b", ":"]) : field(["a", "b"]) }
            let parsed = try PolicyText(patterns.joined(separator: ":"), wildcards: true, variables: true)
            let whole = WildcardPattern(tokens: try #require(parsed.tokens(.fields, [:])))
            let apart = zip(patterns, texts).allSatisfy { WildcardPattern($0).matches($1) }
            #expect(
                whole.matches(texts.joined(separator: ":")) == apart, "\(patterns) on \(texts), seed \(Self.seed)")
        }
    }

    @Test(arguments: [
        String(repeating: "*a", count: 900) + "*b", String(repeating: "*", count: 2000) + "b",
        String(repeating: "?", count: 2047) + "b", String(repeating: "a?*", count: 600) + "b",
        "*" + String(repeating: "a", count: 1000) + "b",
    ])
    func doNotBlowUp(_ pattern: String) {
        // With a matcher that goes back to every run, none of these ends within a lifetime.
        let text = String(repeating: "a", count: 2048)
        #expect(!WildcardPattern(pattern).matches(text))
        let tokens = pattern.utf8.map { byte in
            byte == UInt8(ascii: "*")
                ? WildcardPattern.runInField : byte == UInt8(ascii: "?") ? WildcardPattern.oneInField : Token(byte)
        }
        #expect(!WildcardPattern(tokens: [WildcardPattern.anyRun] + tokens).matches(text + ":" + text))
    }
}
