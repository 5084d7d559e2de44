import Essentials
import Gateway
import HTTP
import SAML
import Storage
import Synchronization
import Testing

/// Logout over the back channel: who asks there is a program, and is answered as one.
struct BackChannelLogoutTests {
    private static let soap: HTTPHeaders = ["Host": "login.example.org", "Content-Type": "text/xml; charset=utf-8"]
    private let ada = NameID(value: "ada", format: NameIDFormat.persistent)

    /// Asks the gateway as the provider does, and keeps what it was asked with.
    private struct Line: HTTPSending {
        let premises: Premises
        let alter: @Sendable (String) -> String
        let keep: @Sendable (String, HTTPResponse) -> Void

        func send(_ request: OutgoingRequest) async throws(HTTPSendError) -> HTTPResponse {
            let body = alter(String(decoding: request.body, as: UTF8.self))
            do {
                let answer = try await premises.ask(
                    .post, request.url.target, headers: BackChannelLogoutTests.soap, body: body)
                keep(body, answer)
                return answer
            } catch {
                throw .notReached(host: request.url.host, "\(error)")
            }
        }
    }

    private final class Kept: Sendable {
        private let exchange = Mutex<(body: String, answer: HTTPResponse)?>(nil)

        var last: (body: String, answer: HTTPResponse)? { exchange.withLock { $0 } }

        func keep(_ body: String, _ answer: HTTPResponse) { exchange.withLock { $0 = (body, answer) } }
    }

    /// A registration whose only logout is the back channel.
    private func registration(_ corporation: Corporation) async throws -> RegisteredServiceProvider {
        var found = try await corporation.registration("corp")
        found.singleLogout = [MetadataEndpoint(.soap, try Premises.url("https://login.example.org/saml/corp/slo"))]
        return found
    }

    private func send(
        _ corporation: Corporation, by half: IdentityProviderHalf? = nil, kept: Kept,
        alter: @escaping @Sendable (String) -> String = { $0 }
    ) async throws -> LogoutOutcome {
        let logout = (half ?? corporation.half).singleLogout(with: try await registration(corporation))
        return try await logout.send(
            of: ada, session: nil,
            through: Line(premises: corporation.premises, alter: alter) { kept.keep($0, $1) }, peer: .public)
    }

