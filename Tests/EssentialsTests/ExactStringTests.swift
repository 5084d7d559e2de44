import Essentials
import Testing

@Suite struct ExactStringTests {
    /// What Swift's own `==` takes for equal.
    @Test(
        arguments: [
            ("\u{212A}", "K"), ("\u{212B}", "\u{C5}"), ("\u{2126}", "\u{3A9}"), ("é", "e\u{301}"),
            ("\u{1E9B}\u{323}", "\u{17F}\u{323}\u{307}"), ("\u{AC00}", "\u{1100}\u{1161}"), ("\u{37E}", ";"),
            ("https://id.example.org/\u{212A}", "https://id.example.org/K"),
        ] as [(String, String)])
    func canonicalEquivalentsDiffer(left: String, right: String) {
        #expect(left == right)
        #expect(ExactString(left) != ExactString(right))
        #expect(!left.isExactly(right))
        #expect(Set([ExactString(left), ExactString(right)]).count == 2)
        #expect(!left.startsExactly(with: right) && !left.endsExactly(with: right))
        #expect((ExactString(left) < ExactString(right)) != (ExactString(right) < ExactString(left)))
    }

    @Test func equalBytesAreEqual() {
        #expect(ExactString("é") == ExactString(String(decoding: [0xC3, 0xA9], as: UTF8.self)))
        #expect(ExactString("a").hashValue == ExactString("a").hashValue)
        #expect(ExactString("a") == "a" && ExactString("a") != "A" && ExactString("") != "\u{0}")
        #expect(ExactString("").isEmpty && !ExactString("\u{0}").isEmpty)
        #expect("\(ExactString("x"))" == "x")
    }

    @Test func orderIsOfBytes() {
        let sorted = ["z", "é", "a", "Z", "", "\u{FF21}", "😀", "a\u{0}"].map { ExactString($0) }.sorted()
        #expect(sorted.map(\.text) == ["", "Z", "a", "a\u{0}", "z", "é", "\u{FF21}", "😀"])
    }

    @Test func affixesAreOfBytes() {
        #expect("e\u{301}x".startsExactly(with: "e"))
        #expect(!"e\u{301}x".startsExactly(with: "é"))
        #expect("xe\u{301}".endsExactly(with: "\u{301}"))
        #expect("abc".startsExactly(with: "") && "abc".endsExactly(with: "") && "".endsExactly(with: ""))
        #expect(!"a".startsExactly(with: "ab") && !"b".endsExactly(with: "ab"))
    }

    @Test(
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]] as [[UInt8]])
    func nothingIsRepaired(bytes: [UInt8]) {
        #expect(String(strictUTF8: bytes) == nil)
        #expect(String(strictUTF8: [0x61] + bytes + [0x62]) == nil)
    }
}
