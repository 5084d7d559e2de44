import Essentials
import Testing
import XMLSecurity

@testable import SAML

/// Names and attributes that are encrypted inside of a signed assertion, and what may be hidden there.
@Suite struct EncryptionTests {
    private func encrypted(
        _ wrapper: String, _ element: String, _ content: ContentEncryption = .aes256GCM, to name: String = "sp"
    ) throws -> String {
        let encryptor = XMLEncryptor(recipient: try World.certificate(name), content: content)
        return String(
            decoding: try AssertionText.encrypted("saml:\(wrapper)", element.bytes, encryptor), as: UTF8.self)
    }

    private func attribute(_ value: String) -> String {
        "<saml:Attribute xmlns:saml=\"\(SAMLNamespace.assertion)\" Name=\"secret\">"
            + "<saml:AttributeValue>\(value)</saml:AttributeValue></saml:Attribute>"
    }

    private func name(_ value: String) -> String {
        "<saml:NameID xmlns:saml=\"\(SAMLNamespace.assertion)\">\(value)</saml:NameID>"
    }

    private func withAttribute(_ encrypted: String) throws -> ResponseTemplate {
        try ResponseTemplate().with("</saml:AttributeStatement>", encrypted + "</saml:AttributeStatement>")
    }

    private func withName(_ encrypted: String) throws -> ResponseTemplate {
        var template = ResponseTemplate()
        let start = try #require(template.text.firstRange(of: "<saml:NameID")).lowerBound
        let end = try #require(template.text.firstRange(of: "</saml:NameID>")).upperBound
        template.text.replaceSubrange(start..<end, with: encrypted)
        return template
    }

    private func verify(
        _ template: ResponseTemplate, _ signing: ResponseTemplate.Signing = .assertion, keys: [String] = ["sp"]
    )
        throws -> VerifiedAssertion
    {
        var expectations = try World.expectations()
        expectations.decryptionKeys = try keys.map { try World.credential($0).key }
        return try ResponseVerifier.verify(
            try template.signed(signing), metadata: try World.metadata(), expecting: expectations)
    }

    /// What is decrypted stands where its wrapper stood, which may be what declares the prefixes (XML Encryption §4.3).
    @Test func aPrefixMayBeDeclaredOnTheWrapper() throws {
        let bare = attribute("one").replacing(" xmlns:saml=\"\(SAMLNamespace.assertion)\"", with: "")
        let hidden = try encrypted("EncryptedAttribute", bare.replacing("saml:", with: "own:"))
            .replacing(
                "<saml:EncryptedAttribute", with: "<saml:EncryptedAttribute xmlns:own=\"\(SAMLNamespace.assertion)\"")
        #expect(try verify(try withAttribute(hidden)).values(of: "secret") == ["one"])
    }

    /// Opening an attribute writes the assertion anew; what would have been refused before is refused then.
    @Test(arguments: [("<![CDATA[alice]]>", "xml-cdata-in-text"), ("alice<!---->", "xml-comment-in-text")])
    func aNameThatIsCutIsRefusedBesideWhatIsEncrypted(name: String, why: String) throws {
        let hidden = try encrypted("EncryptedAttribute", attribute("one"))
        let template = try withAttribute(hidden).with("alice@example.org", "\(name)@example.org")
        #expect(reason { try verify(template) } == why)
    }

    /// A signature covers the ciphertext, so that AES-CBC needs no switch.
    @Test(arguments: [ContentEncryption.aes128GCM, .aes256GCM, .aes128CBC, .aes256CBC])
    func attributesAndNamesAreOpened(content: ContentEncryption) throws {
        let hidden = try encrypted("EncryptedAttribute", attribute("one"), content)
        let further = try encrypted("EncryptedAttribute", attribute("two &amp; three"), content)
        for signing in [ResponseTemplate.Signing.assertion, .response, .both] {
            let assertion = try verify(try withAttribute(hidden + further), signing)
            #expect(assertion.values(of: "secret") == ["one", "two & three"])
            #expect(assertion.values(of: "groups") == ["admins", "ops & dev"])
            let named = try verify(try withName(try encrypted("EncryptedID", name("alice"), content)), signing)
            #expect(named.nameID == NameID(value: "alice"))
        }
    }

