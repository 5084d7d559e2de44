import Cryptography
import Essentials
import SAML
import Testing

@Suite("The keys in metadata")
struct MetadataKeyTests {
    private func read(_ keys: String, entityID: ExactString? = nil) throws -> IdentityProviderMetadata {
        try MetadataReader.read(
            Array(try MetadataText.entity(keys: keys).utf8), entityID: nil, signature: .notJudged,
            at: MetadataFixture.now)
    }

    private func descriptor(_ info: String, use: String? = "signing") -> String {
        "<md:KeyDescriptor\(use.map { " use=\"\($0)\"" } ?? "")>\(info)</md:KeyDescriptor>"
    }

    @Test("a key without a use serves both")
    func both() throws {
        let metadata = try read(descriptor(MetadataText.keyInfo(try MetadataText.certificate()), use: nil))
        #expect(metadata.signingKeys.count == 1)
        #expect(metadata.encryptionKeys.count == 1)
    }

    @Test("a key that stands there twice counts once")
    func twice() throws {
        let key = descriptor(MetadataText.keyInfo(try MetadataText.certificate()))
        #expect(try read(key + key).signingKeys.count == 1)
    }

    @Test("a weak key is left out and named; alone it is a reason to refuse")
    func weak() throws {
        let refusal = MetadataFixture.refusal(
            try MetadataFixture.text("federation.xml"), entityID: "https://weak.federation.example/idp")
        guard case .noSigningKey(let entityID, let warnings)? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(entityID == "https://weak.federation.example/idp")
        #expect(warnings.map(\.reason) == ["metadata-key-left-out"])
        #expect(refusal?.detail.contains("1024 bits") == true)
        #expect(refusal?.remedy == "have the provider renew the key")
    }

    @Test(
        "a key descriptor that holds none is left out beside one that does",
        arguments: [
            "", "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>",
            MetadataText.keyInfo("AAAA"), MetadataText.keyInfo("not base64"), MetadataText.keyInfo(""),
            MetadataText.keyInfo("-----BEGIN CERTIFICATE-----"), MetadataText.keyInfo("AA<!-- -->AA"),
            "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:KeyName>a</ds:KeyName></ds:KeyInfo>",
            """
            <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB\
            </ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>
            """,
            "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>"
                + "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>",
        ])
    func unusable(info: String) throws {
        let metadata = try read(
            descriptor(info) + descriptor(MetadataText.keyInfo(try MetadataText.certificate())))
        #expect(metadata.signingKeys.count == 1)
        #expect(metadata.warnings.map(\.reason) == ["metadata-key-left-out"])
        #expect(metadata.warnings.first?.detail.contains("key descriptor 1") == true)
    }

    /// Where else a key may stand in an entity's description: behind the role, in the role's extensions, in its contact,
    /// in another role, in one that only an extension knows, and in an entity inside an extension.
    private static let places = [
        "<md:Extensions>KEY</md:Extensions>", "<md:ContactPerson contactType=\"technical\">KEY</md:ContactPerson>",
        "<x:Role xmlns:x=\"urn:example:x\">KEY</x:Role>",
        "<md:AuthnAuthorityDescriptor>KEY</md:AuthnAuthorityDescriptor>",
        "<md:RoleDescriptor xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"md:IDPSSODescriptorType\""
            + " protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">KEY</md:RoleDescriptor>",
        "<md:Extensions><md:EntityDescriptor entityID=\"https://idp.example\"><md:IDPSSODescriptor"
            + " protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">KEY</md:IDPSSODescriptor>"
            + "</md:EntityDescriptor></md:Extensions>",
        "<md:AffiliationDescriptor affiliationOwnerID=\"https://idp.example\">KEY</md:AffiliationDescriptor>",
    ]

    @Test("a key in another place of the document is no key of the role", arguments: places)
    func elsewhere(place: String) throws {
        let own = descriptor(MetadataText.keyInfo(try MetadataText.certificate()))
        let foreign = place.replacing("KEY", with: descriptor(Self.bare))
        let inside = try MetadataText.entity(keys: own, inside: foreign)
        let beside = try MetadataText.entity(keys: own).replacing(
            "</md:EntityDescriptor>", with: foreign + "</md:EntityDescriptor>")
        for text in [inside, beside] {
            let metadata = try MetadataReader.read(
                Array(text.utf8), entityID: "https://idp.example", signature: .notJudged, at: MetadataFixture.now)
            #expect(metadata.signingKeys.count == 1)
            #expect(metadata.signingKeys.first?.certificate != nil)
        }
    }

    /// A key without a certificate, by which it is known again: of the curve P-256.
    private static let bare = """
        <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:KeyValue><c:ECKeyValue \
        xmlns:c="http://www.w3.org/2009/xmldsig11#"><c:NamedCurve URI="urn:oid:1.2.840.10045.3.1.7"/>\
        <c:PublicKey>BGsX0fLhLEJH+Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU=\
        </c:PublicKey></c:ECKeyValue></ds:KeyValue></ds:KeyInfo>
        """

    @Test("what names a key elsewhere is not followed")
    func references() throws {
        let info = """
            <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:RetrievalMethod \
            URI="http://169.254.169.254/latest/meta-data/"/><ds:X509Data><ds:X509SKI>AAAA</ds:X509SKI></ds:X509Data>\
            </ds:KeyInfo>
            """
        #expect(
            MetadataFixture.refusal(try MetadataText.entity(keys: descriptor(info)))?.reason
                == "metadata-no-signing-key")
    }

    @Test("an element that only looks like a key descriptor is none")
    func lookAlike() throws {
        let good = descriptor(MetadataText.keyInfo(try MetadataText.certificate()))
        // U+212A, which is canonically equivalent to the letter K.
        let other = good.replacing("KeyDescriptor", with: "\u{212A}eyDescriptor")
        #expect(MetadataFixture.refusal(try MetadataText.entity(keys: other))?.reason == "metadata-no-signing-key")
    }

    @Test("a use that is not known is no licence to use the key")
    func unknownUse() throws {
        let good = descriptor(MetadataText.keyInfo(try MetadataText.certificate()), use: "sealing")
        #expect(
            MetadataFixture.refusal(try MetadataText.entity(keys: good))?.reason == "metadata-no-signing-key")
    }

    @Test("of a chain of certificates only the first is the provider's own")
    func chain() throws {
        let own = try MetadataText.certificate()
        let authority = Base64.encode(try MetadataFixture.certificate("adfs").der)
        let chained = MetadataText.keyInfo(own + "</ds:X509Certificate><ds:X509Certificate>" + authority)
        let metadata = try read(descriptor(chained))
        #expect(metadata.signingCertificates.map(\.der) == [try #require(Base64.decode(own))])
        #expect(metadata.warnings == [.furtherCertificatesLeftOut(number: 1)])
    }

    @Test("a key on a named curve without a certificate")
    func curve() throws {
        // RFC 6979 §A.2.5, the public key of P-256.
        let x = "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
        let y = "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"
        let point = Base64.encode([4] + (try #require(Hexadecimal.decode(x + y))))
        func info(_ curve: String, _ point: String) -> String {
            """
            <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:KeyValue><d:ECKeyValue \
            xmlns:d="http://www.w3.org/2009/xmldsig11#"><d:NamedCurve URI="\(curve)"/><d:PublicKey>\(point)\
            </d:PublicKey></d:ECKeyValue></ds:KeyValue></ds:KeyInfo>
            """
        }
        let metadata = try read(descriptor(info("urn:oid:1.2.840.10045.3.1.7", point)))
        let key = try #require(metadata.signingKeys.first)
        #expect(
            key.publicKey.components
                == .elliptic(
                    .p256, x: try #require(Hexadecimal.decode(x)), y: try #require(Hexadecimal.decode(y))))
        // secp256k1, and a point that is not on the curve.
        let off = Base64.encode([4] + (try #require(Hexadecimal.decode(x + x))))
        for broken in [info("urn:oid:1.3.132.0.10", point), info("urn:oid:1.2.840.10045.3.1.7", off)] {
            let refusal = MetadataFixture.refusal(try MetadataText.entity(keys: descriptor(broken)))
            #expect(refusal?.reason == "metadata-no-signing-key")
        }
    }

    @Test("no more than eight keys are tried, the first ones")
    func many() throws {
        var keys = ""
        for _ in 0..<9 {
            let key = try PrivateKey.generate(.elliptic(.p256)).publicKey
            guard case .elliptic(_, let x, let y) = key.components else { continue }
            keys += descriptor(
                """
                <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:KeyValue><d:ECKeyValue \
                xmlns:d="http://www.w3.org/2009/xmldsig11#"><d:NamedCurve URI="urn:oid:1.2.840.10045.3.1.7"/>\
                <d:PublicKey>\(Base64.encode([4] + x + y))</d:PublicKey></d:ECKeyValue></ds:KeyValue></ds:KeyInfo>
                """)
        }
        let metadata = try read(keys)
        #expect(metadata.signingKeys.count == 8)
        #expect(metadata.warnings == [.furtherKeysLeftOut(.signing, limit: 8)])
    }

    @Test("what is too long to be a key is not even decoded", .timeLimit(.minutes(1)))
    func long() throws {
        let long = MetadataText.keyInfo(String(repeating: "A", count: 8_000_000))
        let metadata = try read(descriptor(long) + descriptor(MetadataText.keyInfo(try MetadataText.certificate())))
        #expect(metadata.warnings == [.keyLeftOut(number: 1, .signing, why: "its `X509Certificate` is too long")])
    }

    @Test("a hundred thousand scopes cost what sixty-four do", .timeLimit(.minutes(1)))
    func scopes() throws {
        let rest = String(repeating: "a", count: 150)
        let many = (0..<100_000).map { "<md:Extensions><s:Scope>\($0).\(rest)</s:Scope></md:Extensions>" }.joined()
        let text = try MetadataText.entity(roleAttributes: "xmlns:s=\"urn:mace:shibboleth:metadata:1.0\"", inside: many)
        let metadata = try MetadataReader.read(
            Array(text.utf8), entityID: nil, signature: .notJudged, at: MetadataFixture.now)
        #expect(metadata.scopes.count == 64)
    }
}
