import Essentials
import Testing

@testable import HTTP

@Suite("The router")
struct RouterTests {
    private func router() -> Router {
        var router = Router()
        func on(_ method: HTTPMethod, _ pattern: String) {
            router.on(method, pattern) { request, parameters in
                let values = ["provider", "account", "role", "rest"].compactMap { name in
                    parameters[name].map { "\(name)=\($0)" }
                }
                return .text(.ok, ([method.rawValue, pattern] + values).joined(separator: " "))
            }
        }
        on(.get, "/")
        on(.get, "/login/{provider}")
        on(.post, "/login/{provider}")
        on(.get, "/login/new")
        on(.get, "/login/new/step")
        on(.get, "/login/{provider}/done")
        on(.get, "/roles/{account}/{role}")
        on(.get, "/authz/{rest...}")
        on(.post, "/sts/")
        return router
    }

    private func answer(_ method: HTTPMethod, _ target: String) async throws -> HTTPResponse? {
        await router().answer(try #require(HTTPRequest(method, target)))
    }

    @Test(
        "the most literal pattern wins, segments are decoded one by one",
        arguments: [
            ("/", "GET /"), ("/?a=b", "GET /"), ("/login/google", "GET /login/{provider} provider=google"),
            ("/login/new", "GET /login/new"), ("/login/new/done", "GET /login/{provider}/done provider=new"),
            ("/login/a%2Fb", "GET /login/{provider} provider=a/b"),
            ("/login/caf%C3%A9", "GET /login/{provider} provider=caf\u{E9}"),
            ("/l%6Fgin/new", "GET /login/new"),
            ("/roles/dev/admin?x", "GET /roles/{account}/{role} account=dev role=admin"),
            ("/authz/a/b%20c", "GET /authz/{rest...} rest=a/b c"),
        ])
    func matches(target: String, expected: String) async throws {
        let answered = try await answer(.get, target)
        let found = try #require(answered)
        #expect(String(decoding: found.body, as: UTF8.self).isExactly(expected))
    }

    @Test(
        "other paths are unknown: nothing is normalised",
        arguments: [
            "/login", "/login/", "//login/x", "/login//", "/login/x/", "/login/.", "/login/..", "/login/%2e%2e",
            "/LOGIN/x", "/authz", "/authz/", "/authz/a/../b", "/authz/a//b", "/roles/a", "/sts", "/x",
            "/" + String(repeating: "a/", count: 100),
        ])
    func unknown(target: String) async throws { #expect(try await answer(.get, target) == nil) }

    @Test("another method is told which are allowed, HEAD is GET's")
    func methods() async throws {
        let answered = try await answer(.delete, "/login/x")
        let refused = try #require(answered)
        #expect(refused.status == .methodNotAllowed)
        #expect(refused.headers["Allow"] == "GET, HEAD, POST")
        #expect(try await answer(.get, "/sts/")?.headers["Allow"] == "POST")
        #expect(try await answer(.head, "/login/x")?.status == .ok)
        #expect(try await answer(.head, "/sts/")?.status == .methodNotAllowed)
    }

    @Test("a match names its pattern")
    func pattern() throws {
        let request = try #require(HTTPRequest(.get, "/login/secret-name"))
        let match = try #require(router().match(request))
        #expect(match.pattern == "/login/{provider}")
        #expect(match.parameters["provider"] == "secret-name")
        #expect(match.parameters["other"] == nil)
    }
}
