import Essentials
import HTTP
import SAML
import Testing
import XMLDocuments

@Suite("Metadata that is refused, and what it is refused for")
struct MetadataRefusalTests {
    @Test(
        "what is no metadata of SAML 2.0",
        arguments: [
            ("<!DOCTYPE html><html><body>Sign in</body></html>", "metadata-not-metadata"),
            (" \n<HTML></HTML>", "metadata-not-metadata"),
            ("<EntityDescriptor entityID=\"https://idp.example\"/>", "metadata-not-metadata"),
            (
                "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:1.0:metadata\" entityID=\"a\"/>",
                "metadata-not-metadata"
            ),
            ("<md:Organization xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\"/>", "metadata-not-metadata"),
            ("{\"issuer\": \"https://idp.example\"}", "metadata-malformed"), ("", "metadata-malformed"),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "metadata-malformed"),
        ])
    func foreign(text: String, reason: String) {
        #expect(MetadataFixture.refusal(text)?.reason == reason)
    }

    @Test("an entity without an identity provider's role for SAML 2.0")
    func noRole() throws {
        let old = try MetadataText.entity().replacing(":SAML:2.0:protocol", with: ":SAML:1.1:protocol")
        #expect(MetadataFixture.refusal(old) == .noIdentityProvider(entityID: "https://idp.example"))
        let named = MetadataFixture.refusal(old, entityID: "https://idp.example")
        #expect(named == .noIdentityProvider(entityID: "https://idp.example"))
        // A longer name that only begins like the protocol's is another protocol.
        let longer = try MetadataText.entity().replacing(":SAML:2.0:protocol", with: ":SAML:2.0:protocol:x")
        #expect(MetadataFixture.refusal(longer)?.reason == "metadata-no-identity-provider")
    }

    @Test("several roles of which each might hold")
    func roles() throws {
        let one = try MetadataText.entity()
        let start = try #require(one.firstRange(of: "<md:IDPSSODescriptor"))
        let end = try #require(one.firstRange(of: "</md:IDPSSODescriptor>"))
        let role = String(one[start.lowerBound..<end.upperBound])
        let twice = one.replacing(role, with: role + role)
        #expect(MetadataFixture.refusal(twice) == .roleRepeated(entityID: "https://idp.example"))
    }

    @Test("another entity than the one that is meant, also where only bytes tell them apart")
    func otherEntity() throws {
        let text = try MetadataText.entity("https://idp.example/caf\u{E9}")
        #expect(
            MetadataFixture.refusal(text, entityID: "https://idp.example/cafe\u{301}")?.reason
                == "metadata-entity-mismatch")
        #expect(MetadataFixture.refusal(text, entityID: "https://idp.example/caf\u{E9}") == nil)
        #expect(
            MetadataFixture.refusal(MetadataText.group(text), entityID: "https://idp.example")
                == .entityUnknown("https://idp.example"))
    }

    @Test("an entity that is described twice; another's repetition is no matter of this one")
    func repeated() throws {
        let one = try MetadataText.entity()
        let other = try MetadataText.entity("https://other.example")
        let text = MetadataText.group(one + other + other)
        #expect(
            MetadataFixture.refusal(text, entityID: "https://other.example")
                == .entityRepeated("https://other.example"))
        #expect(MetadataFixture.refusal(text, entityID: "https://idp.example") == nil)
        // In another group, and in another role, it is the same entity.
        let provider = """
            <md:EntityDescriptor entityID="https://idp.example"><md:SPSSODescriptor \
            protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/></md:EntityDescriptor>
            """
        let nested = MetadataText.group(MetadataText.group(one) + provider)
        #expect(
            MetadataFixture.refusal(nested, entityID: "https://idp.example") == .entityRepeated("https://idp.example"))
    }

    @Test("a group of several, of which none is named")
    func unnamed() throws {
        let text = MetadataText.group(try MetadataText.entity() + (try MetadataText.entity("https://other.example")))
        #expect(MetadataFixture.refusal(text) == .entityNotNamed(count: 2))
        #expect(MetadataFixture.refusal(MetadataText.group(try MetadataText.entity())) == nil)
        #expect(MetadataFixture.refusal(MetadataText.group(""))?.reason == "metadata-no-identity-provider")
    }

    @Test("an entity ID that is none", arguments: ["", String(repeating: "a", count: 1025)])
    func entityID(_ text: String) throws {
        #expect(
            MetadataFixture.refusal(try MetadataText.entity(text))?.reason == "metadata-entity-id-malformed")
    }

    @Test("a neighbour without a name is no matter of this one")
    func namelessNeighbour() throws {
        let text = MetadataText.group(try MetadataText.entity("") + (try MetadataText.entity()))
        #expect(MetadataFixture.refusal(text, entityID: "https://idp.example") == nil)
        #expect(MetadataFixture.refusal(text) == nil)
    }

    @Test("groups that nest without end")
    func nested() throws {
        var text = try MetadataText.entity()
        for _ in 0..<8 { text = MetadataText.group(text) }
        #expect(MetadataFixture.refusal(text) == nil)
        #expect(MetadataFixture.refusal(MetadataText.group(text)) == .nestedTooDeep(limit: 8))
    }

    @Test(
        "a time that is over, wherever it is said", arguments: ["entity", "role", "group", "group around the group"])
    func expired(place: String) throws {
        let end = "validUntil=\"2026-12-01T15:59:59.5Z\""
        let entity = try MetadataText.entity(
            attributes: place == "entity" ? end : "", roleAttributes: place == "role" ? end : "")
        let group = MetadataText.group(
            MetadataText.group(entity, attributes: place == "group" ? end : ""),
            attributes: place == "group around the group" ? end : "")
        #expect(MetadataFixture.refusal(group)?.reason == "metadata-expired")
        #expect(MetadataFixture.refusal(group, at: MetadataFixture.now - .seconds(1)) == nil)
    }

    @Test("a time of another entity that is over is no matter of this one")
    func expiredNeighbour() throws {
        let old = try MetadataText.entity("https://old.example", attributes: "validUntil=\"2020-01-01T00:00:00Z\"")
        let text = MetadataText.group(old + (try MetadataText.entity()))
        #expect(MetadataFixture.refusal(text, entityID: "https://idp.example") == nil)
        #expect(MetadataFixture.refusal(text, entityID: "https://old.example")?.reason == "metadata-expired")
    }

    @Test(
        "a time that is none",
        arguments: [
            "validUntil=\"tomorrow\"", "validUntil=\"2026-02-30T00:00:00Z\"", "validUntil=\"\"",
            "validUntil=\"2030-01-01 00:00:00Z\"", "cacheDuration=\"-PT1H\"", "cacheDuration=\"1 day\"",
        ])
    func times(attribute: String) throws {
        #expect(
            MetadataFixture.refusal(try MetadataText.entity(attributes: attribute))?.reason == "metadata-time-malformed"
        )
    }

    @Test("a flag that is neither true nor false")
    func flag() throws {
        let text = try MetadataText.entity(roleAttributes: "WantAuthnRequestsSigned=\"yes\"")
        #expect(MetadataFixture.refusal(text)?.reason == "metadata-value-malformed")
        let broken = try MetadataText.entity(inside: "<md:NameIDFormat>urn:a<!-- -->b</md:NameIDFormat>")
        #expect(MetadataFixture.refusal(broken)?.reason == "metadata-value-malformed")
    }

    @Test(
        "a place for sign-in that may not be used",
        arguments: [
            "http://idp.example/sso", "javascript:alert(1)", "https://user@idp.example/sso", "/sso", "",
            "https://idp.example/sso#here", "data:text/html,hello",
        ])
    func locations(location: String) throws {
        let refusal = MetadataFixture.refusal(try MetadataText.entity(location: location))
        #expect(refusal?.reason == "metadata-no-single-sign-on")
        #expect(refusal?.detail.contains("is left out") == true)
    }

    @Test("plain http is a matter of the rule")
    func plainHTTP() throws {
        let loopback = try MetadataText.entity(location: "http://127.0.0.1:8080/sso")
        let network = try MetadataText.entity(location: "http://idp.example/sso")
        #expect(MetadataFixture.refusal(loopback, plainHTTP: .onLoopback) == nil)
        #expect(MetadataFixture.refusal(loopback, plainHTTP: .refused)?.reason == "metadata-no-single-sign-on")
        #expect(MetadataFixture.refusal(network, plainHTTP: .onLoopback)?.reason == "metadata-no-single-sign-on")
        #expect(MetadataFixture.refusal(network, plainHTTP: .allowed) == nil)
    }

    @Test("no binding for sign-in that is spoken here")
    func bindings() throws {
        let text = try MetadataText.entity().replacing("HTTP-Redirect", with: "PAOS")
        #expect(MetadataFixture.refusal(text)?.reason == "metadata-no-single-sign-on")
        let soap = try MetadataText.entity().replacing(
            "bindings:HTTP-Redirect", with: "bindings:SOAP")
        #expect(MetadataFixture.refusal(soap)?.reason == "metadata-no-single-sign-on")
    }
}
