import Cryptography
import Essentials
import HTTP
import SAML
import Testing

/// The expected values stand in the documents, which are written in the shapes that the providers publish.
@Suite("Metadata in the shapes that identity providers publish")
struct MetadataProviderTests {
    /// What a document says, as far as a line can tell it.
    struct Expected: Sendable, CustomTestStringConvertible {
        let file: String
        let entityID: ExactString
        let signing: [String]
        var encryption: [String] = []
        let signOn: [SAMLBinding]
        var logout: [SAMLBinding] = []
        var artifactIndexes: [UInt16] = []
        var wantsSigned = false
        var formats = 0
        var warnings: [String] = []
        var testDescription: String { file }
    }

    static let tenant = "9122040d-6c67-4c5b-b112-36a304b66dad"

    static let providers: [Expected] = [
        Expected(
            file: "entra.xml", entityID: "https://sts.windows.net/9122040d-6c67-4c5b-b112-36a304b66dad/",
            signing: [
                "accounts.accesscontrol.windows.net 1", "accounts.accesscontrol.windows.net 2",
                "Microsoft Azure Federated SSO Certificate",
            ], signOn: [.redirect, .post], logout: [.redirect]),
        Expected(
            file: "adfs.xml", entityID: "http://fs.example.com/adfs/services/trust",
            signing: ["ADFS Signing - fs.example.com"], encryption: ["ADFS Encryption - fs.example.com"],
            signOn: [.redirect, .post], logout: [.redirect, .post], formats: 3),
        Expected(
            file: "okta.xml", entityID: "http://www.okta.com/exk1fcia6d6EMsf331d8", signing: ["dev-123456"],
            signOn: [.post, .redirect], formats: 2),
        Expected(
            file: "google.xml", entityID: "https://accounts.google.com/o/saml2?idpid=C01a2b3c4", signing: ["Google"],
            signOn: [.redirect, .post], formats: 1),
        Expected(
            file: "keycloak.xml", entityID: "https://keycloak.example.com/realms/master", signing: ["master"],
            signOn: [.post, .redirect, .soap, .artifact], logout: [.post, .redirect, .artifact, .soap],
            artifactIndexes: [0], wantsSigned: true, formats: 4),
        Expected(
            file: "shibboleth.xml", entityID: "https://idp.example.org/idp/shibboleth",
            signing: ["idp.example.org back channel", "idp.example.org front channel"],
            encryption: ["idp.example.org encryption"], signOn: [.post, .redirect], logout: [.redirect],
            artifactIndexes: [2], formats: 2),
        Expected(
            file: "simplesamlphp.xml", entityID: "https://login.example.edu/simplesaml/saml2/idp/metadata.php",
            signing: ["login.example.edu"], encryption: ["login.example.edu"], signOn: [.redirect],
            logout: [.redirect], formats: 1, warnings: ["metadata-certificate-not-valid-now"]),
    ]

    @Test("is read whole", arguments: providers)
    func reads(_ expected: Expected) throws {
        let metadata = try MetadataFixture.read(expected.file)
        #expect(metadata.entityID == expected.entityID)
        #expect(
            try Self.fingerprints(metadata.signingCertificates) == expected.signing.map(MetadataFixture.fingerprint))
        #expect(
            try Self.fingerprints(metadata.encryptionCertificates)
                == expected.encryption.map(MetadataFixture.fingerprint))
        #expect(metadata.singleSignOn.map(\.binding) == expected.signOn)
        #expect(metadata.singleLogout.map(\.binding) == expected.logout)
        #expect(metadata.artifactResolution.map(\.index) == expected.artifactIndexes)
        #expect(metadata.wantsSignedAuthnRequests == expected.wantsSigned)
        #expect(metadata.nameIDFormats.count == expected.formats)
        #expect(metadata.warnings.map(\.reason) == expected.warnings)
    }

    static func fingerprints(_ certificates: [Certificate]) throws -> [String] {
        try certificates.map { Hexadecimal.encode(try $0.fingerprint()) }
    }

    @Test("a byte order mark before it, as Entra writes one, changes nothing")
    func byteOrderMark() throws {
        let bytes = [0xEF, 0xBB, 0xBF] + (try MetadataFixture.bytes("entra.xml"))
        let metadata = try MetadataReader.read(
            bytes, entityID: nil, signature: .pinned([try MetadataFixture.certificate("entra")]),
            at: MetadataFixture.now)
        #expect(metadata.signingKeys.count == 3)
    }

    @Test("the roles of WS-Federation, of a service provider and of an attribute authority lend nothing")
    func otherRoles() throws {
        #expect(try MetadataFixture.read("adfs.xml").signingKeys.count == 1)
        let shibboleth = try MetadataFixture.read("shibboleth.xml")
        let stranger = try MetadataFixture.fingerprint("attributes.example.org")
        #expect(try !Self.fingerprints(shibboleth.signingCertificates).contains(stranger))
    }

    @Test("a bare key of LemonLDAP::NG is a key as well, and serves both uses")
    func bareKey() throws {
        let metadata = try MetadataFixture.read("lemonldap.xml")
        #expect(metadata.signingCertificates.isEmpty)
        guard case .rsa(let modulus, let exponent) = try #require(metadata.signingKeys.first).publicKey.components
        else {
            Issue.record("not an RSA key")
            return
        }
        #expect(Hexadecimal.encode(modulus) == (try MetadataFixture.fingerprint("lemonldap modulus")))
        #expect(exponent == [1, 0, 1])
        #expect(metadata.encryptionKeys.count == 1)
        #expect(metadata.wantsSignedAuthnRequests)
        #expect(metadata.artifactResolution.standard?.isDefault == true)
    }

    @Test("logout responses go where the document sends them, and where it does not say, where requests go")
    func responseLocations() throws {
        let logout = try #require(try MetadataFixture.read("lemonldap.xml").singleLogout.first(.post))
        #expect(logout.location.description == "https://auth.example.com/saml/singleLogout")
        #expect(logout.responsesTo.description == "https://auth.example.com/saml/singleLogoutReturn")
        let soap = try #require(try MetadataFixture.read("lemonldap.xml").singleLogout.first(.soap))
        #expect(soap.responsesTo == soap.location)
    }

    @Test("names for people are found by language; the organisation's stand in where there are none")
    func displayNames() throws {
        let shibboleth = try MetadataFixture.read("shibboleth.xml")
        #expect(shibboleth.displayName() == "Example University")
        #expect(shibboleth.displayName(in: ["fr", "de-CH"]) == "Universität Beispiel")
        #expect(try MetadataFixture.read("simplesamlphp.xml").displayName() == "Example College")
        #expect(try MetadataFixture.read("okta.xml").displayName() == nil)
    }

    @Test("scopes are taken literally or not at all")
    func scopes() throws {
        #expect(try MetadataFixture.read("shibboleth.xml").scopes == ["example.org"])
    }

    @Test("a NameID format is read without the white space around it")
    func format() throws {
        #expect(try MetadataFixture.read("shibboleth.xml").nameIDFormats.last == NameIDFormat.transient)
    }

    @Test("says until when it is true")
    func validUntil() throws {
        let end = try #require(Instant(rfc3339: "2031-03-02T10:26:45Z"))
        #expect(try MetadataFixture.read("google.xml").validUntil == end)
        #expect(MetadataFixture.refusal(try MetadataFixture.text("google.xml"), at: end) == .expired(end, at: end))
        #expect(MetadataFixture.refusal(try MetadataFixture.text("google.xml"), at: end - .seconds(1)) == nil)
    }
}
