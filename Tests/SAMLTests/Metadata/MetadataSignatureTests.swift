import Cryptography
import Essentials
import SAML
import Testing
import XMLSecurity

/// Signed by xmlsec1.
@Suite("Metadata that must be signed")
struct MetadataSignatureTests {
    private func pinned(_ names: String...) throws -> MetadataTrust {
        .pinned(try names.map { try MetadataFixture.certificate($0) })
    }

    /// The signed entity of AD FS without the XML declaration before it.
    private func element() throws -> String {
        let text = try MetadataFixture.text("adfs.xml")
        return String(text[try #require(text.firstRange(of: "<EntityDescriptor")).lowerBound...])
    }

    @Test("is taken where a pinned key signed the root", arguments: ["entra", "adfs"])
    func verified(name: String) throws {
        let metadata = try MetadataFixture.read("\(name).xml", signature: try pinned("elsewhere", name))
        #expect(!metadata.signingKeys.isEmpty)
        // Neither says an end, so that an old copy would pass as well.
        #expect(metadata.warnings.map(\.reason) == ["metadata-no-end"])
    }

    @Test("is refused where another key signed it, though its own certificate stands beside the signature")
    func otherKey() throws {
        let refusal = MetadataFixture.refusal(
            try MetadataFixture.text("adfs.xml"), signature: try pinned("elsewhere"))
        guard case .signatureRefused(.badSignature)? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(refusal?.reason == "metadata-signature-refused")
        #expect(refusal?.clause == "XML-DSig §3.2.2")
    }

    @Test(
        "is refused where anything in it was changed after it was signed",
        arguments: [
            ("https://fs.example.com/adfs/ls/", "https://fs.example.net/adfs/ls/"),
            ("use=\"encryption\"", "use=\"signing\""),
            ("</EntityDescriptor>", "<a xmlns=\"urn:a\"/></EntityDescriptor>"),
        ])
    func altered(old: String, new: String) throws {
        let text = try MetadataFixture.text("adfs.xml")
        let changed = text.replacing(old, with: new)
        #expect(changed != text)
        #expect(
            MetadataFixture.refusal(changed, signature: try pinned("adfs"))
                == .signatureRefused(.digestMismatch(element: "EntityDescriptor")))
    }

    @Test("is refused where it is not signed")
    func unsigned() throws {
        let refusal = MetadataFixture.refusal(try MetadataFixture.text("okta.xml"), signature: try pinned("adfs"))
        #expect(refusal == .unsigned)
        #expect(refusal?.reason == "metadata-unsigned")
    }

    @Test("is refused where only something inside it is signed")
    func wrapped() throws {
        let inner = try element()
        #expect(
            MetadataFixture.refusal(
                MetadataText.group(inner), entityID: "http://fs.example.com/adfs/services/trust",
                signature: try pinned("adfs")) == .unsigned)
    }

    @Test("is refused where the signature in the root is of the group it was taken from")
    func moved() throws {
        let inner = try element()
        let start = try #require(inner.firstRange(of: "<ds:Signature"))
        let end = try #require(inner.firstRange(of: "</ds:Signature>"))
        let signature = String(inner[start.lowerBound..<end.upperBound])
        let evil = try MetadataText.entity("https://evil.example")
        let refusal = MetadataFixture.refusal(
            MetadataText.group(signature + evil + inner, attributes: "ID=\"root\""), entityID: "https://evil.example",
            signature: try pinned("adfs"))
        #expect(
            refusal
                == .signatureRefused(
                    .referenceNotParent(found: "#_0e5a84d2-5c4e-4a5b-9a2e-6f8a52c1c0de", parent: "#root")))
    }

    @Test("is refused where nothing, or too much, is pinned")
    func pins() throws {
        let text = try MetadataFixture.text("adfs.xml")
        #expect(MetadataFixture.refusal(text, signature: .pinned([])) == .noPinnedCertificate)
        let many = [Certificate](repeating: try MetadataFixture.certificate("adfs"), count: 9)
        #expect(MetadataFixture.refusal(text, signature: .pinned(many)) == .tooManyPinnedCertificates(limit: 8))
    }

    @Test("a federation's signature covers each entity in it")
    func federation() throws {
        let trust = try pinned("federation")
        let metadata = try MetadataFixture.read(
            "federation.xml", entityID: "https://rsa.federation.example/idp", signature: trust)
        #expect(metadata.validUntil == Instant(rfc3339: "2030-11-15T00:00:00Z"))
        #expect(metadata.cacheDuration == .seconds(3600))
        #expect(metadata.warnings == [])
        let curve = try MetadataFixture.read(
            "federation.xml", entityID: "https://curve.federation.example/idp", signature: trust)
        #expect(curve.validUntil == Instant(rfc3339: "2030-06-01T00:00:00Z"))
        #expect(curve.signingKeys.first?.publicKey.kind == .elliptic(.p256))
    }
}
