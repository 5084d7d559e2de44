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
        #expect(reason("https://wiki.federation.example/sp") == "metadata-entity-unknown")
        let later = try #require(Instant(rfc3339: "2030-07-01T00:00:00Z"))
        #expect(reason("https://curve.federation.example/idp", at: later) == "metadata-expired")
        #expect(reason("https://rsa.federation.example/idp", at: later) == nil)
        let end = try #require(Instant(rfc3339: "2030-11-15T00:00:00Z"))
        #expect(reason("https://rsa.federation.example/idp", at: end) == "metadata-expired")
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
