import Cryptography
import Essentials
import SAML
import Testing

@Suite("The identity providers of a federation")
struct MetadataAggregateTests {
    private func federation() throws -> MetadataAggregate {
        try MetadataAggregate(
            parsing: try MetadataFixture.bytes("federation.xml"),
            signature: .pinned([try MetadataFixture.certificate("federation")]), at: MetadataFixture.now)
    }

    @Test("are those of every group, in the document's order; others are counted")
    func index() throws {
        let federation = try federation()
        #expect(
            federation.identityProviders == [
                "https://rsa.federation.example/idp", "https://curve.federation.example/idp",
                "https://weak.federation.example/idp",
            ])
        #expect(federation.entityCount == 4)
        #expect(federation.validUntil == Instant(rfc3339: "2030-11-15T00:00:00Z"))
        #expect(federation.cacheDuration == .seconds(6 * 3600))
        #expect(!federation.contains("https://wiki.federation.example/sp"))
    }

    @Test("each is read as it would be from the document itself")
    func same() throws {
        let federation = try federation()
        for entityID: ExactString in ["https://rsa.federation.example/idp", "https://curve.federation.example/idp"] {
            let indexed = try federation.metadata(of: entityID, at: MetadataFixture.now)
            let read = try MetadataFixture.read(
                "federation.xml", entityID: entityID,
                signature: .pinned([try MetadataFixture.certificate("federation")]))
            #expect(indexed.entityID == read.entityID)
            #expect(indexed.signingKeys.map(\.publicKey.components) == read.signingKeys.map(\.publicKey.components))
            #expect(indexed.singleSignOn == read.singleSignOn)
            #expect(indexed.validUntil == read.validUntil)
            #expect(indexed.cacheDuration == read.cacheDuration)
            #expect(indexed.warnings == read.warnings)
        }
    }

    @Test("what is wrong with one is told when that one is asked for")
    func each() throws {
        let federation = try federation()
        func reason(_ entityID: ExactString, at now: Instant = MetadataFixture.now) -> String? {
            do throws(MetadataRefusal) {
                _ = try federation.metadata(of: entityID, at: now)
                return nil
            } catch {
                return error.reason
            }
        }
        #expect(reason("https://weak.federation.example/idp") == "metadata-no-signing-key")
        #expect(reason("https://nobody.example") == "metadata-entity-unknown")
        #expect(reason("https://wiki.federation.example/sp") == "metadata-no-identity-provider")
        let later = try #require(Instant(rfc3339: "2030-07-01T00:00:00Z"))
        #expect(reason("https://curve.federation.example/idp", at: later) == "metadata-expired")
        #expect(reason("https://rsa.federation.example/idp", at: later) == nil)
        let end = try #require(Instant(rfc3339: "2030-11-15T00:00:00Z"))
        #expect(reason("https://rsa.federation.example/idp", at: end) == "metadata-expired")
    }

    @Test("the only one need not be named; of several one must be, and of none there is none")
    func only() throws {
        let other = try MetadataText.entity("https://other.example")
        let service = """
            <md:EntityDescriptor entityID="https://sp.example"><md:SPSSODescriptor \
            protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/></md:EntityDescriptor>
            """
        func reason(_ text: String) throws -> String? {
            let aggregate = try MetadataAggregate(
                parsing: Array(text.utf8), signature: .notJudged, at: MetadataFixture.now)
            do throws(MetadataRefusal) {
                _ = try aggregate.onlyMetadata(at: MetadataFixture.now)
                return nil
            } catch {
                return error.reason
            }
        }
        let one = try MetadataText.entity()
        #expect(try reason(one) == nil)
        #expect(try reason(MetadataText.group(service + one)) == nil)
        #expect(try reason(MetadataText.group(one + other)) == "metadata-entity-not-named")
        #expect(try reason(MetadataText.group(one + one)) == "metadata-entity-repeated")
        #expect(try reason(MetadataText.group(service)) == "metadata-no-identity-provider")
        #expect(try reason(MetadataText.group("")) == "metadata-no-identity-provider")
    }

    @Test("a document of one entity is not of another")
    func mismatch() throws {
        let aggregate = try MetadataAggregate(
            parsing: Array(try MetadataText.entity().utf8), signature: .notJudged, at: MetadataFixture.now)
        #expect(
            throws: MetadataRefusal.entityMismatch(found: "https://idp.example", expected: "https://idp.example/")
        ) { try aggregate.metadata(of: "https://idp.example/", at: MetadataFixture.now) }
    }

    @Test("one that is described twice is refused, whichever role comes first")
    func repeated() throws {
        let provider = """
            <md:EntityDescriptor entityID="https://idp.example"><md:SPSSODescriptor \
            protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/></md:EntityDescriptor>
            """
        let one = try MetadataText.entity()
        for inside in [one + provider, provider + one, one + one] {
            let aggregate = try MetadataAggregate(
                parsing: Array(MetadataText.group(inside).utf8), signature: .notJudged, at: MetadataFixture.now)
            #expect(aggregate.identityProviders == ["https://idp.example"])
            #expect(throws: MetadataRefusal.entityRepeated("https://idp.example")) {
                try aggregate.metadata(of: "https://idp.example", at: MetadataFixture.now)
            }
        }
    }

    @Test("a comment in the midst of a value is refused in the index as in the document")
    func comments() throws {
        let text = try MetadataText.entity(inside: "<md:NameIDFormat>urn:a<!-- -->b</md:NameIDFormat>")
        let aggregate = try MetadataAggregate(
            parsing: Array(MetadataText.group(text).utf8), signature: .notJudged, at: MetadataFixture.now)
        #expect(throws: MetadataRefusal.self) {
            try aggregate.metadata(of: "https://idp.example", at: MetadataFixture.now)
        }
    }
}
