import DemoProviders
import Essentials
import HTTP
import SAML
import Testing

struct SAMLLogoutTests {
    /// The answer's query, where the provider sent the browser to our logout address.
    private func returned(_ response: HTTPResponse, _ parties: Parties) throws -> [UInt8] {
        let place = try #require(response.headers["Location"])
        let url = try Visitor.url(place)
        #expect(url.path == parties.gate.settings.sloURL.path)
        return Array((url.query ?? "").utf8)
    }

    @Test("a logout at the service ends the provider's session")
    func fromTheService() async throws {
        let parties = try Parties()
        let assertion = try await parties.signIn()
        let logout = parties.gate.singleLogout(with: try parties.metadata())
        let start = try logout.begin(of: assertion.nameID, session: assertion.sessionIndex)
        let answer = try await parties.carry(start.message)
        let message = try RedirectBinding.decode(try returned(answer, parties), .response)
        #expect(try logout.finish(.redirect(message), expecting: start.requestID).isComplete)
        #expect(message.relayState == start.relayState)
        let again = try parties.gate.begin(at: try parties.metadata())
        #expect(try await parties.carry(again.message).body.contains("Who are you today?"))
    }

    @Test("a logout at the provider tells the service, and ends when it has answered")
    func fromTheProvider() async throws {
        let parties = try Parties()
        let assertion = try await parties.signIn()
        let logout = parties.gate.singleLogout(with: try parties.metadata())
        let sent = try await parties.send(.get, "\(parties.provider.base)/sign-out")
        let message = try RedirectBinding.decode(try returned(sent, parties), .request)
        let request = try logout.verify(request: .redirect(message))
        #expect(
            request.ends(
                sessionOf: assertion.nameID, index: assertion.sessionIndex, audience: parties.gate.settings.entityID))
        let end = try await parties.carry(try logout.answer(request))
        #expect(end.body.contains("Signed out"))
        #expect(try await parties.carry(try logout.answer(request)).status == .badRequest)
    }

    @Test("a logout for a session that is not there ends nobody's")
    func ofAnotherSession() async throws {
        let parties = try Parties()
        let assertion = try await parties.signIn()
        let logout = parties.gate.singleLogout(with: try parties.metadata())
        let start = try logout.begin(of: assertion.nameID, session: "another")
        _ = try await parties.carry(start.message)
        let again = try parties.gate.begin(at: try parties.metadata())
        #expect(try await parties.carry(again.message).body.contains("SAMLResponse"))
    }
}
