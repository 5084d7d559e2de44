import Essentials
import Foundation
import HTTP
import Testing

@testable import Gateway

struct ReturnPathTests {
    static let elsewhere = [
        "//evil.example", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "\\/evil.example",
        "/\\/evil.example", "https://evil.example", "https:evil.example", "https:/evil.example", "HTTPS://evil.example",
        "http://login.example.org", "javascript:alert(1)", "data:text/html,x", "evil.example", "keys", "", " ", " /",
        "/ /evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", "/\r\nSet-Cookie: a=b",
        "/\u{0}", "/\u{7f}", "/\u{e4}", "/\u{2215}evil.example", "/\u{ff0f}evil.example", "/keys#x", "@evil.example",
        "?to=//evil.example", "/a\\b", "/" + String(repeating: "a", count: 1024),
    ]

    @Test(arguments: elsewhere)
    func `A return path that could lead elsewhere leads to the roles`(text: String) async throws {
        #expect(ReturnPath.checked(text) == "/")
        let premises = try await Premises()
        let browser = Browser(premises)
        _ = try await browser.signIn(to: text)
        let callback = try #require(browser.pages.last { $0.url.contains("/callback/") })
        #expect(callback.response.headers["Location"] == "/")
    }

    /// What is encoded once more stays a path of ours, whatever a browser makes of it.
    @Test(arguments: [
        "/", "/?q=a", "/keys/local/Developer", "/%2F%2Fevil.example", "/%5Cevil.example", "/.//evil.example",
        "/..//evil.example", "/keys?next=https://evil.example", "/@evil.example", "/;//evil.example", "/%0d%0aa:b",
        "/" + String(repeating: "a", count: 1023),
    ])
    func `A path of ours is kept as it is`(text: String) async throws {
        #expect(ReturnPath.checked(text) == text)
        // By a browser's own rules of joining (RFC 3986 §5.2) the host stays ours.
        let base = try #require(URL(string: "https://login.example.org/callback/demo"))
        #expect(URL(string: text, relativeTo: base)?.absoluteURL.host() == "login.example.org")
        let browser = Browser(try await Premises())
        let page = try await browser.reach(to: text)
        let callback = try await browser.answer(page, as: "ben") { $0 == text }
        #expect(callback.headers["Location"] == text)
    }

    @Test func `A return path that stands twice is none`() async throws {
        let premises = try await Premises()
        let page = try await premises.ask(.get, "/login?to=%2Fa&to=%2Fb")
        #expect(page.text.contains("/login/demo?to=%2F\""))
    }

    @Test func `Markup in a return path stays text`() async throws {
        let page = try await Premises().ask(
            .get, "/login?to=" + PercentEncoding.encode("/\"><script>alert(1)</script>"))
        #expect(page.status == .ok)
        #expect(!page.text.contains("<script>alert"))
    }
}
