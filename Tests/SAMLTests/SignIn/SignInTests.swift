import Essentials
import HTTP
import Testing
import XMLDocuments

@testable import SAML

/// A sign-in from its beginning to its end, with an identity provider of ours on the other side.
@Suite struct SignInTests {
    private func xml(_ message: OutgoingMessage) throws -> XMLElement {
        switch message {
        case .redirect(let url):
            return try XMLElement(parsing: try RedirectBinding.decode((url.query ?? "").bytes, .request).xml)
        case .post(let form):
            let value = try #require(form.fields.first { $0.name == "SAMLRequest" }?.value)
            return try XMLElement(parsing: try #require(Base64.decode(value)))
        }
    }

    @Test func theRequestSaysWhatIsWanted() throws {
        var options = ServiceProviderOptions()
        options.nameIDFormat = NameIDFormat.persistent
        options.authnContexts = [AuthnContextClass.x509, AuthnContextClass.tlsClient]
        let start = try World.serviceProvider(options).begin(.forced, at: try World.metadata())
        let request = try xml(start.message)
        #expect(request.name == "AuthnRequest" && request.namespace == SAMLNamespace.protocolMessages)
        #expect(request.attribute("ID") == start.attempt.requestID.text)
        #expect(start.attempt.requestID.text.hasPrefix("_") && start.attempt.requestID.text.utf8.count == 41)
        #expect(request.attribute("Version") == "2.0")
        #expect(request.attribute("IssueInstant") == "2026-03-01T12:00:00Z")
        #expect(request.attribute("Destination") == World.sso)
        #expect(request.attribute("AssertionConsumerServiceURL") == World.acs)
        #expect(request.attribute("AssertionConsumerServiceIndex") == nil)
        #expect(request.attribute("ProtocolBinding") == "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST")
        #expect(request.attribute("ForceAuthn") == "true")
        #expect(request.attribute("IsPassive") == nil)
        #expect(request.only("Issuer")?.text == World.sp.text)
        let policy = try #require(request.only("NameIDPolicy"))
        #expect(policy.attribute("Format") == NameIDFormat.persistent.text)
        #expect(policy.attribute("AllowCreate") == "true")
        let contexts = try #require(request.only("RequestedAuthnContext"))
        #expect(contexts.attribute("Comparison") == "exact")
        #expect(contexts.all("AuthnContextClassRef").map(\.text) == options.authnContexts.map(\.text))
        // Core §3.4.1: the schema's order.
        #expect(request.children.map(\.name) == ["Issuer", "NameIDPolicy", "RequestedAuthnContext"])
    }

    @Test func aPolicyStandsThereAlways() throws {
        let request = try xml(try World.serviceProvider().begin(.passive, at: try World.metadata()).message)
        #expect(request.attribute("IsPassive") == "true")
        let policy = try #require(request.only("NameIDPolicy"))
        #expect(policy.attribute("Format") == nil)
        #expect(policy.attribute("AllowCreate") == "true")
        #expect(request.only("RequestedAuthnContext") == nil)
    }

    @Test(arguments: [SAMLBinding.redirect, .post]) func bothSidesOfOurs(binding: SAMLBinding) throws {
        var options = ServiceProviderOptions()
        options.requestBinding = binding
        let provider = try World.serviceProvider(options)
        let metadata = try World.metadata()
        let start = try provider.begin(at: metadata)
        let incoming: IncomingMessage
        switch start.message {
        case .redirect(let url):
            #expect(binding == .redirect)
            incoming = .redirect(try RedirectBinding.decode((url.query ?? "").bytes, .request))
        case .post(let form):
            #expect(binding == .post)
            let decoded = try PostBinding.decode(FormFields(form.fields.map { ($0.name, $0.value) }), .request)
            incoming = .post(xml: decoded.xml, relayState: decoded.relayState)
        }
        #expect(try IdentityProviderHalf.claimedIssuer(of: incoming) == World.sp)
        let half = try World.identityProvider()
        let request = try half.verify(request: incoming, from: try World.registered())
        #expect(request.id == start.attempt.requestID)
        #expect(request.consumer.location.text.text == World.acs)
        #expect(request.relayState == start.attempt.relayState)
        let response = try half.mint(
            AssertionContent(nameID: NameID(value: "alice"), attributes: [], authnInstant: World.now),
            for: ResponseDelivery(
                recipient: request.consumer.location, audiences: [request.issuer], inResponseTo: request.id))
        // What the cookie keeps comes back whole.
        let attempt = try #require(SAMLSignInAttempt(json: start.attempt.json()))
        #expect(attempt == start.attempt)
        let assertion = try provider.complete(response, by: .post, attempt: attempt, at: metadata)
        #expect(assertion.nameID.value == "alice")
        // Nobody's attempt, and nothing unasked is taken.
        #expect(
            reason { try provider.complete(response, by: .post, attempt: nil, at: metadata) }
                == "saml-request-not-expected")
    }

