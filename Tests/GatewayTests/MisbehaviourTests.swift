import DemoProviders
import Essentials
import Foundation
import HTTP
import Testing

/// One thing that the provider does wrong, and what must come of it.
struct Wrong: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let misbehaviour: Misbehaviour
    let provider: String
    let reason: String
    let status: HTTPStatus

    init(
        _ name: String, _ reason: String, _ status: HTTPStatus = .forbidden, at provider: String = "demo",
        _ change: (inout Misbehaviour) -> Void
    ) {
        testDescription = name
        self.reason = reason
        self.status = status
        self.provider = provider
        var misbehaviour = Misbehaviour.none
        change(&misbehaviour)
        self.misbehaviour = misbehaviour
    }
}

struct MisbehaviourTests {
    static let all = transport + documents + callbacks + answers + tokens + strict

    /// A provider that is down or answers nonsense is a bad gateway (RFC 9110 §15.6.3), no fault of the person.
    static let transport = [
        Wrong("discovery down", "provider-unreachable", .badGateway) { $0.transport[.discovery] = .down },
        Wrong("discovery html", "discovery-refused", .badGateway) { $0.transport[.discovery] = .html },
        Wrong("discovery slow", "provider-unreachable", .badGateway) { $0.transport[.discovery] = .slow(.seconds(60)) },
        Wrong("discovery huge", "provider-unreachable", .badGateway) {
            $0.transport[.discovery] = .huge(bytes: 10_485_760)
        },
        Wrong("keys down", "provider-unreachable", .badGateway) { $0.transport[.keys] = .down },
        Wrong("keys html", "keys-refused", .badGateway) { $0.transport[.keys] = .html },
        Wrong("keys slow", "provider-unreachable", .badGateway) { $0.transport[.keys] = .slow(.seconds(60)) },
        Wrong("keys huge", "provider-unreachable", .badGateway) { $0.transport[.keys] = .huge(bytes: 10_485_760) },
        Wrong("token down", "token-endpoint-refused", .badGateway) { $0.transport[.token] = .down },
        Wrong("token html", "token-answer-malformed", .badGateway) { $0.transport[.token] = .html },
        Wrong("token slow", "provider-unreachable", .badGateway) { $0.transport[.token] = .slow(.seconds(60)) },
        Wrong("token redirect", "token-endpoint-refused", .badGateway) { $0.transport[.token] = .bare(status: 302) },
    ]

    static let documents =
        [
            Wrong("discovery of another issuer", "discovery-issuer-mismatch") { $0.discovery = .wrongIssuer },
            Wrong("discovery with a slash", "discovery-issuer-mismatch") { $0.discovery = .issuerWithSlash },
            Wrong("discovery twice a member", "discovery-refused", .badGateway) { $0.discovery = .duplicateMember },
            Wrong("discovery without token endpoint", "endpoint-missing", .badGateway) {
                $0.discovery = .missingTokenEndpoint
            },
            Wrong("keys empty", "key-unknown") { $0.keys = .empty },
            Wrong("keys symmetric", "keys-refused", .badGateway) { $0.keys = .symmetricKey },
            Wrong("keys twice a member", "keys-refused", .badGateway) { $0.keys = .duplicateMember },
        ]

    static let callbacks = [
        Wrong("state altered", "state-lost", .badRequest) { $0.authorization = .stateAltered },
        Wrong("state missing", "state-lost", .badRequest) { $0.authorization = .stateMissing },
        Wrong("state twice", "state-lost", .badRequest) { $0.authorization = .stateTwice },
        Wrong("issuer altered", "issuer-parameter-mismatch") { $0.authorization = .issuerAltered },
        Wrong("issuer missing", "issuer-parameter-missing") { $0.authorization = .issuerMissing },
        Wrong("code missing", "callback-malformed") { $0.authorization = .codeMissing },
        Wrong("code forged", "token-endpoint-refused") { $0.authorization = .codeForged },
        Wrong("access denied", "provider-access-denied") { $0.authorization = .accessDenied },
        Wrong("error with markup", "provider-server-error") { $0.authorization = .errorWithMarkup },
        Wrong("error unknown", "provider-error") { $0.authorization = .errorUnknown },
        Wrong("code and error", "callback-malformed") { $0.authorization = .codeAndError },
        Wrong("form: state altered", "state-lost", .badRequest, at: "posting") { $0.authorization = .stateAltered },
        Wrong("form: issuer altered", "issuer-parameter-mismatch", at: "posting") {
            $0.authorization = .issuerAltered
        },
        Wrong("form: error with markup", "provider-server-error", at: "posting") {
            $0.authorization = .errorWithMarkup
        },
    ]

