import Foundation
import Testing

@testable import Pages

/// Whatever stands in a field, it comes out as text.
@Suite struct EscapingTests {
    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
        "</title><svg onload=x>",
        "{{csrf}}{{>bar}}", "&lt;b&gt;&amp;&#x3c;", "--><!--", "]]>", "\u{0}\u{1}\u{8}\u{B}\u{1B}[31m\u{7F}",
        "a\r\nb\tc",
        "javascript:alert(1)", "\" autofocus onfocus=\"alert(1)", "\u{202E}evil\u{2066}", "<\u{338}script>",
        "`${alert(1)}`",
        "{provider}{name}",
    ]

    @Test(arguments: hostile)
    func everyFieldOfEveryPageIsText(text: String) throws {
        let library = try Fixture.library()
        let plain = Gallery().pictures
        let attacked = Gallery(text: { "\($0)\(text)" }).pictures
        #expect(plain.count == attacked.count)
        let expected = Self.shown(text)
        for (plain, attacked) in zip(plain, attacked) {
            let page = try Markup(attacked.html(library))
            #expect(page.skeleton == (try Markup(plain.html(library)).skeleton), "\(attacked.name)")
            let attributes = page.elements.flatMap(\.attributes)
            for attribute in attributes where ["href", "src", "action"].contains(attribute.name) {
                #expect(Self.leadsNowhereElse(attribute.value), "\(attacked.name): \(attribute.value)")
            }
            let everything = page.text + attributes.map(\.value).joined()
            #expect(
                everything.unicodeScalars.allSatisfy {
                    $0 == "\n" || $0 == "\r" || $0 == "\t" || ($0.value >= 0x20 && $0.value != 0x7F)
                }, "\(attacked.name)")
            if !["signin-none", "signed-out"].contains(attacked.name) {
                #expect(everything.utf8.contains(expected.utf8), "\(attacked.name) swallowed the text")
            }
        }
    }

    @Test func theFiveCharactersAreWrittenAsReferences() throws {
        #expect(try Fixture.render("{{a}}", ["a": .text("&<>\"'")]) == "&amp;&lt;&gt;&quot;&#39;")
        #expect(try Fixture.render("<p title=\"{{a}}\">", ["a": .text("\"'")]) == "<p title=\"&quot;&#39;\">")
    }

    @Test func controlCharactersAreReplacedAndLinesStay() throws {
        for byte in UInt8(0)..<0x20 where ![0x09, 0x0A, 0x0D].contains(byte) {
            let text = String(decoding: [0x61, byte, 0x62], as: UTF8.self)
            #expect(try Fixture.render("{{a}}", ["a": .text(text)]) == "a\u{FFFD}b", "\(byte)")
        }
        #expect(try Fixture.render("{{a}}", ["a": .text("\u{7F}\t\n")]) == "\u{FFFD}\t\n")
    }

    /// The text as it comes out: control characters are replaced.
    private static func shown(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = (scalar.value < 0x20 && !"\t\n\r".unicodeScalars.contains(scalar)) || scalar.value == 0x7F
            out.append(isControl ? "\u{FFFD}" : scalar)
        }
        return String(out)
    }

    private static func leadsNowhereElse(_ link: String) -> Bool {
        link.hasPrefix("#") || link.hasPrefix("https://")
            || (link.hasPrefix("/") && !link.hasPrefix("//") && !link.hasPrefix("/\\"))
    }
}
