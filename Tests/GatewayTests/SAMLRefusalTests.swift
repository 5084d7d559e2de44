import Essentials
import Gateway
import HTTP
import SAML
import Storage
import Testing

struct SAMLRefusalTests {
    /// Brings a response that is wrong in one way, and gives page and reason.
    private func refusal(
        _ provider: String = "corp", beside own: Bool = true,
        _ make: (Corporation, ExactString) throws -> String
    ) async throws -> (page: HTTPResponse, reason: String?, browser: Browser) {
        let (premises, corporation) = try await Premises.asserting()
        let browser = Browser(premises)
        let request = try await browser.leave(for: provider, at: corporation)
        let page = try await browser.bring(
            try make(corporation, request.id), to: provider, beside: own ? request.relayState : nil)
        return (page, try await premises.refusals.last, browser)
    }

    @Test func `A signature by another key is refused with a reference`() async throws {
        let (page, reason, browser) = try await refusal { corporation, id in
            try corporation.response(to: "corp", answering: id, by: corporation.stranger)
        }
        #expect(page.status == .forbidden)
        #expect(reason == "signature-wrong")
        #expect(page.reference != nil)
        #expect(browser.session == nil)
        #expect(browser.attempts.isEmpty)
        #expect(!page.text.contains("PD94"), "no assertion on a page")
    }

    static let wrong: [(String, @Sendable (Corporation, ExactString) throws -> String)] = [
        ("saml-request-mismatch", { corporation, _ in try corporation.response(to: "corp", answering: "_other") }),
        ("saml-response-unsolicited", { corporation, _ in try corporation.response(to: "corp") }),
        (
            "saml-audience-mismatch",
            { corporation, id in try corporation.response(to: "corp", answering: id, audience: "urn:other") }
        ),
        (
            "saml-destination-mismatch",
            { corporation, id in
                try corporation.response(to: "corp", answering: id, recipient: "https://login.example.org/other")
            }
        ),
    ]

    @Test(arguments: wrong.indices)
    func `What is made out to another is refused`(index: Int) async throws {
        let (expected, make) = Self.wrong[index]
        let (page, reason, browser) = try await refusal("corp", make)
        #expect(reason == expected)
        #expect(page.status == .forbidden)
        #expect(browser.session == nil)
    }

    @Test(arguments: ["", "%%%", "PHg", "PHg+"])
    func `What is no response is refused`(text: String) async throws {
        let (page, _, browser) = try await refusal { _, _ in text }
        #expect(page.status.rawValue >= 400 && page.status.rawValue < 500)
        #expect(browser.session == nil)
    }

    @Test func `An answer without the handle of an attempt of this browser is refused`() async throws {
        let (page, reason, _) = try await refusal("corp", beside: false) { corporation, id in
            try corporation.response(to: "corp", answering: id)
        }
        #expect(page.status == .badRequest)
        #expect(reason == "state-lost")
    }

    @Test func `One answer is taken once, whatever became of the cookie`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let browser = Browser(premises)
        let request = try await browser.leave(for: "corp", at: corporation)
        let kept = browser.cookies
        let response = try corporation.response(to: "corp", answering: request.id)
        #expect(try await browser.bring(response, to: "corp", beside: request.relayState).status == .ok)
        let thief = Browser(premises)
        thief.cookies = kept
        #expect(try await thief.bring(response, to: "corp", beside: request.relayState).status == .badRequest)
        #expect(try await premises.refusals == ["answer-used-before"])
        #expect(thief.session == nil)
    }

    @Test func `An assertion that nobody asked for is taken once, also by a gateway that started since`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let response = try corporation.response(to: "open")
        let browser = Browser(premises)
        #expect(try await browser.bring(response, to: "open", beside: nil).status == .ok)
        #expect(browser.session != nil)
        #expect(try await premises.audit.first { $0.action == "sign-in" }?.fields["solicited"] == false)
        // The same store, another application over it.
        let text = try Fixtures.text("saml.yaml").replacing("url: URL", with: "url: https://login.example.org")
        let restarted = try GatewayApplication(
            configuration: try Premises.configuration(url: premises.origin) { _ in text }, services: premises.services)
        let form = PercentEncoding.form([("SAMLResponse", response)])
        let again = try #require(
            HTTPRequest(
                .post, "/saml/open/acs",
                headers: ["Host": "login.example.org", "Content-Type": "application/x-www-form-urlencoded"],
                body: form.bytes, peer: "192.0.2.9"))
        #expect(await restarted.answer(again).status == .badRequest)
        #expect(try await premises.refusals == ["assertion-used-before"])
    }

    static let landings: [(String, HTTPStatus, String?)] = [
        ("/roles?from=corp", .seeOther, "/roles?from=corp"), ("/", .seeOther, "/"), ("", .seeOther, "/"),
        ("https://evil.example/", .badRequest, nil), ("/roles", .badRequest, nil),
    ]

    @Test(arguments: landings.indices)
    func `What the provider begins leads to registered pages only`(index: Int) async throws {
        let (relayState, status, place) = Self.landings[index]
        let (premises, corporation) = try await Premises.asserting()
        let form = PercentEncoding.form([
            ("SAMLResponse", try corporation.response(to: "open")), ("RelayState", relayState),
        ])
        let answer = try await premises.ask(
            .post, "/saml/open/acs",
            headers: ["Host": "login.example.org", "Content-Type": "application/x-www-form-urlencoded"], body: form)
        #expect(answer.status == status)
        #expect(answer.headers["Location"] == place)
    }

    @Test func `A provider that is down is said to be`() async throws {
        let (premises, _) = try await Premises.asserting()
        premises.wire.unplug()
        let answer = try await premises.ask(.get, "/login/corp")
        #expect(answer.status == .badGateway)
        #expect(answer.reference != nil)
    }

    @Test func `No assertion stands in a log, a record or a page`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let browser = Browser(premises)
        let request = try await browser.leave(for: "corp", at: corporation)
        let response = try corporation.response(to: "corp", answering: request.id)
        _ = try await browser.bring(response, to: "corp", beside: request.relayState)
        _ = try await browser.take("local/Developer")
        let probe = String(response.dropFirst(400).prefix(60))
        #expect(!premises.log.text.contains(probe))
        for record in try await premises.audit { #expect(!record.fields.serialized.contains(probe)) }
        for page in browser.pages { #expect(!page.response.text.contains(probe)) }
        // What is stored is sealed.
        for record in premises.store.written {
            #expect(!String(decoding: record.value, as: UTF8.self).contains("ada@example.org"))
        }
    }
}
