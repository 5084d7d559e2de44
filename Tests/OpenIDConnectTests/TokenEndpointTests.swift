import DemoProviders
import HTTP
import Testing

@testable import OpenIDConnect

@Suite("The token endpoint's answer")
struct TokenEndpointTests {
    private func expected(_ wrong: TokenMisbehaviour) -> String? {
        switch wrong {
        case .idTokenMissing: "id-token-missing"
        case .accessTokenMissing: "access-token-missing"
        case .tokenTypeMissing: "token-answer-malformed"
        case .tokenTypeNotBearer: "token-type-not-bearer"
        case .errorWithStatus200, .ownError, .clientRefused: "token-endpoint-refused"
        // These are the provider's own carelessness; nothing in its answer shows them.
        case .codeReusable, .verifierIgnored: nil
        }
    }

    @Test("is refused where it is wrong", arguments: TokenMisbehaviour.allCases)
    func refused(wrong: TokenMisbehaviour) async throws {
        let scene = try Scene()
        scene.misbehave { $0.token = wrong }
        #expect(try await scene.refusal()?.reason == expected(wrong))
    }

    @Test(
        "in whatever way it fails, the sign-in ends with a reason",
        arguments: [DemoEndpoint.discovery, .keys, .token, .userInfo],
        [
            TransportMisbehaviour.down, .html, .slow(.seconds(11)), .huge(bytes: 10_485_760), .bare(status: 400),
            .bare(status: 204), .bare(status: 302), .slow(.seconds(9)),
        ])
    func transport(endpoint: DemoEndpoint, wrong: TransportMisbehaviour) async throws {
        let scene = try Scene { $0.usesUserInfo = true }
        scene.misbehave { $0.transport[endpoint] = wrong }
        let refusal = try await scene.refusal()
        let expected: String? =
            switch (wrong, endpoint) {
            case (.slow(.seconds(9)), _): nil
            case (.slow, _), (.huge, _), (.down, .discovery), (.down, .keys): "provider-unreachable"
            case (.html, .token): "token-answer-malformed"
            case (.html, .userInfo): "userinfo-malformed"
            case (_, .token): "token-endpoint-refused"
            case (_, .userInfo): "userinfo-refused"
            case (_, .keys): "keys-refused"
            default: "discovery-refused"
            }
        #expect(refusal?.reason == expected)
        if wrong == .html { #expect(refusal?.detail.contains("HTML page") == true) }
    }

    @Test("of a provider that cannot be reached is not waited for twice")
    func unplugged() async throws {
        let scene = try Scene()
        scene.network.isUnplugged = true
        #expect(try await scene.refusal()?.reason == "provider-unreachable")
        #expect(try await scene.refusal()?.reason == "provider-unreachable")
        #expect(scene.network.count("/openid-configuration") == 1)
    }

    @Test(
        "is read by RFC 6749",
        arguments: [
            (#"{"token_type":"bearer","access_token":"a","id_token":"t"}"#, nil),
            (#"{"token_type":"BEARER","access_token":"a","id_token":"t","expires_in":"soon"}"#, nil),
            (#"{"token_type":"Bearer","access_token":"a","id_token":null}"#, nil),
            (#"{"token_type":"DPoP","access_token":"a","id_token":"t"}"#, "token-type-not-bearer"),
            (#"{"token_type":"Bearer","access_token":"a\nb","id_token":"t"}"#, "token-answer-malformed"),
            (#"{"token_type":"Bearer","access_token":7,"id_token":"t"}"#, "token-answer-malformed"),
            (#"{"token_type":"Bearer","access_token":"","id_token":"t"}"#, "access-token-missing"),
            (#"{"token_type":"Bearer","access_token":"a","id_token":["t"]}"#, "token-answer-malformed"),
            (#"{"token_type":"Bearer","access_token":"a","access_token":"b"}"#, "token-answer-malformed"),
            (#"["token_type"]"#, "token-answer-malformed"),
            ("access_token=a&token_type=bearer", "token-answer-malformed"),
            ("", "token-answer-malformed"),
        ] as [(String, String?)])
    func read(body: String, reason: String?) {
        var found: String?
        do { _ = try TokenAnswer(HTTPResponse(.ok, body: Array(body.utf8))) } catch { found = error.reason }
        #expect(found == reason)
    }

    @Test(
        "as an error keeps status, code and words, in each provider's own form",
        arguments: [
            (400, #"{"error":"invalid_grant","error_description":"spent"}"#, "`invalid_grant`: `spent`"),
            (403, #"{"error":"invalid_code"}"#, "403 with `invalid_code`"),
            (400, "", "answered 400"),
            (
                400, #"{"error":{"message":"Invalid verification code","type":"OAuthException","code":100}}"#,
                "`OAuthException`: `Invalid verification code`"
            ),
            (502, "<html>", "answered 502"),
        ])
    func errors(status: Int, body: String, words: String) throws {
        let refusal = #expect(throws: SignInRefusal.self) {
            _ = try TokenAnswer(HTTPResponse(HTTPStatus(rawValue: status), body: Array(body.utf8)))
        }
        #expect(refusal?.reason == "token-endpoint-refused")
        #expect(refusal?.detail.contains(words) == true)
    }
}