    static let answers = [
        Wrong("no ID token", "id-token-missing", .badGateway) { $0.token = .idTokenMissing },
        Wrong("no access token", "access-token-missing", .badGateway) { $0.token = .accessTokenMissing },
        Wrong("type mac", "token-type-not-bearer", .badGateway) { $0.token = .tokenTypeNotBearer },
        Wrong("error with 200", "token-endpoint-refused") { $0.token = .errorWithStatus200 },
        Wrong("own error", "token-endpoint-refused") { $0.token = .ownError },
        Wrong("client refused", "token-endpoint-refused") { $0.token = .clientRefused },
    ]

    static let tokens =
        [
            (IDTokenMisbehaviour.wrongIssuer, "issuer-mismatch"), (.wrongAudience, "audience-mismatch"),
            (.severalAudiences, "authorized-party-missing"), (.wrongAuthorizedParty, "authorized-party-mismatch"),
            (.wrongNonce, "nonce-mismatch"), (.missingNonce, "claim-missing"), (.expired, "token-expired"),
            (.notYetValid, "token-not-yet-valid"), (.issuedAhead, "token-issued-in-future"),
            (.missingExpiry, "claim-missing"), (.missingIssuedAt, "issued-at-missing"),
            (.missingSubject, "subject-missing"), (.longSubject, "subject-too-long"),
            (.unsigned, "algorithm-not-allowed"), (.symmetricWithPublicKey, "algorithm-not-allowed"),
            (.unknownKey, "key-unknown"), (.foreignKey, "signature-invalid"),
            (.keyInHeader, "header-parameter-refused"),
            (.criticalExtension, "header-parameter-refused"), (.duplicateClaim, "token-claims-not-json"),
            (.wrongAccessTokenHash, "access-token-hash-mismatch"),
        ].map { wrong, reason in Wrong("ID token \(wrong.rawValue)", reason) { $0.idToken = wrong } }

    static let strict = [
        Wrong("old authentication", "authentication-too-old", at: "strict") { $0.idToken = .oldAuthentication },
        Wrong("no auth_time", "authentication-time-missing", at: "strict") {
            $0.idToken = .missingAuthenticationTime
        },
        Wrong("wrong acr", "authentication-context-not-accepted", at: "strict") {
            $0.idToken = .wrongAuthenticationContext
        },
        Wrong("UserInfo of somebody else", "userinfo-subject-mismatch", at: "strict") {
            $0.userInfo = .otherSubject
        },
        Wrong("UserInfo signed", "userinfo-signed", .badGateway, at: "strict") { $0.userInfo = .signed },
        Wrong("UserInfo down", "userinfo-refused", .badGateway, at: "strict") { $0.transport[.userInfo] = .down },
    ]

    @Test(arguments: all)
    func `A provider that misbehaves is a page with a reference, and a record with the reason`(
        wrong: Wrong
    ) async throws {
        let premises = try await Premises()
        premises.provider.misbehaviour = wrong.misbehaviour
        let browser = Browser(premises)
        let page = try await browser.signIn(wrong.provider)
        #expect(page.status == wrong.status)
        #expect(page.fact("Reason") == wrong.reason)
        let reference = try #require(page.reference)
        #expect(browser.session == nil)
        let records = try await premises.audit
        #expect(records.map(\.kind) == [.refusal])
        #expect(records.first?.id == reference)
        #expect(records.first?.action == "sign-in")
        #expect(records.first?.fields["reason"]?.string == wrong.reason)
        #expect(premises.log.text.contains(reference))
        // Nothing of the program's inside, nothing of a stranger's as markup.
        for inside in [
            "Swift.", "Optional(", "Fatal", ".swift:", premises.folder, "<script>alert", "Set-Cookie", "\u{202E}",
        ] {
            let shown = page.text.replacingOccurrences(of: "Set-Cookie: a=b", with: "")
            #expect(!shown.contains(inside), "\(inside)")
        }
        // The sign-in succeeds as soon as the provider is right again and its rest is over.
        premises.provider.misbehaviour = .none
        premises.clock.advance(by: .seconds(3600))
        #expect(try await Browser(premises).signIn(wrong.provider).status == .ok)
    }

    @Test func `A provider right in all is let in by the strict one too`() async throws {
        #expect(try await Browser(try await Premises()).signIn("strict").status == .ok)
    }

    @Test func `UserInfo does not put anybody into other groups than the ID token says`() async throws {
        let premises = try await Premises()
        premises.misbehave { $0.userInfo = .overridesClaims }
        let page = try await Browser(premises).signIn("strict", as: "ben")
        #expect(page.text.contains("/keys/local/Developer"))
        #expect(!page.text.contains("Administrator"))
    }

    @Test func `A provider that cannot be reached is said to be silent`() async throws {
        let premises = try await Premises()
        premises.wire.unplug()
        let page = try await Browser(premises).reach()
        #expect(page.status == .badGateway)
        #expect(page.fact("Reason") == "provider-unreachable")
        #expect(page.text.contains("Demo provider does not answer"))
        // The gateway itself is well.
        #expect(try await premises.ask(.get, "/login").status == .ok)
        #expect(try await premises.ask(.get, "/readyz").status == .ok)
    }
}
