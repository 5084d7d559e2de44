import Essentials
import HTTP
import Testing

@testable import Gateway

struct HostRuleTests {
    private static func request(
        _ method: HTTPMethod = .get, _ path: String = "/", _ fields: [HTTPHeaders.Field]
    ) throws -> HTTPRequest {
        try #require(HTTPRequest(method, path, headers: HTTPHeaders(fields)))
    }

    private func refusal(_ rule: HostRule, _ request: HTTPRequest) -> String? {
        do throws(GatewayRefusal) {
            try rule.check(request)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test(arguments: ["login.example.org", "LOGIN.example.ORG"])
    func `Our host is taken in any case of letters`(host: String) throws {
        let rule = HostRule(url: try Premises.url("https://login.example.org"))
        #expect(refusal(rule, try Self.request(.get, "/", [("Host", host)])) == nil)
    }

    @Test(arguments: [
        "evil.example", "login.example.org.evil.example", "login.example.org:8443", "xlogin.example.org", "127.0.0.1",
        "login.example.org@evil.example", "evil.example#login.example.org", "login.example.org,evil.example", "",
        "login.example.org ", "login\u{2024}example.org", "https://login.example.org", "*", "login.example.org/",
        "login.example.o\u{0280}g", "login.example.org\u{0301}",
    ])
    func `Another host gets 421 and nothing of ours`(host: String) async throws {
        let premises = try await Premises()
        for (method, path) in [
            (HTTPMethod.get, "/"), (.get, "/login"), (.post, "/sts"), (.post, "/logout"), (.get, "/assets/style.css"),
        ] {
            let answer = try await premises.ask(method, path, headers: ["Host": host])
            #expect(answer.status == .misdirectedRequest)
            #expect(answer.headers["Content-Type"] == "text/plain; charset=utf-8")
            #expect(!answer.text.contains("login.example.org"))
        }
    }

    /// Canonical and case mappings of Unicode must not make another name ours: `K` here is the Kelvin sign.
    @Test func `A host is compared by its bytes`() throws {
        let rule = HostRule(url: try Premises.url("https://keys.example.org"))
        #expect(refusal(rule, try Self.request(.get, "/", [("Host", "keys.example.org")])) == nil)
        #expect(refusal(rule, try Self.request(.get, "/", [("Host", "\u{212A}eys.example.org")])) == "host-not-ours")
    }

    @Test(arguments: [
        [], [("Host", "login.example.org"), ("Host", "login.example.org")],
        [("Host", "login.example.org"), ("Host", "evil.example")], [("X-Forwarded-Host", "login.example.org")],
        [("Host", "evil.example"), ("X-Forwarded-Host", "login.example.org")],
        [("Host", "evil.example"), ("Forwarded", "host=login.example.org")],
    ])
    func `No Host, two of them, or one that a stranger forwards is refused`(fields: [(String, String)]) async throws {
        let premises = try await Premises()
        let request = try Self.request(.get, "/login", fields.map { ($0.0, $0.1) })
        #expect(await premises.gateway.answer(request).status == .misdirectedRequest)
    }

    @Test(arguments: ["/healthz", "/readyz"], ["10.0.0.7:8400", "evil.example", ""])
    func `Who asks for health asks by address`(path: String, host: String) async throws {
        #expect(try await Premises().ask(.get, path, headers: ["Host": host]).status == .ok)
    }

    @Test(arguments: [
        ("127.0.0.1:8400", true), ("localhost:8400", true), ("[::1]:8400", true), ("LOCALHOST:8400", true),
        ("127.0.0.1", false), ("localhost", false), ("localhost:80", false), ("localhost:8401", false),
        ("127.0.0.2:8400", false), ("127.1:8400", false), ("0.0.0.0:8400", false), ("[::ffff:127.0.0.1]:8400", false),
        ("rebound.example:8400", false), ("localhost.evil.example:8400", false), ("localhost.:8400", false),
        ("[0:0:0:0:0:0:0:1]:8400", false), ("2130706433:8400", false), ("localhost:08400", false),
    ])
    func `Development mode knows the three names of loopback`(host: String, isOurs: Bool) async throws {
        let premises = try await Premises(url: "http://127.0.0.1:8400", isDevelopment: true)
        let answer = try await premises.ask(.get, "/login", headers: ["Host": host])
        #expect(answer.status == (isOurs ? .ok : .misdirectedRequest))
    }

    struct Origin: Sendable, CustomTestStringConvertible {
        let origin: String?
        let site: String?
        let path: String
        let isRefused: Bool
        init(_ origin: String?, site: String? = nil, path: String = "/logout", isRefused: Bool) {
            self.origin = origin
            self.site = site
            self.path = path
            self.isRefused = isRefused
        }
        var testDescription: String { "\(origin ?? "none") \(site ?? "none") \(path)" }
    }

    @Test(arguments: [
        Origin(nil, isRefused: false), Origin("http://127.0.0.1:8400", isRefused: false),
        Origin("http://localhost:8400", isRefused: false), Origin("http://[::1]:8400", isRefused: false),
        Origin("https://127.0.0.1:8400", isRefused: true), Origin("http://127.0.0.1", isRefused: true),
        Origin("http://127.0.0.1:8401", isRefused: true), Origin("http://evil.example", isRefused: true),
        Origin("http://rebound.example:8400", isRefused: true),
        Origin("http://localhost:8400.evil.example", isRefused: true),
        Origin("", isRefused: true), Origin("file://", isRefused: true), Origin("NULL", isRefused: true),
        Origin("null", site: "same-origin", isRefused: false), Origin("null", site: "none", isRefused: false),
        Origin("null", site: "cross-site", isRefused: true), Origin("null", site: "same-site", isRefused: true),
        Origin("null", site: "cross-site", path: "/callback/posting", isRefused: false),
        Origin("null", site: "cross-site", path: "/sts", isRefused: true),
        Origin("http://evil.example", path: "/callback/posting", isRefused: true),
        Origin("http://evil.example", path: "/sts", isRefused: true),
    ])
    func `Development mode refuses a POST of another origin's page`(origin: Origin) async throws {
        let premises = try await Premises(url: "http://127.0.0.1:8400", isDevelopment: true)
        var headers: HTTPHeaders = ["Host": "127.0.0.1:8400"]
        origin.origin.map { headers.add("Origin", $0) }
        origin.site.map { headers.add("Sec-Fetch-Site", $0) }
        let answer = try await premises.ask(.post, origin.path, headers: headers)
        let isRefused = answer.text.hasPrefix("This is not the address of this gateway.")
        #expect(isRefused == origin.isRefused)
        if isRefused { #expect(answer.status == .forbidden) }
    }

    @Test func `Two origins in one request are none of ours`() async throws {
        let premises = try await Premises(url: "http://127.0.0.1:8400", isDevelopment: true)
        let headers: HTTPHeaders = [
            "Host": "127.0.0.1:8400", "Origin": "http://127.0.0.1:8400", "Origin": "http://evil.example",
        ]
        #expect(try await premises.ask(.post, "/logout", headers: headers).status == .forbidden)
    }

    @Test func `A long host does not fill the log`() async throws {
        let premises = try await Premises()
        _ = try await premises.ask(.get, "/", headers: ["Host": String(repeating: "a", count: 20_000)])
        #expect(premises.log.text.utf8.count < 2000)
        #expect(premises.log.text.contains("host-not-ours"))
    }
}
