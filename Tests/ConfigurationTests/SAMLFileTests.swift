import Cryptography
import Essentials
import Testing

@testable import Configuration

/// The files that a SAML provider's section names are read whole by `check`, and judged as at a sign-in.
@Suite struct SAMLFileTests {
    private func findings(
        _ further: String = "", metadata: String = Fixture.metadata("okta.xml"), files: [String: String] = [:],
        at now: Instant = Fixture.now
    ) -> [String] {
        let provider = "{preset: generic-saml, metadata: file:idp.xml\(further.isEmpty ? "" : ", " + further)}"
        return Fixture.load(
            text: Fixture.small(provider: provider), files: files.merging(["idp.xml": metadata]) { first, _ in first },
            at: now
        ).findings.map(\.text).filter { !$0.contains("there are no `rules`") }
    }

    @Test(arguments: ["okta.xml", "adfs.xml", "entra.xml", "google.xml", "keycloak.xml", "shibboleth.xml"])
    func whatProvidersPublishHasNoError(_ name: String) {
        #expect(findings(metadata: Fixture.metadata(name)).filter { $0.contains(": error: ") } == [])
    }

    static let broken: [(further: String, metadata: String, words: String, remedy: String)] = [
        ("", "<a/>", "neither an `EntityDescriptor` nor", "give the address of the provider's metadata"),
        ("", "<md:EntityDescriptor", "the metadata cannot be read: ", "fetch the metadata from the provider again"),
        ("", "<!DOCTYPE html><html/>", "the root is `html`, neither", "not that of its sign-in page"),
        (
            "", Fixture.metadata("written/sp.xml"), "is no identity provider of SAML 2.0",
            "take the metadata of the identity"
        ),
        (
            "", Fixture.metadata("federation.xml"), "none of them is named as the one that is meant",
            "write the entity ID of the one that is meant as `idp_entity_id`"
        ),
        (
            "idp_entity_id: \"urn:nobody\"", Fixture.metadata("okta.xml"),
            "is of the entity `http://www.okta.com/exk1fcia6d6EMsf331d8`, not of `urn:nobody`", "byte by byte"
        ),
        (
            "metadata_certificate: file:other.pem", Fixture.metadata("okta.xml"), "is not signed, though",
            "take the signed form"
        ),
        (
            "metadata_certificate: file:other.pem", Fixture.metadata("federation.xml"), "signature is not taken",
            "write the certificate that its publisher signs with now as `metadata_certificate`"
        ),
    ]

    @Test(arguments: broken.indices) func aFileThatDoesNotServeIsAnErrorAtItsPlace(_ index: Int) {
        let (further, metadata, words, remedy) = Self.broken[index]
        let found = findings(
            further, metadata: metadata, files: ["other.pem": Fixture.metadata("elsewhere.pem")]
        ).filter { $0.contains(": error: ") }
        #expect(found.count == 1)
        #expect(
            found.first?.hasPrefix("sallyport.yaml:3:42: error: `providers.home.metadata` names the file `idp.xml`: ")
                == true, "\(found)")
        #expect(found.first?.contains(words) == true, "\(found)")
        #expect(found.first?.contains(remedy) == true, "\(found)")
    }

    /// A gateway that starts anew must not stay down because time passed.
    @Test func metadataWhoseTimeIsOverIsAWarning() {
        let late = Instant(seconds: 2_000_000_000)
        let found = findings(metadata: Fixture.metadata("google.xml"), at: late)
        #expect(found.count == 1)
        #expect(found.first?.contains(": warning: ") == true && found.first?.contains("was valid until") == true)
    }

    @Test func whatIsLeftOutOfAFileIsAWarning() {
        // Certificates of the fixtures end in 2035.
        let found = findings(at: Instant(seconds: 2_100_000_000))
        #expect(found.count == 1)
        #expect(found.first?.contains(": warning: ") == true)
        #expect(found.first?.contains("its key is used all the same") == true, "\(found)")
    }

    private func pem(_ certificate: Certificate) -> String {
        "-----BEGIN CERTIFICATE-----\n\(Base64.encode(certificate.der))\n-----END CERTIFICATE-----\n"
    }

    /// A key of this kind and a certificate of it, in PEM form.
    private func pair(
        _ kind: KeyKind, from begin: Instant = Fixture.now, to end: Instant = Fixture.now + .seconds(400 * 86_400)
    ) throws -> (key: String, certificate: String) {
        let key = try PrivateKey.generate(kind)
        let certificate = try Certificate.selfSigned(
            key, name: "gateway", serial: [1], validFrom: begin, validTo: end)
        return (try key.pem().revealText() ?? "", pem(certificate))
    }

    private func ownKeys(_ purpose: String, key: String, certificate: String) -> [String] {
        findings(
            "\(purpose)_key: file:own.key, \(purpose)_certificate: file:own.crt",
            files: ["own.key": key, "own.crt": certificate])
    }

    @Test(arguments: [
        ("signing", KeyKind.rsa(bits: 2048), nil), ("encryption", .rsa(bits: 2048), nil),
        ("signing", .elliptic(.p256), nil), ("encryption", .elliptic(.p256), "write an RSA key"),
        ("signing", .ed25519, "or one on P-256"),
    ])
    func aKeyMustBeOfAKindThatSAMLTakes(_ purpose: String, _ kind: KeyKind, _ remedy: String?) throws {
        let own = try pair(kind)
        let found = ownKeys(purpose, key: own.key, certificate: own.certificate)
        #expect(found.count == (remedy == nil ? 0 : 1), "\(found)")
        if let remedy {
            #expect(found.first?.contains("`providers.home.\(purpose)_key` from `file:own.key` is a key of") == true)
            #expect(found.first?.contains(remedy) == true)
        }
    }

    @Test func aCertificateOfAnotherKeyOrNoneIsAnErrorThatNamesTheFile() throws {
        let own = try pair(.elliptic(.p256))
        let other = try pair(.elliptic(.p256))
        let mixed = ownKeys("signing", key: own.key, certificate: other.certificate)
        #expect(mixed.count == 1)
        #expect(mixed.first?.contains("from `file:own.crt` is not the certificate of `signing_key`") == true)
        let none = ownKeys(
            "signing", key: own.key, certificate: "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        #expect(none.count == 1)
        #expect(none.first?.contains("from `file:own.crt` is no PEM certificate: ") == true, "\(none)")
        #expect(none.first?.contains("write `signing_certificate: file:PATH`") == true, "\(none)")
        let broken = ownKeys("signing", key: "hello", certificate: own.certificate)
        #expect(broken.first?.contains("from `file:own.key` is no usable private key: ") == true, "\(broken)")
        #expect(broken.allSatisfy { !$0.contains("hello") })
    }

    @Test(arguments: [(-40, -1, "ran out at"), (-40, 20, "runs out at"), (1, 40, "begins at"), (-40, 40, nil)])
    func theTimeOfACertificateIsWarnedAbout(_ begin: Int, _ end: Int, _ words: String?) throws {
        let own = try pair(
            .elliptic(.p256), from: Fixture.now + .seconds(begin * 86_400), to: Fixture.now + .seconds(end * 86_400))
        let found = ownKeys("signing", key: own.key, certificate: own.certificate)
        #expect(found.count == (words == nil ? 0 : 1), "\(found)")
        if let words { #expect(found.first?.contains(": warning: ") == true && found.first?.contains(words) == true) }
    }
}
