import Cryptography
import Essentials
import Foundation
import HTTP
import SAML
import Testing
import XMLSecurity

/// What is written is compared with files that xmllint, against the OASIS schemas, xmlsec1 and pysaml2 have taken as
/// what it should be: Tests/Acceptance/test_saml_metadata.py.
@Suite("Our own metadata")
struct MetadataWriterTests {
    static func url(_ text: String) throws -> HTTPURL { try #require(HTTPURL(text)) }

    static func entity() throws -> EntityDescription {
        let own = try MetadataFixture.certificate("own")
        let next = try MetadataFixture.certificate("own-next")
        var entity = EntityDescription(
            entityID: "https://sallyport.example.com/saml/metadata", signingCertificates: [own, next],
            encryptionCertificates: [next, own])
        entity.nameIDFormats = [NameIDFormat.persistent, NameIDFormat.emailAddress]
        entity.displayNames = [.init(language: "en", "Sallyport & <Sons>"), .init(language: "de", "Ausfalltor")]
        entity.organization = .init(
            name: "Example", displayName: "Example Company", url: try url("https://example.com/"))
        entity.validUntil = Instant(rfc3339: "2030-01-01T00:00:00Z")
        entity.cacheDuration = .seconds(86_400)
        return entity
    }

    static func serviceProvider() throws -> ServiceProviderDescription {
        var entity = try entity()
        entity.singleLogout = try [.redirect, .post, .soap].map { binding throws in
            MetadataEndpoint(binding, try url("https://sallyport.example.com/saml/slo/okta?a=1&b=2"))
        }
        return ServiceProviderDescription(
            entity,
            assertionConsumers: [
                IndexedEndpoint(
                    MetadataEndpoint(.post, try url("https://sallyport.example.com/saml/acs/okta")), index: 0,
                    isDefault: true),
                IndexedEndpoint(
                    MetadataEndpoint(.artifact, try url("https://sallyport.example.com/saml/artifact/okta")), index: 1),
            ], signsAuthnRequests: true, wantsSignedAssertions: true)
    }

    static func identityProvider() throws -> IdentityProviderDescription {
        var entity = try entity()
        entity.encryptionCertificates = []
        entity.singleLogout = [
            MetadataEndpoint(
                .redirect, try url("https://sallyport.example.com/saml/idp/slo"),
                responseLocation: try url("https://sallyport.example.com/saml/idp/slo/answer"))
        ]
        entity.artifactResolution = [
            IndexedEndpoint(
                MetadataEndpoint(.soap, try url("https://sallyport.example.com/saml/idp/artifact")), index: 3,
                isDefault: true)
        ]
        return IdentityProviderDescription(
            entity,
            singleSignOn: [
                MetadataEndpoint(.redirect, try url("https://sallyport.example.com/saml/idp/sso")),
                MetadataEndpoint(.post, try url("https://sallyport.example.com/saml/idp/sso")),
            ], wantsSignedAuthnRequests: true)
    }

    static func signer() throws -> XMLSigner {
        XMLSigner(
            key: try PrivateKey(pem: Secret(try MetadataFixture.bytes("own.key.pem"))),
            certificate: try MetadataFixture.certificate("own"))
    }

    private func hold(_ written: [UInt8], against name: String) throws {
        // RECORD_METADATA names a folder to write to, for whoever changes what is written.
        if let folder = ProcessInfo.processInfo.environment["RECORD_METADATA"] {
            try Data(written).write(to: URL(fileURLWithPath: folder).appendingPathComponent(name))
        }
        #expect(String(decoding: written, as: UTF8.self) == (try MetadataFixture.text("written/\(name)")))
    }

    @Test("as a service provider, signed and not")
    func serviceProvider() throws {
        let description = try Self.serviceProvider()
        try hold(try MetadataWriter.serviceProvider(description), against: "sp.xml")
        try hold(
            try MetadataWriter.serviceProvider(description, signedBy: try Self.signer()), against: "sp-signed.xml")
    }

    @Test("as an identity provider, signed, and read back by our own reader")
    func identityProvider() throws {
        let written = try MetadataWriter.identityProvider(
            try Self.identityProvider(), signedBy: try Self.signer())
        try hold(written, against: "idp-signed.xml")
        let read = try MetadataReader.read(
            written, entityID: nil, signature: .pinned([try MetadataFixture.certificate("own")]),
            at: MetadataFixture.now)
        #expect(read.entityID == "https://sallyport.example.com/saml/metadata")
        #expect(
            read.signingCertificates.map(\.der)
                == [try MetadataFixture.certificate("own").der, try MetadataFixture.certificate("own-next").der])
        #expect(read.encryptionKeys.isEmpty)
        #expect(read.singleSignOn.map(\.binding) == [.redirect, .post])
        #expect(read.singleLogout.first?.responsesTo.path == "/saml/idp/slo/answer")
        #expect(read.artifactResolution.standard?.index == 3)
        #expect(read.wantsSignedAuthnRequests)
        #expect(read.displayName() == "Sallyport & <Sons>")
        #expect(read.displayName(in: ["de"]) == "Ausfalltor")
        #expect(read.validUntil == Instant(rfc3339: "2030-01-01T00:00:00Z"))
        #expect(read.cacheDuration == .seconds(86_400))
        #expect(read.warnings == [])
    }

    @Test("its ID changes with what it says and stays while that stays")
    func identifier() throws {
        let first = try MetadataWriter.serviceProvider(try Self.serviceProvider())
        #expect(first == (try MetadataWriter.serviceProvider(try Self.serviceProvider())))
        var other = try Self.serviceProvider()
        other.entity.validUntil = Instant(rfc3339: "2031-01-01T00:00:00Z")
        func identifier(_ bytes: [UInt8]) throws -> Substring {
            let text = String(decoding: bytes, as: UTF8.self)
            let start = try #require(text.firstRange(of: " ID=\""))
            return text[start.upperBound...].prefix { $0 != "\"" }
        }
        #expect(try identifier(first) != identifier(try MetadataWriter.serviceProvider(other)))
    }
}
