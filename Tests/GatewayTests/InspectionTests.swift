import Cryptography
import Essentials
import Gateway
import HTTP
import SAML
import Testing

/// The operators' page on a response: who sees it, what it tells, what it keeps.
struct InspectionTests {
    private static let place = "/operator/inspect"
    private static let operators = "operators: {when: {group: developers}, provider: corp}\n"

    private func signedIn(
        _ operators: String = operators, at provider: String = "corp"
    ) async throws -> (premises: Premises, corporation: Corporation, browser: Browser) {
        let (premises, corporation) = try await Premises.asserting { $0 + operators }
        let browser = Browser(premises)
        _ = try await browser.signIn(provider, at: corporation)
        return (premises, corporation, browser)
    }

    private func inspect(
        _ response: String, _ browser: Browser, provider: String = "corp", request: String = "", at: String = ""
    ) async throws -> HTTPResponse {
        let token = try await browser.open(Self.place).formToken()
        return try await browser.post(
            Self.place,
            [
                ("csrf", token), ("provider", provider), ("response", response), ("request", request), ("at", at),
            ])
    }

    private func outcomes(_ page: HTTPResponse) -> [String] {
        page.text.matches(of: /<\/svg>(Pass|Fail|Not judged)<\/span>/).map { String($0.1) }
    }

    @Test func `Who is not signed in comes back here afterwards`() async throws {
        let (premises, _) = try await Premises.asserting { $0 + Self.operators }
        for method in [HTTPMethod.get, .post] {
            let answer = try await premises.ask(method, Self.place)
            #expect(answer.status == .seeOther)
            #expect(answer.headers["Location"] == "/login?to=%2Foperator%2Finspect")
        }
    }

    @Test(arguments: [
        "", "operators: {when: {group: admins}}\n", "operators: {when: {group: developers}, provider: open}\n",
        "operators: {when: {group: {matches: \"(\"}}}\n",
    ])
    func `Who is no operator is refused by name, and sees no way here`(operators: String) async throws {
        guard !operators.contains("(") else {
            await #expect(throws: Surprise.self) { try await Premises.asserting { $0 + operators } }
            return
        }
        let (premises, _, browser) = try await signedIn(operators)
        #expect(try await !browser.open("/").text.contains(Self.place))
        let page = try await browser.open(Self.place)
        #expect(page.status == .forbidden)
        #expect(page.fact("Reason") == "not-an-operator")
        let record = try #require(try await premises.audit.last)
        #expect(record.kind == .refusal && record.action == "inspect-assertion")
        #expect(record.fields["subject"] == "ada" && record.fields["provider"] == "corp")
        #expect(record.id == page.reference)
        // Nor by the form, with the token of a page of their own.
        let token = try await browser.open("/").formToken()
        let posted = try await browser.post(
            Self.place, [("csrf", token), ("provider", "corp"), ("response", "PHg+")])
        #expect(posted.status == .forbidden && posted.fact("Reason") == "not-an-operator")
    }

