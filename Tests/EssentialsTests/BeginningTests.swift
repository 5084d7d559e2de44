import Essentials
import Testing

@Suite struct Beginnings {
    @Test(arguments: [
        ("", 0, ""), ("abc", 3, "abc"), ("abc", 2, "ab"), ("abc", 0, ""), ("abc", -1, ""), ("aé", 2, "a"),
        ("aé", 3, "aé"), ("€", 2, ""), ("\u{1F600}x", 4, "\u{1F600}"), ("\u{1F600}x", 3, ""),
    ])
    func endBetweenScalars(_ text: String, _ limit: Int, _ expected: String) {
        #expect(text.beginning(bytes: limit).isExactly(expected))
    }

    /// One character of 80 kB: cut by characters it would stay whole.
    @Test func oneCharacterHasNoBoundOfItsOwn() {
        let text = "a" + String(repeating: "\u{301}", count: 40_000)
        #expect(text.count == 1)
        #expect(text.beginning(bytes: 256).utf8.count == 255)
    }
}
