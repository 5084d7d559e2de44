import Essentials
import HTTP
import SAML
import Testing

/// What SimpleSAMLphp 1.19.7, LemonLDAP::NG 2.16.1 and pysaml2 7.5.5 wrote about themselves when the acceptance tests
/// had set them up on 24 November 2026, as it came. The fingerprints were taken with Python.
@Suite("Metadata as installed identity providers wrote it")
struct MetadataInstalledTests {
    struct Expected: Sendable, CustomTestStringConvertible {
        let file: String
        let entityID: ExactString
        let fingerprint: String
        let encrypts: Bool
        let signOn: [String]
        let logout: [String]
        let wantsSigned: Bool
        let formats: [ExactString]
        var testDescription: String { file }
    }

    static let documents = [
        Expected(
            file: "simplesamlphp", entityID: "http://localhost:35481/simplesaml/saml2/idp/metadata.php",
            fingerprint: "33b930b1bb9bf7cbbfebfb44878ca7bf0391ce49b0d562655481e9fbf5dabc54", encrypts: true,
            signOn: [
                "redirect /simplesaml/saml2/idp/SSOService.php", "post /simplesaml/saml2/idp/SSOService.php",
            ], logout: ["redirect /simplesaml/saml2/idp/SingleLogoutService.php"], wantsSigned: false,
            formats: [NameIDFormat.persistent, NameIDFormat.transient, NameIDFormat.emailAddress]),
        Expected(
            file: "lemonldap", entityID: "http://localhost:43559/saml/metadata",
            fingerprint: "a07f949b9d56704a528e5e8736856e01fdbef8e71ee2cf004d826b1d5991162d", encrypts: true,
            signOn: [
                "redirect /saml/singleSignOn", "post /saml/singleSignOn", "artifact /saml/singleSignOnArtifact",
            ],
            logout: [
                "soap /saml/singleLogoutSOAP", "redirect /saml/singleLogoutReturn", "post /saml/singleLogoutReturn",
            ], wantsSigned: true,
            formats: [
                NameIDFormat.emailAddress, NameIDFormat.x509SubjectName, NameIDFormat.windowsDomainQualifiedName,
                NameIDFormat.kerberos, NameIDFormat.entity, NameIDFormat.transient,
            ]),
        Expected(
            file: "pysaml2", entityID: "http://localhost:35131/metadata",
            fingerprint: "a1b04cf8bbcbbb9b430373f3dd856ba4517c099c251aa140b4f02166c7745520", encrypts: false,
            signOn: ["redirect /sso", "post /sso"], logout: [], wantsSigned: true, formats: []),
    ]

    @Test("is read whole", arguments: documents)
    func reads(_ expected: Expected) throws {
        let made = try #require(Instant(rfc3339: "2026-11-24T17:00:00Z"))
        let metadata = try MetadataFixture.read("installed/\(expected.file).xml", at: made)
        #expect(metadata.entityID == expected.entityID)
        #expect(try MetadataProviderTests.fingerprints(metadata.signingCertificates) == [expected.fingerprint])
        #expect(
            try MetadataProviderTests.fingerprints(metadata.encryptionCertificates)
                == (expected.encrypts ? [expected.fingerprint] : []))
        #expect(metadata.singleSignOn.map { "\($0.binding) \($0.location.path)" } == expected.signOn)
        #expect(metadata.singleLogout.map { "\($0.binding) \($0.responsesTo.path)" } == expected.logout)
        #expect(metadata.wantsSignedAuthnRequests == expected.wantsSigned)
        #expect(metadata.nameIDFormats == expected.formats)
        #expect(metadata.warnings == [])
    }
}
