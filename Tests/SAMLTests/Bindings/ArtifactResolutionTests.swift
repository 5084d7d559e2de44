import Essentials
import HTTP
import Testing

@testable import SAML

/// The artifact binding over a back channel that a test stands in for.
@Suite struct ArtifactResolutionTests {
    private func envelope(
        _ response: String, inResponseTo: String, issuer: String = World.idp.text, status: String = "Success"
    ) -> HTTPResponse {
        let text = """
            <soap:Envelope xmlns:soap="\(SAMLNamespace.soapEnvelope)"><soap:Body>\
            <samlp:ArtifactResponse xmlns:samlp="\(SAMLNamespace.protocolMessages)" \
            xmlns:saml="\(SAMLNamespace.assertion)" ID="_artifact-response" Version="2.0" \
            IssueInstant="2026-03-01T12:00:00Z" InResponseTo="\(inResponseTo)"><saml:Issuer>\(issuer)</saml:Issuer>\
            <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:\(status)"/></samlp:Status>\
            \(response)</samlp:ArtifactResponse></soap:Body></soap:Envelope>
            """
        return HTTPResponse(.ok, headers: ["Content-Type": "text/xml"], body: text.bytes)
    }

    /// The ID of the request that the service provider sent.
    private static func requestID(_ request: OutgoingRequest) -> String {
        let text = String(decoding: request.body, as: UTF8.self)
        guard let start = text.firstRange(of: " ID=\"")?.upperBound,
            let end = text[start...].firstIndex(of: "\"")
        else { return "" }
        return String(text[start..<end])
    }

    private func resolve(_ client: Answering, artifact: String? = nil) async throws -> [UInt8] {
        let text = try artifact ?? Artifact(entityID: World.idp, endpointIndex: 7, CountingRandomness()).text
        return try await World.serviceProvider().resolve(
            artifact: text, at: try World.metadata(), through: client, peer: .public)
    }

    private func verdict(_ client: Answering, artifact: String? = nil) async -> String? {
        do {
            _ = try await resolve(client, artifact: artifact)
            return nil
        } catch {
            return (error as? any Reportable)?.reason ?? "\(error)"
        }
    }

    @Test func theResponseIsFetchedAndVerified() async throws {
        let response = String(decoding: try ResponseTemplate().signed(.assertion), as: UTF8.self)
        let client = Answering { request in
            #expect(request.url.text.text == World.artifacts + "/7")
            #expect(String(decoding: request.body, as: UTF8.self).contains("<samlp:Artifact>AAQAB"))
            return envelope(response, inResponseTo: Self.requestID(request))
        }
        let bytes = try await resolve(client)
        var expectations = try World.expectations()
        expectations.route = .artifact
        let assertion = try ResponseVerifier.verify(bytes, metadata: try World.metadata(), expecting: expectations)
        #expect(assertion.nameID.value == "alice@example.org")
    }

    /// Namespaces that the envelope declares hold inside the response too, and so does its signature.
    @Test func prefixesOfTheEnvelopeAreKept() async throws {
        let text = String(decoding: try ResponseTemplate().signed(.response), as: UTF8.self)
        let bare = text.replacing(" xmlns:samlp=\"\(SAMLNamespace.protocolMessages)\"", with: "")
            .replacing(" xmlns:saml=\"\(SAMLNamespace.assertion)\"", with: "")
        #expect(bare != text)
        let bytes = try await resolve(Answering { envelope(bare, inResponseTo: Self.requestID($0)) })
        #expect(
            reason {
                try ResponseVerifier.verify(
                    bytes, metadata: try World.metadata(), expecting: try World.expectations())
            } == nil)
    }

    /// Attributes of `xml:` on the envelope are no part of the response, whose signature was made without them; a section
    /// that is refused in a posted response is refused here.
    @Test func theEnvelopeLendsNothingElse() async throws {
        let text = String(decoding: try ResponseTemplate().signed(.response), as: UTF8.self)
        func answer(_ response: String) -> Answering {
            Answering { request in
                var answer = envelope(response, inResponseTo: Self.requestID(request))
                answer.body =
                    String(decoding: answer.body, as: UTF8.self)
                    .replacing("<soap:Envelope ", with: "<soap:Envelope xml:lang=\"en\" xml:id=\"e\" ").bytes
                return answer
            }
        }
        let bytes = try await resolve(answer(text))
        let metadata = try World.metadata()
        let expectations = try World.expectations()
        #expect(
            reason { try ResponseVerifier.verify(bytes, metadata: metadata, expecting: expectations) } == nil)
        let section = text.replacing("alice@example.org", with: "<![CDATA[alice]]>@example.org")
        let cut = try await resolve(answer(section))
        #expect(
            reason { try ResponseVerifier.verify(cut, metadata: metadata, expecting: expectations) }
                == "xml-cdata-in-text")
    }

    @Test func anotherImplementationsAnswerIsRead() async throws {
        let made = try Expectations.all.get().artifact
        let answer = String(decoding: try Expectations.bytes(made.file), as: UTF8.self)
        let provider = try World.serviceProvider(at: try Expectations.instant())
        let client = Answering { request in
            let id = Self.requestID(request)
            let own = answer.replacing(
                "InResponseTo=\"\(World.request)\"", with: "InResponseTo=\"\(id)\"", maxReplacements: 1)
            return HTTPResponse(.ok, body: own.bytes)
        }
        var metadata = try World.metadata()
        metadata.artifactResolution.append(
            IndexedEndpoint(MetadataEndpoint(.soap, try World.url(World.artifacts)), index: 0x3030))
        let bytes = try await provider.resolve(
            artifact: made.artifact, at: metadata, through: client, peer: .public)
        var expectations = try World.expectations(at: try Expectations.instant())
        expectations.route = .artifact
        let assertion = try ResponseVerifier.verify(bytes, metadata: try World.metadata(), expecting: expectations)
        #expect(assertion.nameID.value == "alice-7f3k")
    }

    @Test func whatIsAmissIsRefused() async throws {
        let response = String(decoding: try ResponseTemplate().signed(.assertion), as: UTF8.self)
        #expect(
            await verdict(Answering { _ in envelope(response, inResponseTo: "_other") })
                == "saml-message-request-mismatch")
        #expect(
            await verdict(Answering { envelope(response, inResponseTo: Self.requestID($0), issuer: "https://evil/") })
                == "saml-message-issuer-unknown")
        #expect(
            await verdict(Answering { envelope("", inResponseTo: Self.requestID($0)) }) == "saml-message-malformed")
        #expect(
            await verdict(Answering { envelope(response, inResponseTo: Self.requestID($0), status: "Requester") })
                == "saml-status-requester")
        #expect(
            await verdict(Answering { envelope(response + response, inResponseTo: Self.requestID($0)) })
                == "xml-duplicate-id")
        #expect(await verdict(Answering { _ in HTTPResponse(404) }) == "saml-answer-refused")
        #expect(await verdict(Answering { _ in HTTPResponse(.ok, body: "nonsense".bytes) }) == "xml-malformed")
        let never = Answering { _ in
            Issue.record("somebody was asked")
            return HTTPResponse(.ok)
        }
        #expect(await verdict(never, artifact: "AAQAAA==") == "saml-artifact-malformed")
        let other = try Artifact(entityID: "https://evil/", endpointIndex: 7, CountingRandomness()).text
        #expect(await verdict(never, artifact: other) == "saml-artifact-source-mismatch")
        let unknown = try Artifact(entityID: World.idp, endpointIndex: 8, CountingRandomness()).text
        #expect(await verdict(never, artifact: unknown) == "saml-endpoint-missing")
    }
}