    @Test func `A good request ends the session, and the answer says so`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let browser = Browser(premises)
        _ = try await browser.signIn(at: corporation)
        #expect(try await send(corporation, kept: Kept()).isComplete)
        #expect(try await !browser.open("/").text.contains("Your roles"))
    }

    @Test func `A request that came before is refused, also by a node that started since`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let browser = Browser(premises)
        _ = try await browser.signIn(at: corporation)
        let kept = Kept()
        _ = try await send(corporation, kept: kept)
        let request = try #require(kept.last?.body)
        _ = try await browser.signIn(at: corporation)
        // The same store, another application over it.
        let text = try Fixtures.text("saml.yaml").replacing("url: URL", with: "url: https://login.example.org")
        let restarted = try GatewayApplication(
            configuration: try Premises.configuration(url: premises.origin) { _ in text }, services: premises.services)
        for gateway in [premises.gateway, restarted] {
            let again = try #require(
                HTTPRequest(.post, "/saml/corp/slo", headers: Self.soap, body: request.bytes, peer: "192.0.2.9"))
            let answer = await gateway.answer(again)
            #expect(answer.status == .ok)
            #expect(
                answer.text.contains(StatusCode.requester.text) && answer.text.contains(StatusCode.requestDenied.text))
            #expect(!answer.text.contains(StatusCode.success.text))
        }
        #expect(try await premises.refusals == ["logout-request-used-before", "logout-request-used-before"])
        #expect(try await browser.open("/").text.contains("Your roles"))
    }

    @Test func `A request is remembered as long as it holds`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let kept = Kept()
        _ = try await send(corporation, kept: kept)
        let request = try #require(kept.last?.body)
        for pause in [0, 200, 100, 59] {
            premises.clock.advance(by: .seconds(pause))
            _ = try await premises.store.removeExpired(at: premises.clock.now())
            #expect(
                try await premises.ask(.post, "/saml/corp/slo", headers: Self.soap, body: request).text
                    .contains(StatusCode.requestDenied.text))
        }
        #expect(Set(try await premises.refusals) == ["logout-request-used-before"])
        premises.clock.advance(by: .seconds(2))
        _ = try await premises.ask(.post, "/saml/corp/slo", headers: Self.soap, body: request)
        #expect(try await premises.refusals.last == "saml-message-expired")
    }

    @Test func `A stranger is told no by a status, signed, with the reference of the record`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let browser = Browser(premises)
        _ = try await browser.signIn(at: corporation)
        let kept = Kept()
        await #expect(throws: ExchangeFailure.self) {
            try await send(corporation, by: corporation.stranger, kept: kept)
        }
        let answer = try #require(kept.last?.answer)
        #expect(answer.status == .ok)
        #expect(answer.headers["Content-Type"] == "text/xml; charset=utf-8")
        #expect(answer.text.contains(StatusCode.requestDenied.text))
        let record = try #require(try await premises.audit.last)
        #expect(record.kind == .refusal && record.action == "sign-out")
        #expect(record.fields["reason"] == "signature-wrong")
        #expect(answer.text.contains(record.id))
        #expect(answer.text.contains("<ds:SignatureValue>"))
        #expect(try await browser.open("/").text.contains("Your roles"))
    }

    @Test func `The provider reads the status of a refusal as one`() async throws {
        let (_, corporation) = try await Premises.asserting()
        let kept = Kept()
        do {
            _ = try await send(corporation, kept: kept) { $0.replacing("ada</saml:NameID>", with: "ben</saml:NameID>") }
            Issue.record("an altered request was carried out")
        } catch ExchangeFailure.refused(.statusRefused(let status)) {
            #expect(status.kind == .requestDenied)
            #expect(status.message?.contains("sp-") == true)
        }
    }

    /// What cannot be answered as SAML is answered as SOAP.
    static let faults: [(name: String, body: String, code: String)] = [
        ("nothing", "", "Client"), ("no XML", "<", "Client"), ("a page", "<html/>", "Client"),
        (
            "an empty envelope",
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>",
            "Client"
        ),
        (
            "another SOAP", "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body/></s:Envelope>",
            "VersionMismatch"
        ),
        ("a document type", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "Client"),
    ]

    @Test(arguments: faults.indices)
    func `What is no request is answered by a fault`(index: Int) async throws {
        let (_, body, code) = Self.faults[index]
        let (premises, _) = try await Premises.asserting()
        let answer = try await premises.ask(.post, "/saml/corp/slo", headers: Self.soap, body: body)
        #expect(answer.status == .internalServerError)
        #expect(answer.headers["Content-Type"] == "text/xml; charset=utf-8")
        #expect(answer.text.contains("<faultcode>soap:\(code)</faultcode>"))
        let record = try #require(try await premises.audit.last)
        #expect(answer.text.contains(record.id))
        #expect(!answer.text.contains("<html"))
    }

    @Test func `A store that fails is our fault, and nobody is told that a session ended`() async throws {
        let (premises, corporation) = try await Premises.asserting()
        let browser = Browser(premises)
        _ = try await browser.signIn(at: corporation)
        let kept = Kept()
        premises.store.fail(.writing)
        await #expect(throws: ExchangeFailure.self) { try await send(corporation, kept: kept) }
        premises.store.recover()
        let answer = try #require(kept.last?.answer)
        #expect(answer.text.contains(StatusCode.responder.text))
        #expect(try await browser.open("/").text.contains("Your roles"))
    }

    @Test func `An address of nobody is a fault as well`() async throws {
        let (premises, _) = try await Premises.asserting()
        let answer = try await premises.ask(.post, "/saml/nobody/slo", headers: Self.soap, body: "<a/>")
        #expect(answer.text.contains("<faultcode>soap:Client</faultcode>"))
    }
}
