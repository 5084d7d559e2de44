import Essentials
import HTTP
import Testing
import XMLSecurity

@testable import SAML

@Suite struct IdentityProviderTests {
    static let content = AssertionContent(
        nameID: NameID(value: "älice", format: NameIDFormat.persistent, nameQualifier: World.idp),
        attributes: [
            SAMLAttribute(
                name: "https://aws.amazon.com/SAML/Attributes/Role", nameFormat: AttributeNameFormat.uri,
                values: ["arn:aws:iam::123456789012:role/a,arn:aws:iam::123456789012:saml-provider/p"]),
            SAMLAttribute(name: "note", friendlyName: "a \"note\"", values: ["<b>&</b>\r\n\t'", ""]),
            SAMLAttribute(name: "none", values: []),
        ], authnInstant: World.now - .seconds(5), authnContext: AuthnContextClass.x509, sessionIndex: "_s",
        sessionNotOnOrAfter: World.now + .seconds(3600))

    private func delivery() throws -> ResponseDelivery {
        ResponseDelivery(
            recipient: try World.url(World.acs), audiences: [World.sp, "urn:other"], inResponseTo: World.request)
    }

    static func encryptions() throws -> [ResponseProtection.Encryption] {
        let certificate = try World.certificate("sp")
        let gcm = XMLEncryptor(recipient: certificate, content: .aes128GCM, randomness: CountingRandomness())
        return [.none, .assertion(gcm), .nameID(gcm)]
    }

    @Test(arguments: SignatureDemand.allCases, 0..<3)
    func whatIsMintedIsVerified(signatures: SignatureDemand, encryption: Int) throws {
        let protection = ResponseProtection(
            signatures: signatures, encryption: try Self.encryptions()[encryption])
        let bytes = try World.identityProvider().mint(Self.content, for: try delivery(), protection: protection)
        var options = ServiceProviderOptions()
        options.signatures = signatures
        let assertion = try ResponseVerifier.verify(
            bytes, metadata: try World.metadata(), expecting: try World.expectations(options: options))
        #expect(assertion.nameID == Self.content.nameID)
        #expect(assertion.attributes == Self.content.attributes)
        #expect(assertion.authnInstant == Self.content.authnInstant)
        #expect(assertion.authnContext == AuthnContextClass.x509)
        #expect(assertion.sessionIndex == "_s")
        #expect(assertion.sessionNotOnOrAfter == Self.content.sessionNotOnOrAfter)
        #expect(assertion.audiences == [World.sp, "urn:other"])
        #expect(assertion.notBefore == World.now - .seconds(30))
        #expect(assertion.notOnOrAfter == World.now + .seconds(300))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("älice") == (encryption == 0))
    }

    @Test func aRefusalSaysWhy() throws {
        let bytes = try World.identityProvider().decline(
            [StatusCode.responder, StatusCode.noPassive], message: "ask the person", for: try delivery())
        do {
            _ = try ResponseVerifier.verify(bytes, metadata: try World.metadata(), expecting: try World.expectations())
            Issue.record("taken")
        } catch ResponseRefusal.statusRefused(let status) {
            #expect(status.kind == .noPassive)
            #expect(status.needsInteraction)
            #expect(status.codes == [StatusCode.responder.text, StatusCode.noPassive.text])
            #expect(status.message == "ask the person")
        }
    }

    static let requests = (try? Expectations.all.get().authnRequests) ?? []

    @Test func thereAreRequests() { #expect(Self.requests.count == 2) }

    @Test(arguments: requests) func anotherImplementationsRequestIsTaken(made: Expectations.Request) throws {
        let message = try LogoutTests.incoming(made.file, made.binding, .request)
        let half = try World.identityProvider(at: try Expectations.instant())
        let request = try half.verify(request: message, from: try World.registered())
        #expect(request.id.text == made.id)
        #expect(request.forcesAuthn && !request.isPassive)
        #expect(request.consumer.location.text.text == World.acs)
        var stranger = try World.registered()
        stranger.signingKeys = [MetadataKey(try World.certificate("stranger"))]
        #expect(reason { try half.verify(request: message, from: stranger) } == "signature-wrong")
    }

    /// A request of a service provider with one thing wrong.
    private func verdict(
        mustSign: Bool = true, signed: Bool = true, by name: String = "sp",
        _ change: (inout AuthnRequest) -> Void = { _ in }, edit: (String) -> String = { $0 }
    ) throws -> String? {
        var request = AuthnRequest(
            id: "_request", issueInstant: World.now, destination: ExactString(World.sso), issuer: World.sp,
            consumer: .url(try World.url(World.acs), .post), manner: .ordinary, nameIDFormat: NameIDFormat.unspecified,
            authnContexts: [])
        change(&request)
        let xml = edit(String(decoding: request.xml, as: UTF8.self)).bytes
        let sender = MessageSender(credential: signed ? try World.credential(name) : nil)
        let bytes = try sender.signed(xml, id: request.id)
        return reason {
            try World.identityProvider().verify(
                request: .post(xml: bytes, relayState: nil), from: try World.registered(mustSign: mustSign))
        }
    }

    @Test func aRequestIsJudged() throws {
        #expect(try verdict() == nil)
        #expect(try verdict(signed: false) == "signature-missing")
        #expect(try verdict(mustSign: false, signed: false) == nil)
        // A signature that nobody demanded must be good all the same.
        #expect(try verdict(mustSign: false, by: "stranger") == "signature-wrong")
        #expect(try verdict { $0.issuer = "https://other/" } == "saml-message-issuer-unknown")
        #expect(try verdict { $0.destination = "https://other/" } == "saml-message-destination-mismatch")
        #expect(try verdict { $0.issueInstant = World.now + .seconds(61) } == "saml-message-issued-in-future")
        let evil = try World.url("https://evil.example/acs")
        #expect(try verdict { $0.consumer = .url(evil, .post) } == "saml-consumer-unknown")
        let artifact = try World.url(World.acs)
        #expect(try verdict { $0.consumer = .url(artifact, .artifact) } == "saml-consumer-unknown")
        #expect(try verdict { $0.consumer = .index(2) } == nil)
        #expect(try verdict { $0.consumer = .index(3) } == "saml-consumer-unknown")
        #expect(
            try verdict(edit: {
                $0.replacing(" ProtocolBinding", with: " AssertionConsumerServiceIndex=\"1\" ProtocolBinding")
            })
                == "saml-message-malformed")
        #expect(
            try verdict(edit: { $0.replacing(" ProtocolBinding", with: " ForceAuthn=\"yes\" ProtocolBinding") })
                == "saml-message-malformed")
        #expect(
            try verdict(edit: { $0.replacing("Version=\"2.0\"", with: "Version=\"2.1\"") })
                == "saml-message-version-refused")
        #expect(
            try verdict(edit: { $0.replacing("12:00:00Z", with: "noon") }) == "saml-message-instant-malformed")
    }
}