    @Test func anAttemptHasItsTimeAndItsProvider() throws {
        let metadata = try World.metadata()
        let attempt = try World.serviceProvider().begin(at: metadata).attempt
        let response = try ResponseTemplate().signed(.assertion)
        func verdict(_ provider: ServiceProvider, _ metadata: IdentityProviderMetadata) -> String? {
            reason { try provider.complete(response, by: .post, attempt: attempt, at: metadata) }
        }
        #expect(verdict(try World.serviceProvider(), metadata) == "saml-request-mismatch")
        let late = try World.serviceProvider(at: World.now + .seconds(601))
        #expect(verdict(late, metadata) == "saml-attempt-expired")
        let early = try World.serviceProvider(at: World.now - .seconds(61))
        #expect(verdict(early, metadata) == "saml-attempt-expired")
        var other = metadata
        other.entityID = "https://other/"
        #expect(verdict(try World.serviceProvider(), other) == "saml-attempt-of-another-provider")
    }

    @Test func unsolicitedResponsesNeedTheirSwitch() throws {
        let half = try World.identityProvider()
        let response = try half.mint(
            AssertionContent(nameID: NameID(value: "alice"), attributes: [], authnInstant: World.now),
            for: ResponseDelivery(recipient: try World.url(World.acs), audiences: [World.sp], inResponseTo: nil))
        let metadata = try World.metadata()
        #expect(
            reason { try World.serviceProvider().complete(response, by: .post, attempt: nil, at: metadata) }
                == "saml-response-unsolicited")
        var options = ServiceProviderOptions()
        options.allowsUnsolicited = true
        let provider = try World.serviceProvider(options)
        #expect(try provider.complete(response, by: .post, attempt: nil, at: metadata).inResponseTo == nil)
        // A browser that holds an attempt is answered, or not at all: the switch does not weaken that.
        let attempt = try provider.begin(at: metadata).attempt
        #expect(
            reason { try provider.complete(response, by: .post, attempt: attempt, at: metadata) }
                == "saml-response-unsolicited")
    }

    @Test func withoutAPlaceOrAKeyNothingIsSent() throws {
        var metadata = try World.metadata()
        metadata.singleSignOn = []
        #expect(reason { try World.serviceProvider().begin(at: metadata) } == "saml-endpoint-missing")
        var options = ServiceProviderOptions()
        options.requestBinding = .artifact
        #expect(
            reason { try World.serviceProvider(options).begin(at: try World.metadata()) } == "saml-endpoint-missing")
        var settings = try World.serviceProvider().settings
        settings.signingCredentials = []
        func begin(_ metadata: IdentityProviderMetadata) throws -> AuthnStart {
            try ServiceProvider(
                settings: settings, clock: FixedClock(World.now), randomness: CountingRandomness(), log: NoLog()
            ).begin(at: metadata)
        }
        #expect(reason { try begin(try World.metadata()) } == "saml-signing-key-missing")
        settings.options.signsAuthnRequests = false
        #expect(reason { try begin(try World.metadata()) } == nil)
        metadata = try World.metadata()
        metadata.wantsSignedAuthnRequests = true
        #expect(reason { try begin(metadata) } == "saml-signing-key-missing")
    }
}