    @Test func `An operator finds the page and reads every check of a good response`() async throws {
        let (premises, corporation, browser) = try await signedIn()
        #expect(try await browser.open("/").text.contains("<a href=\"\(Self.place)\">Diagnosis</a>"))
        let response = try corporation.response(to: "corp", answering: "_asked")
        let page = try await inspect(response, browser, request: "_asked")
        #expect(page.status == .ok)
        #expect(page.text.contains("Accepted: genuine"))
        #expect(Set(outcomes(page)) == ["Pass", "Not judged"])
        #expect(outcomes(page).count == ResponseCheck.allCases.count)
        for check in ResponseCheck.allCases { #expect(page.text.contains(check.clause)) }
        // What is signed, by which key, and whose.
        let fingerprint = try corporation.half.credential.certificate.fingerprint()
        #expect(page.text.contains(Hexadecimal.encode(fingerprint)))
        #expect(page.text.contains("CN=idp") && page.text.contains("The assertion"))
        #expect(page.text.contains("<dt class=\"id\">groups</dt><dd>developers</dd>"))
        // Who it is about is masked, and what was pasted is not shown again.
        #expect(page.fact("Subject") == "ad…")
        #expect(!page.text.contains(String(response.dropFirst(400).prefix(40))))
        #expect(page.headers["Cache-Control"] == "no-store" || page.headers["Cache-Control"] == nil)
        let record = try #require(try await premises.audit.last)
        #expect(record.kind == .event && record.action == "inspect-assertion")
        #expect(record.fields["verdict"] == "accept" && record.fields["inspected"] == "corp")
        #expect(record.fields["subject"] == "ada")
        #expect(record.fields["response_sha256"]?.string?.utf8.count == 64)
    }

    @Test func `Looking takes nothing away and signs nobody in`() async throws {
        let (premises, corporation, browser) = try await signedIn()
        let other = Browser(premises)
        let request = try await other.leave(for: "corp", at: corporation)
        let response = try corporation.response(to: "corp", answering: request.id)
        let page = try await inspect(response, browser)
        #expect(page.text.contains("Accepted") && page.text.contains("none was named"))
        #expect(other.session == nil)
        #expect(try await other.bring(response, to: "corp", beside: request.relayState).status == .ok)
        #expect(other.session != nil)
    }

    static let wrong: [(reason: String, at: String, make: @Sendable (Corporation) throws -> String)] = [
        ("signature-wrong", "", { try $0.response(to: "corp", answering: "_asked", by: $0.stranger) }),
        ("saml-audience-mismatch", "", { try $0.response(to: "corp", answering: "_asked", audience: "urn:other") }),
        ("saml-request-mismatch", "", { try $0.response(to: "corp", answering: "_other") }),
        ("saml-issued-in-future", "2001-01-01T00:00:00Z", { try $0.response(to: "corp", answering: "_asked") }),
        ("saml-assertion-expired", "2040-01-01T00:00:00Z", { try $0.response(to: "corp", answering: "_asked") }),
        ("saml-not-a-response", "", { _ in "<a/>" }), ("xml-document-type-refused", "", { _ in "<!DOCTYPE a><a/>" }),
    ]

    @Test(arguments: wrong.indices) func `What is wrong is told with reason and clause`(index: Int) async throws {
        let (reason, at, make) = Self.wrong[index]
        let (premises, corporation, browser) = try await signedIn()
        let page = try await inspect(try make(corporation), browser, request: "_asked", at: at)
        #expect(page.status == .ok)
        #expect(
            page.text.contains("Rejected") && page.text.contains("<span class=\"id\">\(reason)</span>"), "\(page.text)")
        #expect(outcomes(page).contains("Fail"))
        #expect(try await premises.audit.last?.fields["reason"]?.string == reason)
    }

    @Test func `A provider whose metadata cannot be had is told as such`() async throws {
        // Another way there, so that it is not read together with the document that is at hand.
        let (premises, corporation) = try await Premises.asserting { text in
            text.replacing("    request_binding: post\n", with: "    request_binding: post\n    timeout: 5s\n")
                + Self.operators
        }
        let browser = Browser(premises)
        _ = try await browser.signIn(at: corporation)
        let response = try corporation.response(to: "corp")
        premises.wire.unplug()
        let page = try await inspect(response, browser, provider: "posting")
        #expect(page.text.contains("metadata-unreachable"))
    }

    @Test(arguments: [
        ("corp", "%%%", "", "neither XML nor base64"), ("corp", "PHg+", "tomorrow", "must be written like"),
        ("nobody", "PHg+", "", "Choose a provider"), ("corp", "", "", "neither XML nor base64"),
    ])
    func `What cannot be checked is said at the form`(
        provider: String, response: String, at: String, words: String
    ) async throws {
        let (premises, _, browser) = try await signedIn()
        let before = try await premises.audit.count
        let page = try await inspect(response, browser, provider: provider, at: at)
        #expect(page.status == .badRequest)
        #expect(page.text.contains("role=\"alert\"") && page.text.contains(words))
        #expect(try await premises.audit.count == before)
    }

    @Test func `A form that is not of our page is refused, and one that is too large`() async throws {
        let (premises, corporation, browser) = try await signedIn()
        let response = try corporation.response(to: "corp")
        let forged = try await browser.post(Self.place, [("provider", "corp"), ("response", response)])
        #expect(forged.status == .forbidden)
        #expect(try await premises.refusals.last == "form-not-ours")
        let large = try await inspect(String(repeating: "A", count: PostBinding.maximumFormBytes), browser)
        #expect(large.status == .badRequest)
        #expect(try await premises.refusals.last == "form-too-large")
    }

    @Test func `Where the look cannot be recorded nothing is shown`() async throws {
        let (premises, corporation, browser) = try await signedIn()
        let response = try corporation.response(to: "corp")
        let token = try await browser.open(Self.place).formToken()
        premises.store.fail(.audit(.event))
        let page = try await browser.post(
            Self.place, [("csrf", token), ("provider", "corp"), ("response", response)])
        #expect(page.status == .serviceUnavailable)
        #expect(!page.text.contains("Accepted"))
    }
}
