import Essentials
import Testing

@testable import XMLDocuments

/// A stranger may send any message within the limits, and nobody has judged a signature before it is parsed. What
/// the worst of them costs is searched for, not guessed: families that grow something libxml2 or we look through,
/// then variations of the slowest.
@Suite struct SlowestMessage {
    /// Of the processor, for parse and two canonical forms of an optimised build; without optimisation our half takes
    /// many times as long.
    private static let bound: Duration = {
        var isOptimised = true
        assert({ isOptimised = false }() == ())
        return isOptimised ? .milliseconds(50) : .milliseconds(500)
    }()

    @Test func takesLessThanFiftyMilliseconds() throws {
        var generator = DocumentGenerator(seed: 1)
        var slowest: (recipe: MessageRecipe, time: Duration) = (MessageRecipe(), .zero)
        func measure(_ recipe: MessageRecipe) throws {
            let time = try MessageRecipe.cost(of: recipe.text.bytes)
            if time > slowest.time { slowest = (recipe, time) }
        }
        for family in MessageRecipe.families { try measure(family) }
        for _ in 0..<25 {
            var recipe = slowest.recipe
            recipe.vary(&generator)
            try measure(recipe)
        }
        // Once more, so that a moment in which the processor had to fetch its caches is no finding.
        let time = try (0..<3).map { _ in try MessageRecipe.cost(of: slowest.recipe.text.bytes) }.min() ?? slowest.time
        #expect(time < Self.bound, "\(slowest.recipe)")
    }

    /// Each of these held the parser for long before a rule stood against it.
    @Test(arguments: [
        ("<r><!--", "-- ", "--></r>"), ("<r>", "&a;", "</r>"), ("<r>", "]]>", "</r>"), ("<r>", "<p:a/>", "</r>"),
        ("<r>", "<a b='' b='' b='' b='' b='' b='' b='' b='' b=''/>", "</r>"), ("<r>", "<a b='>", "</r>"),
        ("<r>", "</a>", "</r>"), ("<r>", "<a b>", "</r>"), ("<r ", "a=''", "/>"), ("<r>", "<a", "</r>"),
        ("<r a='", "&a;", "'/>"), ("<r>", "<![CDATA[", "</r>"), ("<r>", "<!--", "</r>"), ("<r>", "<?a", "</r>"),
        ("<!DOCTYPE r [", "<!ENTITY a '&a;&a;'>", "]><r>&a;</r>"), ("", "\n", "<r"), ("<r>", "&#0;", "</r>"),
        ("<r>", "&", "</r>"), ("<r>", "&amp", "</r>"),
    ])
    func isQuickToRefuse(_ head: String, _ unit: String, _ tail: String) throws {
        let text = MessageRecipe.fill(head, unit, tail, count: .max)
        #expect(throws: XMLError.self) {
            try XMLDocument(parsing: text.bytes, limits: .message, identifiers: .saml)
        }
        let time = try (0..<3).map { _ in try MessageRecipe.cost(of: text.bytes) }.min() ?? .zero
        #expect(time < Self.bound)
    }
}