    @Test func anyKeyOpens() throws {
        let template = try withName(try encrypted("EncryptedID", name("alice")))
        #expect(try verify(template, keys: ["stranger", "sp"]).nameID.value == "alice")
        #expect(reason { try verify(template, keys: ["stranger"]) } == "decryption-failed")
        #expect(reason { try verify(template, keys: []) } == "encryption-no-decryption-key")
    }

    @Test func whatWasHiddenIsHeldToTheSameRules() throws {
        let rows: [(ResponseTemplate, String)] = [
            (try withName(try encrypted("EncryptedID", attribute("x"))), "saml-decrypted-element-refused"),
            (try withAttribute(try encrypted("EncryptedAttribute", name("x"))), "saml-decrypted-element-refused"),
            (try withAttribute(try encrypted("EncryptedAttribute", attribute("a<!-- -->b"))), "xml-comment-in-text"),
            (try withAttribute(try encrypted("EncryptedAttribute", attribute("<b/>"))), "xml-element-in-text"),
            (try withName(try encrypted("EncryptedID", name("a<!-- -->b"))), "xml-comment-in-text"),
            (try withName(try encrypted("EncryptedID", name(""))), "saml-name-id-refused"),
            (try withName(try encrypted("EncryptedID", name("alice")) + name("bob")), "xml-several-elements"),
            (
                try withName(
                    try encrypted("EncryptedID", name("alice")) + (try encrypted("EncryptedID", name("bob")))),
                "xml-several-elements"
            ),
        ]
        for (template, why) in rows { #expect(reason { try verify(template) } == why) }
    }

    @Test func theirNumberIsBounded() throws {
        let hidden = try encrypted("EncryptedAttribute", attribute("one"))
        let few = try withAttribute(String(repeating: hidden, count: 16))
        #expect(try verify(few).values(of: "secret").count == 16)
        let many = try withAttribute(String(repeating: hidden, count: 18))
        #expect(reason { try verify(many) } == "saml-too-many")
    }

    /// Only the whole is encrypted here, under no signature but its own: by AES-CBC it can be altered unseen, so that
    /// whatever is wrong inside looks the same from outside.
    @Test func whatCouldBeAlteredUnseenIsOneRefusal() throws {
        var options = ServiceProviderOptions()
        options.allowsCBCInsideUnsignedResponse = true
        func verdict(_ edit: (ResponseTemplate) throws -> ResponseTemplate, signing: ResponseTemplate.Signing) throws
            -> String?
        {
            let text = String(decoding: try edit(ResponseTemplate()).signed(signing), as: UTF8.self)
            let start = try #require(text.firstRange(of: "<saml:Assertion")).lowerBound
            let end = try #require(text.firstRange(of: "</saml:Assertion>")).upperBound
            let inner = String(text[start..<end]).replacing(
                "<saml:Assertion ", with: "<saml:Assertion xmlns:saml=\"\(SAMLNamespace.assertion)\" ",
                maxReplacements: 1)
            var outer = text
            outer.replaceSubrange(start..<end, with: try encrypted("EncryptedAssertion", inner, .aes256CBC))
            let expectations = try World.expectations(options: options)
            return reason {
                try ResponseVerifier.verify(outer.bytes, metadata: try World.metadata(), expecting: expectations)
            }
        }
        #expect(try verdict({ $0 }, signing: .assertion) == nil)
        #expect(try verdict({ $0 }, signing: .nothing) == "decryption-failed")
        #expect(try verdict({ try $0.withLast("idp.example.org", "evil") }, signing: .assertion) == "decryption-failed")
        // Behind a good signature nothing is left that could be read bit by bit.
        #expect(try verdict({ try $0.with("cm:bearer", "cm:x") }, signing: .assertion) == "saml-bearer-missing")
    }
}
