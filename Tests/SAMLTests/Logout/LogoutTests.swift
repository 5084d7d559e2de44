import Essentials
import HTTP
import Synchronization
import Testing
import XMLSecurity

@testable import SAML

/// Single Logout in both directions, with pysaml2's messages and with our own.
@Suite struct LogoutTests {
    static let messages = (try? Expectations.all.get().logouts) ?? []
    static let name = NameID(
        value: "alice-7f3k", format: NameIDFormat.persistent, nameQualifier: World.idp, spNameQualifier: World.sp)

    static func incoming(_ file: String, _ binding: String, _ parameter: MessageParameter) throws -> IncomingMessage {
        let bytes = try Expectations.bytes(file)
        switch binding {
        case "redirect": return .redirect(try RedirectBinding.decode(bytes, parameter))
        case "soap": return .soap(bytes)
        default: return .post(xml: bytes, relayState: nil)
        }
    }

    @Test func thereAreMessages() { #expect(Self.messages.count == 6) }

    @Test(arguments: messages) func anotherImplementationsIsTaken(message: Expectations.Logout) throws {
        let logout = try World.serviceProvider(at: try Expectations.instant()).singleLogout(with: try World.metadata())
        if message.kind == "request" {
            let request = try logout.verify(request: try Self.incoming(message.file, message.binding, .request))
            #expect(request.nameID == Self.name)
            #expect(request.sessionIndexes == ["session-42"])
            #expect(request.ends(sessionOf: Self.name, index: "session-42", audience: World.sp))
            #expect(!request.ends(sessionOf: Self.name, index: "session-43", audience: World.sp))
            #expect(request.relayState?.text == (message.binding == "redirect" ? "state-1" : nil))
        } else {
            let incoming = try Self.incoming(message.file, message.binding, .response)
            #expect(try logout.finish(incoming, expecting: World.request).isComplete)
            #expect(reason { try logout.finish(incoming, expecting: "_other") } == "saml-message-request-mismatch")
        }
        // A stranger's key makes none of them.
        let stranger = try World.serviceProvider(at: try Expectations.instant())
            .singleLogout(with: try World.metadata("stranger"))
        let found = reason {
            message.kind == "request"
                ? try stranger.verify(request: try Self.incoming(message.file, message.binding, .request)).id.text
                : "\(try stranger.finish(try Self.incoming(message.file, message.binding, .response), expecting: World.request).isComplete)"
        }
        #expect(found == "signature-wrong")
    }

    /// A request of the provider's with one thing wrong, signed in the XML.
    private func request(_ change: (inout LogoutRequest) -> Void = { _ in }, signed: Bool = true) throws
        -> IncomingMessage
    {
        var request = LogoutRequest(
            id: "_logout", issueInstant: World.now, destination: ExactString(World.slo), issuer: World.idp,
            nameID: Self.name, sessionIndexes: ["a", "b"], notOnOrAfter: World.now + .seconds(300))
        change(&request)
        let credential = try World.credential("idp")
        let sender = MessageSender(credential: signed ? credential : nil)
        return .post(xml: try sender.signed(request.xml, id: request.id), relayState: try RelayState("state"))
    }

    private func verdict(_ message: IncomingMessage) throws -> String? {
        let logout = try World.serviceProvider().singleLogout(with: try World.metadata())
        return reason { try logout.verify(request: message) }
    }

    @Test func aRequestIsJudged() throws {
        #expect(try verdict(try request()) == nil)
        #expect(try verdict(try request(signed: false)) == "signature-missing")
        #expect(try verdict(try request { $0.issuer = World.sp }) == "saml-message-issuer-unknown")
        #expect(try verdict(try request { $0.destination = nil }) == "saml-message-destination-missing")
        #expect(
            try verdict(try request { $0.destination = "https://gateway.example.net/" })
                == "saml-message-destination-mismatch")
        #expect(
            try verdict(try request { $0.issueInstant = World.now + .seconds(61) }) == "saml-message-issued-in-future")
        #expect(try verdict(try request { $0.notOnOrAfter = World.now - .seconds(60) }) == "saml-message-expired")
        #expect(try verdict(try request { $0.notOnOrAfter = World.now - .seconds(59) }) == nil)
        // Without an end of its own it holds five minutes.
        #expect(
            try verdict(
                try request {
                    $0.notOnOrAfter = nil; $0.issueInstant = World.now - .seconds(359)
                }) == nil)
        #expect(
            try verdict(
                try request {
                    $0.notOnOrAfter = nil; $0.issueInstant = World.now - .seconds(360)
                })
                == "saml-message-expired")
        #expect(try verdict(try request { $0.nameID = NameID(value: "") }) == "saml-message-name-id-refused")
        #expect(
            try verdict(try request { $0.sessionIndexes = Array(repeating: "x", count: 65) }) == "saml-message-too-many"
        )
        let response = LogoutResponse(
            id: "_r", issueInstant: World.now, destination: ExactString(World.slo), issuer: World.idp,
            inResponseTo: "_x")
        #expect(try verdict(.post(xml: response.xml, relayState: nil)) == "saml-other-message")
        #expect(try verdict(.soap(response.xml)) == "saml-envelope-refused")
    }

    @Test func whoseSessionEnds() throws {
        let logout = try World.serviceProvider().singleLogout(with: try World.metadata())
        let some = try logout.verify(request: try request())
        #expect(some.ends(sessionOf: Self.name, index: "b", audience: World.sp))
        #expect(!some.ends(sessionOf: Self.name, index: "c", audience: World.sp))
        // An index that was never told cannot be told apart: better one session too many.
        #expect(some.ends(sessionOf: Self.name, index: nil, audience: World.sp))
        let all = try logout.verify(request: try request { $0.sessionIndexes = [] })
        #expect(all.ends(sessionOf: Self.name, index: "c", audience: World.sp))
        // A qualifier that is missing stands for the party itself (Core §8.3.7).
        let bare = NameID(value: "alice-7f3k", format: NameIDFormat.persistent)
        #expect(all.ends(sessionOf: bare, index: nil, audience: World.sp))
        for other in [
            NameID(value: "alice-7f3K", format: NameIDFormat.persistent), NameID(value: "alice-7f3k"),
            NameID(value: "alice-7f3k", format: NameIDFormat.persistent, nameQualifier: "https://other"),
            NameID(value: "alice-7f3k", format: NameIDFormat.persistent, spNameQualifier: "https://other"),
        ] {
            #expect(!all.ends(sessionOf: other, index: nil, audience: World.sp))
        }
    }

    @Test func anEncryptedNameIsOpened() throws {
        let encryptor = XMLEncryptor(recipient: try World.certificate("sp"), randomness: CountingRandomness())
        var writer = MessageWriter()
        Self.name.write(to: &writer, declaringNamespace: true)
        let encrypted = try AssertionText.encrypted("saml:EncryptedID", writer.bytes, encryptor)
        let message = LogoutRequest(
            id: "_logout", issueInstant: World.now, destination: ExactString(World.slo), issuer: World.idp,
            nameID: Self.name, sessionIndexes: [], notOnOrAfter: nil)
        let sender = MessageSender(credential: try World.credential("idp"))
        let signed = try sender.signed(message.xml(encryptedID: encrypted), id: "_logout")
        let logout = try World.serviceProvider().singleLogout(with: try World.metadata())
        #expect(try logout.verify(request: .post(xml: signed, relayState: nil)).nameID == Self.name)
    }

    /// Both sides are ours: begun at the service provider, answered by the provider, by redirect.
    @Test func bothDirectionsByRedirect() throws {
        let own = try World.serviceProvider().singleLogout(with: try World.metadata())
        let peer = try World.identityProvider().singleLogout(with: try World.registered())
        for (first, second) in [(own, peer), (peer, own)] {
            let start = try first.begin(of: Self.name, session: "session-1")
            guard case .redirect(let url) = start.message else {
                Issue.record("not a redirect")
                continue
            }
            let sent = IncomingMessage.redirect(try RedirectBinding.decode((url.query ?? "").bytes, .request))
            let request = try second.verify(request: sent)
            #expect(request.id == start.requestID)
            #expect(request.sessionIndexes == ["session-1"])
            guard case .redirect(let back) = try second.answer(request, status: [StatusCode.success]) else {
                Issue.record("not a redirect")
                continue
            }
            let answer = IncomingMessage.redirect(try RedirectBinding.decode((back.query ?? "").bytes, .response))
            let outcome = try first.finish(answer, expecting: start.requestID)
            #expect(outcome.isComplete)
            #expect(outcome.relayState == start.relayState)
        }
    }

    @Test func partialAndRefusedLogoutsAreToldApart() throws {
        let own = try World.serviceProvider().singleLogout(with: try World.metadata())
        let peer = try World.identityProvider().singleLogout(with: try World.registered())
        let start = try own.begin(of: Self.name, session: nil)
        let sent = try RedirectBinding.decode((start.message.destination.query ?? "").bytes, .request)
        let request = try peer.verify(request: .redirect(sent))
        func finish(_ status: [ExactString]) throws -> LogoutOutcome {
            let answer = try peer.answer(request, status: status).destination.query ?? ""
            return try own.finish(
                .redirect(try RedirectBinding.decode(answer.bytes, .response)), expecting: start.requestID)
        }
        #expect(try !finish([StatusCode.responder, StatusCode.partialLogout]).isComplete)
        #expect(try !finish([StatusCode.success, StatusCode.partialLogout]).isComplete)
        #expect(reason { try finish([StatusCode.responder]) } == "saml-status-responder")
        #expect(
            reason { try finish([StatusCode.requester, StatusCode.requestDenied]) } == "saml-status-request-denied")
    }

    @Test func aQuerySignedWithSHA1NeedsItsSwitchAndIsTold() throws {
        let query = try RedirectBinding.decode(
            try Expectations.bytes(try Expectations.all.get().sha1Query), .request)
        let log = Lines()
        func verify(_ options: ServiceProviderOptions) throws -> VerifiedLogoutRequest {
            let strict = try World.serviceProvider(options, at: try Expectations.instant())
            let provider = ServiceProvider(
                settings: strict.settings, clock: FixedClock(try Expectations.instant()),
                randomness: CountingRandomness(), log: log)
            return try provider.singleLogout(with: try World.metadata()).verify(request: .redirect(query))
        }
        #expect(reason { try verify(.init()) } == "signature-sha1-refused")
        #expect(log.all.isEmpty)
        var options = ServiceProviderOptions()
        options.allowsSHA1 = true
        #expect(try verify(options).nameID == Self.name)
        #expect(log.all == ["a signature that stands on SHA-1 was taken, as configured"])
    }

    @Test func overTheBackChannel() async throws {
        let own = try World.serviceProvider().singleLogout(with: try World.metadata())
        let peer = try World.identityProvider().singleLogout(with: try World.registered())
        let client = Answering { request in
            let verified = try peer.verify(request: .soap(request.body))
            #expect(verified.nameID == Self.name)
            #expect(request.headers["SOAPAction"] == "http://www.oasis-open.org/committees/security")
            return try peer.soapAnswer(verified)
        }
        #expect(try await own.send(of: Self.name, session: nil, through: client, peer: .public).isComplete)
        let broken = Answering { _ in HTTPResponse(500) }
        await #expect(throws: ExchangeFailure.refused(.answerRefused(status: 500))) {
            try await own.send(of: Self.name, session: nil, through: broken, peer: .public)
        }
        let fault = Answering { _ in
            HTTPResponse(
                .ok,
                body: "<s:Envelope xmlns:s='\(SAMLNamespace.soapEnvelope)'><s:Body><s:Fault/></s:Body></s:Envelope>"
                    .bytes)
        }
        await #expect(throws: ExchangeFailure.refused(.fault)) {
            try await own.send(of: Self.name, session: nil, through: fault, peer: .public)
        }
    }
}

/// The lines that were logged.
final class Lines: LogSink {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func log(_ level: LogLevel, _ message: String, _ facts: KeyValuePairs<String, String>) {
        lines.withLock { $0.append(message) }
    }
}

/// Whoever answers at once.
struct Answering: HTTPSending {
    let answer: @Sendable (OutgoingRequest) throws -> HTTPResponse

    init(_ answer: @escaping @Sendable (OutgoingRequest) throws -> HTTPResponse) { self.answer = answer }

    func send(_ request: OutgoingRequest) async throws(HTTPSendError) -> HTTPResponse {
        do {
            return try answer(request)
        } catch {
            throw .notReached(host: request.url.host, "\(error)")
        }
    }
}
