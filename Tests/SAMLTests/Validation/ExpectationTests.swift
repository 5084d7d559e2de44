import Essentials
import Testing
import XMLSecurity

@testable import SAML

/// What is expected decides: the same response, held against other expectations.
@Suite struct ExpectationTests {
    private func verdict(
        _ bytes: [UInt8], _ change: (inout ResponseExpectations) -> Void = { _ in }
    ) throws -> String? {
        var expectations = try World.expectations()
        change(&expectations)
        return reason {
            try ResponseVerifier.verify(bytes, metadata: try World.metadata(), expecting: expectations)
        }
    }

    static let demands: [(SignatureDemand, ResponseTemplate.Signing, String?)] = [
        (.either, .assertion, nil), (.either, .response, nil), (.either, .both, nil),
        (.either, .nothing, "saml-nothing-signed"), (.assertion, .assertion, nil), (.assertion, .both, nil),
        (.assertion, .response, "saml-assertion-not-signed"), (.assertion, .nothing, "saml-assertion-not-signed"),
        (.response, .response, nil), (.response, .both, nil), (.response, .assertion, "saml-response-not-signed"),
        (.response, .nothing, "saml-response-not-signed"), (.both, .both, nil),
        (.both, .assertion, "saml-response-not-signed"), (.both, .response, "saml-assertion-not-signed"),
        (.both, .nothing, "saml-response-not-signed"),
    ]

    @Test(arguments: demands)
    func whatMustBeSignedIsSigned(demand: SignatureDemand, signing: ResponseTemplate.Signing, why: String?) throws {
        let bytes = try ResponseTemplate().signed(signing)
        #expect(try verdict(bytes) { $0.options.signatures = demand } == why)
    }

    @Test func aSignatureThatIsNotDemandedMustBeGoodAllTheSame() throws {
        // The assertion is signed by the provider, the response around it by a stranger, and the reverse.
        var template = ResponseTemplate()
        template.text = String(decoding: try template.signed(.assertion), as: UTF8.self)
        let outer = try template.signed(.response, by: "stranger")
        #expect(try verdict(outer) { $0.options.signatures = .assertion } == "signature-wrong")
        template.text = String(decoding: try ResponseTemplate().signed(.assertion, by: "stranger"), as: UTF8.self)
        let inner = try template.signed(.response)
        #expect(try verdict(inner) { $0.options.signatures = .response } == "signature-wrong")
    }

