import Essentials
import Testing

@testable import HTTP

@Suite("Forms are read strictly")
struct FormFieldsTests {
    @Test(
        "names and values are decoded as WHATWG URL §5.1 has it",
        arguments: [
            ("", []), ("a=b", [("a", "b")]), ("a", [("a", "")]), ("a=", [("a", "")]), ("=b", [("", "b")]),
            ("a=b=c", [("a", "b=c")]), ("&&a=1&", [("a", "1")]), ("a+b=c+d", [("a b", "c d")]),
            ("%61=%E2%82%ac", [("a", "\u{20AC}")]), ("a=1&a=2", [("a", "1"), ("a", "2")]), ("a=%2B%26", [("a", "+&")]),
        ] as [(String, [(String, String)])])
    func decoding(text: String, expected: [(String, String)]) throws {
        let fields = try FormFields(parsing: Array(text.utf8))
        #expect(fields.pairs.count == expected.count)
        for (pair, wanted) in zip(fields.pairs, expected) {
            #expect(pair.name.isExactly(wanted.0))
            #expect(pair.value.isExactly(wanted.1))
        }
    }

    @Test("bad percent signs are refused", arguments: ["a=%", "a=%4", "a=%zz", "%=a", "a=%%41"])
    func percent(text: String) {
        #expect(throws: FormError.malformedPercent) { try FormFields(parsing: Array(text.utf8)) }
    }

    @Test("what is not text is refused", arguments: ["a=%FF", "%C3=a", "a=%ED%A0%80", "a=%C0%AF", "a=%00"])
    func text(text: String) {
        #expect(throws: FormError.notText) { try FormFields(parsing: Array(text.utf8)) }
    }

    @Test("size and number are bounded")
    func limits() throws {
        #expect(try FormFields(parsing: Array("a=12".utf8), limit: 4)["a"] == "12")
        #expect(throws: FormError.tooLarge(limit: 3)) { try FormFields(parsing: Array("a=12".utf8), limit: 3) }
        let most = [String](repeating: "a=1", count: 256).joined(separator: "&")
        #expect(try FormFields(parsing: Array(most.utf8)).pairs.count == 256)
        #expect(throws: FormError.tooManyFields(limit: 256)) { try FormFields(parsing: Array((most + "&b").utf8)) }
    }

    @Test("a repeated field is nothing to the subscript, and named")
    func repeated() throws {
        let fields = try FormFields(parsing: Array("state=1&code=x&state=2".utf8))
        #expect(fields["state"] == nil)
        #expect(fields.all("state") == ["1", "2"])
        #expect(fields["code"] == "x")
        #expect(fields.repeatedName == "state")
        #expect(try FormFields(parsing: Array("a=1&b=1".utf8)).repeatedName == nil)
    }

    @Test("names compare by bytes: the Kelvin sign is no K, and composition matters")
    func bytes() throws {
        let fields = try FormFields(parsing: Array("%E2%84%AA=1&e%CC%81=2".utf8))
        #expect(fields["K"] == nil)
        #expect(fields["\u{E9}"] == nil)
        #expect(fields["e\u{301}"] == "2")
    }

    @Test(
        "a body is a form by its media type",
        arguments: [
            ("application/x-www-form-urlencoded", true), ("Application/X-WWW-Form-Urlencoded; charset=utf-8", true),
            ("text/plain", false), ("application/x-www-form-urlencoded2", false), ("", false),
        ])
    func mediaType(type: String, isForm: Bool) throws {
        let request = try #require(
            HTTPRequest(.post, "/", headers: ["Content-Type": type], body: Array("a=1".utf8)))
        #expect(try (request.form() != nil) == isForm)
    }
}

@Suite("Cookies")
struct CookiesTests {
    @Test("pairs are read in order from every line, what is none is left out")
    func reading() {
        let cookies = Cookies(["Cookie": "a=1; b=\"2\";c=x=y;  d = 4 ;junk;=5;", "cookie": "a=6"])
        #expect(cookies.all("a") == ["1", "6"])
        #expect(cookies["a"] == nil)
        #expect(cookies["b"] == "\"2\"")
        #expect(cookies["c"] == "x=y")
        #expect(cookies["d"] == "4")
        #expect(cookies.pairs.count == 5)
    }

    @Test("their number is bounded")
    func bounded() {
        let line = (0..<500).map { "c\($0)=1" }.joined(separator: ";")
        #expect(Cookies(["Cookie": line]).pairs.count == 128)
    }

    @Test("a cookie is written as RFC 6265 §4.1 has it")
    func writing() {
        let full = SetCookie(name: "__Host-s", value: "abc_-1", maxAge: .seconds(600), sameSite: .none)
        #expect(full.fieldValue == "__Host-s=abc_-1; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=None")
        let plain = SetCookie(name: "s", value: "", path: "/x", isSecure: false, isHTTPOnly: false)
        #expect(plain.fieldValue == "s=; Path=/x; SameSite=Lax")
        #expect(full.deletion.fieldValue == "__Host-s=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=None")
    }

    @Test(
        "nothing in it can add an attribute or a line",
        arguments: ["a; Domain=evil", "a\r\nX: y", "a,b \"\\\u{7F}\u{E9}"])
    func injection(text: String) {
        let cookie = SetCookie(name: text, value: text, path: "/\(text)")
        let value = cookie.fieldValue
        #expect(value.split(separator: ";").count == 5)
        #expect(value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
        #expect(!value.contains(", "))
    }
}
