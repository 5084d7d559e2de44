import Essentials
import Testing

@testable import HTTP

/// Swift compares Characters by normalisation, which takes the square of a run of combining marks: a header
/// field of a mebibyte would hold a thread for minutes.
@Suite("A stranger's text cannot be made to cost more than its size", .timeLimit(.minutes(1)))
struct TextFloodTests {
    private static let marks = String(repeating: "\u{301}\u{316}", count: 250_000)

    @Test func cookies() {
        let headers: HTTPHeaders = ["Cookie": "a=b;\(Self.marks)=1;c=d"]
        let cookies = Cookies(headers)
        #expect(cookies["a"] == "b")
        #expect(cookies["c"] == "d")
        #expect(cookies.pairs.count == 3)
    }

    @Test func aMarkBehindASemicolonHidesNoCookie() {
        #expect(Cookies(["Cookie": "a=b;\u{301}c=d; e=f"]).pairs.count == 3)
    }

    @Test func host() {
        #expect(HTTPAuthority(Self.marks) == nil)
        #expect(HTTPAuthority("h:\(Self.marks)") == nil)
        #expect(HTTPAuthority("[\(Self.marks)]") == nil)
        #expect(HTTPURL("https://\(Self.marks)") == nil)
    }

    @Test func contentType() throws {
        let request = try #require(
            HTTPRequest(.post, "/", headers: ["Content-Type": "a\(Self.marks);x"], body: Array("a=b".utf8)))
        #expect(try request.form() == nil)
        let marked = try #require(
            HTTPRequest(
                .post, "/", headers: ["Content-Type": "application/x-www-form-urlencoded;\u{301}"],
                body: Array("a=b".utf8)))
        #expect(try marked.form()?["a"] == "b")
    }

    @Test func location() throws {
        let base = try #require(HTTPURL("https://a/b"))
        #expect(Redirect.resolve("/\(Self.marks)#", against: base) == nil)
    }

    @Test func cacheControl() {
        let headers: HTTPHeaders = ["Cache-Control": "\(Self.marks), max-age=600\(Self.marks)", "Age": Self.marks]
        #expect(FreshnessPolicy.standard.lifetime(of: headers) == .seconds(3600))
        #expect(
            FreshnessPolicy.standard.lifetime(of: ["Cache-Control": "\(Self.marks), Max-Age = \"600\""])
                == .seconds(600))
    }
}