    @Test func anyOfSeveralKeysVerifies() throws {
        var metadata = try World.metadata("stranger")
        let bytes = try ResponseTemplate().signed(.assertion)
        let expectations = try World.expectations()
        #expect(
            reason { try ResponseVerifier.verify(bytes, metadata: metadata, expecting: expectations) }
                == "signature-wrong")
        metadata.signingKeys.append(MetadataKey(try World.certificate("idp")))
        #expect(reason { try ResponseVerifier.verify(bytes, metadata: metadata, expecting: expectations) } == nil)
        metadata.signingKeys = []
        #expect(
            reason { try ResponseVerifier.verify(bytes, metadata: metadata, expecting: expectations) }
                == "saml-no-signing-key")
    }

    @Test func ellipticKeysSignToo() throws {
        let bytes = try ResponseTemplate().signed(.both, by: "idp-ec")
        let expectations = try World.expectations()
        let assertion = try ResponseVerifier.verify(
            bytes, metadata: try World.metadata("idp-ec"), expecting: expectations)
        #expect(assertion.signedBy.first?.algorithm == "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")
    }

    static let requests: [(ExpectedRequest, String?, String?)] = [
        (.exactly(World.request), nil, "saml-response-unsolicited"),
        (.exactly("_other"), "saml-request-mismatch", "saml-response-unsolicited"),
        (.unsolicited, "saml-request-not-expected", nil),
        (.exactlyOrUnsolicited(World.request), nil, nil),
        (.exactlyOrUnsolicited("_other"), "saml-request-mismatch", nil),
        (.nothing, "saml-request-not-expected", "saml-response-unsolicited"),
    ]

    /// The verdict on a response that answers a request, and on one that answers none.
    @Test(arguments: requests)
    func theRequestIsTheOneThatWasMade(expected: ExpectedRequest, answering: String?, unasked: String?) throws {
        let solicited = try ResponseTemplate().signed(.assertion)
        let id = World.request.text
        let unsolicited = try ResponseTemplate().with(" InResponseTo=\"\(id)\">", ">")
            .with(" InResponseTo=\"\(id)\" NotOn", " NotOn").signed(.assertion)
        if case .exactly(World.request) = expected {
            #expect(try verdict(solicited) { $0.request = expected } == nil)
        } else {
            #expect(try verdict(solicited) { $0.request = expected } == answering)
        }
        #expect(try verdict(unsolicited) { $0.request = expected } == unasked)
    }

    @Test func anUnsolicitedResponseConfirmsNoRequest() throws {
        let bytes = try ResponseTemplate().with(" InResponseTo=\"\(World.request)\">", ">").signed(.assertion)
        #expect(try verdict(bytes) { $0.request = .unsolicited } == "saml-confirmation-request-not-expected")
        // Stripped from the unsigned response, the request still stands in the signed assertion.
        #expect(
            try verdict(bytes) { $0.request = .exactlyOrUnsolicited(World.request) }
                == "saml-confirmation-request-not-expected")
    }

    @Test func aResponseThatWasFetchedNeedsNoDestination() throws {
        let bytes = try ResponseTemplate().with(#" Destination="\#(World.acs)""#, "").signed(.response)
        #expect(try verdict(bytes) { $0.route = .artifact } == nil)
        let other = try ResponseTemplate().with("acs\" InR", "other\" InR").signed(.response)
        #expect(try verdict(other) { $0.route = .artifact } == "saml-destination-mismatch")
    }

    @Test func aProofThatWasAskedForAnewIsNew() throws {
        let bytes = try ResponseTemplate().signed(.assertion)  // authenticated at 11:50:00
        let asked = World.now - .seconds(600)
        #expect(try verdict(bytes) { $0.authentication = .after(asked) } == nil)
        #expect(try verdict(bytes) { $0.authentication = .after(asked + .seconds(60)) } == nil)
        #expect(try verdict(bytes) { $0.authentication = .after(asked + .seconds(61)) } == "saml-authn-too-old")
    }

    @Test func theContextIsOneThatWasAskedFor() throws {
        let bytes = try ResponseTemplate().signed(.assertion)
        #expect(try verdict(bytes) { $0.options.authnContexts = [AuthnContextClass.password] } == nil)
        #expect(
            try verdict(bytes) { $0.options.authnContexts = [AuthnContextClass.x509, AuthnContextClass.tlsClient] }
                == "saml-authn-context-not-accepted")
        let none = try ResponseTemplate().with(ResponseVerifierTests.context, "<saml:AuthnContext/>").signed(.assertion)
        #expect(try verdict(none) == nil)
        #expect(
            try verdict(none) { $0.options.authnContexts = [AuthnContextClass.password] }
                == "saml-authn-context-not-accepted")
    }

    @Test func boundsHold() throws {
        let attribute = #"<saml:Attribute Name="x"/>"#
        let many = try ResponseTemplate().with(
            "</saml:AttributeStatement>", String(repeating: attribute, count: 512) + "</saml:AttributeStatement>")
        #expect(try verdict(try many.signed(.assertion)) == "saml-too-many")
        let audiences = String(repeating: "<saml:Audience>urn:x</saml:Audience>", count: 64)
        let crowd = try ResponseTemplate().with("<saml:Audience>", audiences + "<saml:Audience>")
        #expect(try verdict(try crowd.signed(.assertion)) == "saml-too-many")
        let confirmations = String(
            repeating: #"<saml:SubjectConfirmation Method="urn:x"/>"#, count: 8)
        let confirmed = try ResponseTemplate().with(
            "<saml:SubjectConfirmation ", confirmations + "<saml:SubjectConfirmation ")
        #expect(try verdict(try confirmed.signed(.assertion)) == "saml-too-many")
        #expect(try verdict([UInt8](repeating: 0x20, count: 524_289)) == "saml-response-too-large")
        #expect(try verdict([]) == "xml-malformed")
    }
}
