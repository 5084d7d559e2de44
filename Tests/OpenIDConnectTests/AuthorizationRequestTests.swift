import Essentials
import HTTP
import Testing

@testable import OpenIDConnect

@Suite("The authorization request")
struct AuthorizationRequestTests {
    private func fields(
        _ manner: SignInManner = .ordinary, loginHint: String? = nil, idTokenHint: Secret? = nil,
        _ adjust: (inout RelyingPartySettings) -> Void = { _ in }
    ) async throws -> FormFields {
        let (url, _) = try await Scene(adjust).party.begin(manner, loginHint: loginHint, idTokenHint: idTokenHint)
        let fields = try FormFields(parsing: (url.query ?? "").bytes)
        #expect(fields.repeatedName == nil)
        return fields
    }

    @Test("holds what the code flow with PKCE needs, and nothing that was not asked for")
    func ordinary() async throws {
        let fields = try await fields()
        #expect(
            fields.pairs.map(\.name) == [
                "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
                "code_challenge_method",
            ])
        #expect(fields["response_type"] == "code")
        #expect(fields["code_challenge_method"] == "S256")
        #expect(fields["redirect_uri"] == "http://localhost:8400/callback/demo")
        #expect(fields["scope"] == "openid email profile")
        for name in ["state", "nonce", "code_challenge"] { #expect(fields[name]?.utf8.count == 43) }
    }

    @Test("asks for `openid` also where the configuration forgets it")
    func scope() async throws {
        #expect(try await fields { $0.scopes = ["groups"] }["scope"] == "openid groups")
    }

    @Test("says how to answer, how fresh and how strong the proof must be, and who is expected")
    func wishes() async throws {
        let fields = try await fields(.someoneElse, loginHint: "ada@example.org", idTokenHint: Secret("t")) {
            $0.responseMode = .formPost
            $0.maximumAuthenticationAge = .seconds(900)
            $0.acceptedACR = ["high", "higher"]
            $0.extraAuthorizationParameters = [("hd", "example.org")]
        }
        #expect(fields["response_mode"] == "form_post")
        #expect(fields["max_age"] == "900")
        #expect(fields["acr_values"] == "high higher")
        #expect(fields["login_hint"] == "ada@example.org")
        #expect(fields["id_token_hint"] == "t")
        #expect(fields["prompt"] == "select_account")
        #expect(fields["hd"] == "example.org")
    }

    @Test("takes the other prompt where the provider does not know the configured one")
    func prompt() async throws {
        #expect(try await fields(.someoneElse) { $0.someoneElsePrompt = "login" }["prompt"] == "login")
        #expect(try await fields(.someoneElse) { $0.someoneElsePrompt = "create" }["prompt"] == "select_account")
        #expect(try await fields(.silent)["prompt"] == "none")
    }

    @Test("lets no further parameter stand for one of its own")
    func further() async throws {
        let fields = try await fields {
            $0.extraAuthorizationParameters = [
                ("redirect_uri", "https://evil.example/"), ("state", "s"), ("request_uri", "u"), ("request", "r"),
                ("response_mode", "fragment"), ("domain_hint", "example.org"),
            ]
        }
        #expect(fields["redirect_uri"] == "http://localhost:8400/callback/demo")
        #expect(fields["request_uri"] == nil)
        #expect(fields["request"] == nil)
        #expect(fields["response_mode"] == nil)
        #expect(fields["domain_hint"] == "example.org")
    }

    @Test("leaves out a hint that no URL could hold, and is refused where it is too long itself")
    func tooLong() async throws {
        let long = String(repeating: "t", count: 9000)
        #expect(try await fields(idTokenHint: Secret(long))["id_token_hint"] == nil)
        await #expect(throws: SignInRefusal.requestTooLong) { _ = try await fields(loginHint: long) }
    }
}
