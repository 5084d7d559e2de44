import Essentials
import Testing

@Suite struct Base64Tests {
    @Test func encodesAndDecodesAsPython() throws {
        let table = try EssentialsFixture.load("base64.json", as: [[String]].self)
        #expect(table.count == 44)
        for row in table {
            let bytes = try #require(Hexadecimal.decode(row[0]))
            #expect(Base64.encode(bytes) == row[1])
            #expect(Base64.encodeURL(bytes) == row[2])
            #expect(Base64.decode(row[1]) == bytes)
            #expect(Base64.decodeURL(row[2]) == bytes)
            #expect(Base64.decodeURL(row[2].utf8.reversed().reversed() as [UInt8]) == bytes)
        }
    }

    /// RFC 4648 §10.
    @Test(
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] as [(String, String)])
    func vectors(text: String, encoded: String) {
        #expect(Base64.encode(text.bytes) == encoded)
        #expect(Base64.decode(encoded) == text.bytes)
    }

    @Test(arguments: [
        "A", "AAAAA", "AA==", "AAA=", "AB", "AAB", "Zh", "Zm9", "+AAA", "/AAA", "AAA\n", "\nAAA", "AA A", "AA\u{0}A",
        "AAA.", "=", "====", "é", "AAAA\u{0600}==", "AAAA\u{D4E}=", "ＡＡＡＡ",
    ])
    func foreignURLFormsAreRefused(text: String) {
        #expect(Base64.decodeURL(text) == nil)
    }

    @Test(arguments: [
        "A", "AA", "AAA", "AAAAA", "A===", "AA=A", "=AAA", "====", "AB==", "AAB=", "Zh==", "Zm9=", "-AAA", "_AAA",
        "AAAA====", "AAA=AAA=", "AA==AA==", "AAA=\n", "AAAA\n", "AAAAA===", "AA= ", "AAA\u{0}",
        // A prepended mark makes one Character of itself and the `=` behind it.
        "AAAA\u{0600}==", "AAAA\u{D4E}=", "AAAA\u{110BD}===",
    ])
    func foreignStandardFormsAreRefused(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    /// Of the spellings that differ in one character of the alphabet only one decodes to the bytes.
    @Test func theSpellingIsUnique() {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        for (stem, good) in [("A", 4), ("AA", 16), ("AAA", 64)] {
            #expect(alphabet.count { Base64.decodeURL(stem + String($0)) != nil } == good)
        }
    }
}

@Suite struct HexadecimalTests {
    @Test func roundTrip() {
        let all = [UInt8](0...255)
        let text = Hexadecimal.encode(all)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff") && text.count == 512)
        #expect(Hexadecimal.decode(text) == all)
        #expect(Hexadecimal.decode(text.uppercased()) == all)
        #expect(Hexadecimal.decode("") == [])
    }

    @Test(arguments: ["0", "0g", "g0", "0x", " 00", "00 ", "0\u{0}", "é", "+1", "-1", "000"])
    func refused(text: String) { #expect(Hexadecimal.decode(text) == nil) }
}

@Suite struct PercentEncodingTests {
    @Test(
        arguments: [
            ("", ""), ("AZaz09-._~", "AZaz09-._~"), (" ", "%20"), ("+", "%2B"),
            ("/?#[]@!$&'()*,;=", "%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2C%3B%3D"),
            ("é", "%C3%A9"), ("😀", "%F0%9F%98%80"), ("%", "%25"), ("\u{0}\n", "%00%0A"), ("a=b&c", "a%3Db%26c"),
        ] as [(String, String)])
    func encodesAllButUnreserved(text: String, encoded: String) {
        #expect(PercentEncoding.encode(text) == encoded)
        #expect(PercentEncoding.decode(Array(encoded.utf8), form: false) == text.bytes)
        #expect(PercentEncoding.decode(Array(encoded.utf8), form: true) == text.bytes)
    }

    @Test func everyByteComesBack() {
        let all = [UInt8](0...255)
        #expect(PercentEncoding.decode(Array(PercentEncoding.encode(all).utf8), form: true) == all)
        #expect(PercentEncoding.encode("a/b é".utf8, keeping: [UInt8(ascii: "/")]) == "a/b%20%C3%A9")
    }

    @Test(arguments: ["%", "%4", "%4G", "%G4", "a%", "a%2", "%%41", "% 41", "%+1", "%u0041"])
    func brokenEscapesAreRefused(text: String) {
        #expect(PercentEncoding.decode(Array(text.utf8), form: false) == nil)
        #expect(PercentEncoding.decode(Array(text.utf8), form: true) == nil)
    }

    @Test func plusIsSpaceInFormsOnly() {
        #expect(PercentEncoding.decode(Array("a+b%2B".utf8), form: true) == "a b+".bytes)
        #expect(PercentEncoding.decode(Array("a+b%2B".utf8), form: false) == "a+b+".bytes)
        #expect(PercentEncoding.decode(Array("%2f%2F".utf8), form: false) == "//".bytes)
        #expect(PercentEncoding.decode([0xFF, 0x25, 0x30, 0x30], form: false) == [0xFF, 0])
    }

    @Test func formJoinsFields() {
        #expect(PercentEncoding.form([("a b", "c&d"), ("é", ""), ("x", "1+1")]) == "a%20b=c%26d&%C3%A9=&x=1%2B1")
        #expect(PercentEncoding.form([]) == "")
    }
}

@Suite struct ByteReaderTests {
    @Test func nothingIsReadPastTheEnd() {
        var reader = ByteReader([1, 2, 3, 4, 5])
        #expect(reader.peek() == 1 && reader.next() == 1 && reader.position == 1)
        #expect(reader.take(5) == nil && reader.take(-1) == nil && reader.position == 1)
        #expect(reader.take(0) == [])
        #expect(reader.takeInteger(bytes: 2) == 0x0203)
        #expect(reader.takeInteger(bytes: 3) == nil && reader.remaining == 2)
        #expect(reader.takeRest() == [4, 5])
        #expect(reader.isAtEnd && reader.next() == nil && reader.peek() == nil && reader.takeRest() == [])
        #expect(reader.take(1) == nil && reader.take(0) == [])
        var wide = ByteReader([UInt8](repeating: 0xFF, count: 16))
        #expect(wide.takeInteger(bytes: 9) == nil)
        #expect(wide.takeInteger(bytes: 8) == UInt64.max)
        #expect(wide.takeInteger(bytes: -1) == nil)
    }
}
