import Cryptography
import Essentials
import Foundation
import Testing
import XMLDocuments
import XMLSecurity

/// One file of Tests/Fixtures/xmlsecurity/encryption, made by its `make.py`, with what opening it gives.
struct EncryptionFixture: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let what: String
    /// `opened`, or a reason.
    let verdict: String
    let text: String?
    let switches: [String]

    var testDescription: String { "\(name): \(what)" }

    static let all: [EncryptionFixture] = (try? Fixture.verdicts("encryption")) ?? []
}

/// Encrypted assertions of other implementations, honest and made to annoy.
@Suite struct DecryptionTests {
    private static let saml: ExactString = "urn:oasis:names:tc:SAML:2.0:assertion"

    @Test func fixturesAreThere() { #expect(EncryptionFixture.all.count > 70) }

    @Test(arguments: EncryptionFixture.all) func verdict(fixture: EncryptionFixture) throws {
        let document = try XMLDocument(
            parsing: try Fixture.bytes("xmlsecurity/encryption/\(fixture.name).xml"), limits: .message,
            identifiers: .saml)
        let wrapper = QualifiedName(DecryptionTests.saml, "EncryptedAssertion")
        let node = try #require(document.root.all(wrapper).first)
        let allowsCBC = fixture.switches.contains("cbc")
        let keys = [try Fixture.key("sp")]
        do {
            let opened = try XMLDecryptor.open(
                node, in: document, keys: keys, allowsCBC: allowsCBC, limits: .message, identifiers: .saml)
            #expect(fixture.verdict == "opened")
            #expect(opened.root.all(wrapper).isEmpty || fixture.name == "content-encrypted")
            #expect(opened.root.children.count == document.root.children.count)
            let text = try XMLDecryptor.decrypt(node, keys: keys, allowsCBC: allowsCBC)
            #expect(text == Array((fixture.text ?? "").utf8))
        } catch {
            #expect(error.reason == fixture.verdict, "\(error)")
            // What hangs on secrets is one value, which holds nothing.
            if fixture.verdict == "decryption-failed" { #expect(error == .failed) }
        }
    }

    @Test func anyKeyOfOursMayOpen() throws {
        let document = try document("honest")
        let node = try #require(document.root.all(QualifiedName(DecryptionTests.saml, "EncryptedAssertion")).first)
        let (right, other) = (try Fixture.key("sp"), try Fixture.key("other-sp"))
        let elliptic = try PrivateKey.generate(.elliptic(.p256))
        for keys in [[right], [other, right], [elliptic, other, right], [right, other]] {
            #expect(try !XMLDecryptor.decrypt(node, keys: keys, allowsCBC: false).isEmpty)
        }
        #expect(throws: DecryptionRefusal.failed) {
            try XMLDecryptor.decrypt(node, keys: [other], allowsCBC: false)
        }
        #expect(throws: DecryptionRefusal.noDecryptionKey) {
            try XMLDecryptor.decrypt(node, keys: [elliptic], allowsCBC: false)
        }
        #expect(throws: DecryptionRefusal.noDecryptionKey) {
            try XMLDecryptor.decrypt(node, keys: [], allowsCBC: false)
        }
        #expect(throws: DecryptionRefusal.failed, "the fifth key is not tried") {
            try XMLDecryptor.decrypt(node, keys: [other, other, other, other, right], allowsCBC: false)
        }
    }

    @Test(arguments: ContentEncryption.allCases, [XMLEncryptor.KeyPlace.inside, .beside(id: "_k")])
    func whatIsEncryptedOpens(content: ContentEncryption, place: XMLEncryptor.KeyPlace) throws {
        let element = Array("<a>ä &amp; b</a>".utf8)
        for transport in [
            KeyTransport.oaepMGF1P(digest: .sha1), .oaepMGF1P(digest: .sha256), .oaep(digest: .sha256, mask: .sha256),
            .oaep(digest: .sha512, mask: .sha1),
        ] {
            let encryptor = XMLEncryptor(
                recipient: try Fixture.certificate("sp"), content: content, transport: transport)
            let data = try encryptor.encrypt(element, keyPlace: place)
            let document = try XMLDocument(
                parsing: Array("<r><w>".utf8) + data + Array("</w></r>".utf8), limits: .message, identifiers: .saml)
            let wrapper = try #require(document.root.children.first)
            let key = try Fixture.key("sp")
            #expect(try XMLDecryptor.decrypt(wrapper, keys: [key], allowsCBC: true) == element)
            if !content.isAuthenticated {
                #expect(throws: DecryptionRefusal.cbcRefused(content.uri)) {
                    try XMLDecryptor.decrypt(wrapper, keys: [key], allowsCBC: false)
                }
            }
            // Under AES-CBC a wrong key opens one text in sixteen, as something else.
            let other = try? XMLDecryptor.decrypt(wrapper, keys: [try Fixture.key("other-sp")], allowsCBC: true)
            #expect(content.isAuthenticated ? other == nil : other != element)
        }
    }

    @Test func cbcRefusalNamesBothRemedies() throws {
        let remedy = try #require(DecryptionRefusal.cbcRefused("x").remedy)
        #expect(remedy.contains("sign the whole response"))
        #expect(remedy.contains("allow_cbc_inside_unsigned_response"))
    }

    private func document(_ name: String) throws -> XMLDocument {
        try XMLDocument(
            parsing: try Fixture.bytes("xmlsecurity/encryption/\(name).xml"), limits: .message, identifiers: .saml)
    }
}
