import DemoProviders
import Essentials
import HTTP
import Synchronization

/// A clock that stands until it is moved.
final class TestClock: WallClock {
    private let instant = Mutex(Instant(seconds: 1_790_000_000))

    func now() -> Instant { instant.withLock { $0 } }

    func advance(by duration: Duration) { instant.withLock { $0 = $0 + duration } }
}

/// Handles that differ and tell their order: enough where nobody guesses.
final class CountingRandomness: Randomness {
    private let next = Mutex<UInt64>(0)

    func bytes(_ count: Int) -> [UInt8] {
        let number = next.withLock { next in
            next += 1
            return next
        }
        return (0..<count).map { UInt8(truncatingIfNeeded: number &* 0x9E37_79B9_7F4A_7C15 >> UInt64($0 % 8 * 8)) }
    }
}

/// A provider, and whoever speaks to it.
struct Visitor: Sendable {
    static let keys = Result { try DemoKeys.generate() }
    static let otherKeys = Result { try DemoKeys.generate() }
    /// RFC 7636 Appendix B.
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    static let redirect = "http://localhost:8400/callback/demo"

    let clock = TestClock()
    let provider: DemoOpenIDProvider

    struct Surprise: Error {}

    init() throws {
        let client = DemoClient(
            id: "gate", authentication: .secret(Secret("s")), redirectURIs: [try Visitor.url(Visitor.redirect)],
            postLogoutRedirectURIs: [try Visitor.url("http://localhost:8400/signed-out")])
        provider = try DemoOpenIDProvider(
            issuer: try Visitor.url("http://127.0.0.1:8401/demo"), clients: [client],
            keys: try Visitor.keys.get(), clock: clock, randomness: CountingRandomness())
    }

    static func url(_ text: String) throws -> HTTPURL {
        guard let url = HTTPURL(text) else { throw Surprise() }
        return url
    }

    func get(_ path: String, _ query: [(String, String)] = [], headers: HTTPHeaders = [:]) async -> HTTPResponse {
        await send(.get, path, PercentEncoding.form(query), headers, body: "")
    }

    func post(_ path: String, _ form: [(String, String)], headers: HTTPHeaders = [:]) async -> HTTPResponse {
        var headers = headers
        headers.set("Content-Type", "application/x-www-form-urlencoded")
        return await send(.post, path, "", headers, body: PercentEncoding.form(form))
    }

    private func send(
        _ method: HTTPMethod, _ path: String, _ query: String, _ headers: HTTPHeaders, body: String
    ) async -> HTTPResponse {
        var headers = headers
        if !headers.contains("Host") { headers.set("Host", "127.0.0.1:8401") }
        let whole = "/demo" + path
        return await provider.answer(
            HTTPRequest(
                method: method, rawTarget: Array((whole + (query.isEmpty ? "" : "?" + query)).utf8), path: whole,
                rawQuery: Array(query.utf8), headers: headers, body: Array(body.utf8), peer: "127.0.0.1"))
    }

    /// A right request, one parameter replaced (`nil`: left out) or added.
    static func request(_ changed: [String: String?] = [:]) -> [(String, String)] {
        var fields = [
            "response_type": "code", "client_id": "gate", "redirect_uri": redirect, "scope": "openid",
            "state": "st&ate", "nonce": "no", "code_challenge": challenge, "code_challenge_method": "S256",
        ]
        for (name, value) in changed { fields[name] = value }
        return fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Opens the page and presses a button; gives what the client is sent.
    func signIn(_ person: String?, _ changed: [String: String?] = [:]) async throws -> FormFields {
        let page = await get("/authorize", Visitor.request(changed))
        let cookie = Visitor.cookie(of: page)
        guard let handle = Visitor.handle(of: page) else { throw Surprise() }
        let form = [("request", handle)] + (person.map { [("person", $0)] } ?? [])
        return try Visitor.sentBack(await post("/sign-in", form, headers: ["Cookie": cookie]))
    }

    /// The query of the redirect.
    static func sentBack(_ answer: HTTPResponse) throws -> FormFields {
        guard answer.status == .seeOther, let place = answer.headers["Location"], place.hasPrefix(redirect + "?")
        else { throw Surprise() }
        return try FormFields(parsing: Array(place.utf8.dropFirst(redirect.utf8.count + 1)))
    }

    static func cookie(of answer: HTTPResponse) -> String {
        answer.headers.all("Set-Cookie").map { String($0.prefix { $0 != ";" }) }.joined(separator: "; ")
    }

    static func text(of answer: HTTPResponse) -> String { String(decoding: answer.body, as: UTF8.self) }

    static func handle(of page: HTTPResponse) -> String? {
        text(of: page).firstMatch(of: /name="request" value="([^"]+)"/).map { String($0.1) }
    }

    /// Asks the token endpoint as the client `gate`.
    func token(_ form: [(String, String)], secret: String = "s") async -> HTTPResponse {
        await post("/token", form + [("client_id", "gate"), ("client_secret", secret)])
    }

    static func exchange(_ code: String, verifier: String = verifier) -> [(String, String)] {
        [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect),
            ("code_verifier", verifier),
        ]
    }

    static func error(of answer: HTTPResponse) -> String? {
        (try? JSONObject(parsing: answer.body, limits: .small))?["error"]?.string
    }
}
