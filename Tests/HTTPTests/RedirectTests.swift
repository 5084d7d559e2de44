import Essentials
import Testing

@testable import HTTP

@Suite("Routes and redirects are judged without I/O")
struct RedirectTests {
    private static func url(_ text: String) throws -> HTTPURL { try #require(HTTPURL(text)) }

    @Test(
        "references resolve as RFC 3986 §5.2 has it",
        arguments: [
            ("https://b/x", "https://b/x"), ("HTTPS://b/x", nil), ("//b/x", "https://b/x"), ("/x?y", "https://a:1/x?y"),
            ("?y", "https://a:1/p/q?y"), ("x", "https://a:1/p/x"), ("/x#f", "https://a:1/x"), ("", nil),
            ("javascript:alert(1)", nil), ("ftp://b/", nil), ("https://u@b/", nil), ("/\\b", nil), ("/a b", nil),
        ] as [(String, String?)])
    func resolving(location: String, expected: String?) throws {
        let base = try Self.url("https://a:1/p/q?r")
        #expect(Redirect.resolve(location, against: base)?.text.text == expected)
    }

    @Test("a POST becomes a GET without its body, 307 keeps it at home and is refused abroad")
    func methods() throws {
        let request = OutgoingRequest(
            .post, try Self.url("https://a/p"), headers: ["Content-Type": "x/y", "Authorization": "s"], body: [1],
            peer: .public)
        for status: HTTPStatus in [301, 302, 303] {
            let next = try Redirect.follow(request, status, to: "/q")
            #expect(next.method == .get && next.body.isEmpty)
            #expect(next.headers["Content-Type"] == nil)
            #expect(next.headers["Authorization"] == "s")
        }
        let kept = try Redirect.follow(request, 307, to: "/q")
        #expect(kept.method == .post && kept.body == [1])
        #expect(throws: HTTPSendError.redirectRefused(host: "a")) {
            try Redirect.follow(request, 307, to: "https://b/q")
        }
    }

    @Test(
        "to another origin neither secrets nor the inner address go along",
        arguments: [
            "https://b/", "https://a:444/", "http://a/",
        ])
    func origin(location: String) throws {
        let peer = OutgoingPeer(connect: HTTPURL("http://inner"))
        let request = OutgoingRequest(
            .get, try Self.url("https://a/"), headers: ["Authorization": "s", "Cookie": "c", "X": "x"], peer: peer)
        let next = try Redirect.follow(request, 302, to: location)
        #expect(next.headers.fields.map(\.name) == ["X"])
        #expect(next.peer.connect == nil)
        #expect(try Redirect.follow(request, 302, to: "/home").peer.connect != nil)
    }

    @Test("a route is https to public addresses unless configured")
    func routes() throws {
        let plain = try OutgoingRoute(Self.url("https://a/x"), .public)
        #expect(plain.url == "https://a/x" && plain.scheme == .https && plain.policy == .publicOnly)
        #expect(throws: HTTPSendError.schemeRefused(url: "http://a")) {
            try OutgoingRoute(Self.url("http://a/x"), .public)
        }
        let inner = try OutgoingRoute(Self.url("http://a/x"), OutgoingPeer(isPrivateNetworkAllowed: true))
        #expect(inner.scheme == .http && inner.policy == .any)
        let connected = try OutgoingRoute(
            Self.url("https://a:8/x?y"), OutgoingPeer(connect: HTTPURL("http://in:9/ignored?z")))
        #expect(connected.url == "http://in:9/x?y" && connected.host == "a:8" && connected.scheme == .http)
        #expect(connected.policy == .any)
    }

    @Test("the narrow policy takes public addresses only")
    func policy() throws {
        let inside = try #require(IPAddress("10.0.0.1"))
        let outside = try #require(IPAddress("1.1.1.1"))
        #expect(!AddressPolicy.publicOnly.allows(inside) && AddressPolicy.publicOnly.allows(outside))
        #expect(AddressPolicy.any.allows(inside) && AddressPolicy.any.allows(outside))
    }
}
