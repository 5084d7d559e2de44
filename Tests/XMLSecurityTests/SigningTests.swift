import Cryptography
import Essentials
import Foundation
import Testing
import XMLDocuments
import XMLSecurity

/// What is signed here: where the signature stands, what it says, and what is not signed. That others verify it, the
/// acceptance tests show with xmlsec1.
@Suite struct SigningTests {
    private static let message = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- <p:Response ID="_c"> --><p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" a='>' ID="_r"\
        ><x><![CDATA[<p:Response ID="_d">]]></x><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">i\
        </saml:Issuer><saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a"><saml:Issuer\
        >ä<!-- </saml:Issuer> --></saml:Issuer><b/></saml:Assertion></p:Response>
        """

    private func rules(_ key: PrivateKey) -> SignatureRules {
        SignatureRules(
            keys: [VerificationKey(key.publicKey, label: "k")], allowsSHA1: false,
            allowsInclusiveCanonicalisation: false)
    }

    private func read(_ bytes: [UInt8]) throws -> XMLDocument {
        try XMLDocument(parsing: bytes, limits: .message, identifiers: .saml)
    }

    @Test func standsBehindTheIssuer() throws {
        let key = try Fixture.key("idp")
        let signed = try XMLSigner(key: key, certificate: nil).sign(SigningTests.message.bytes, id: "_a")
        let text = try #require(String(strictUTF8: signed))
        #expect(text.contains("<!-- </saml:Issuer> --></saml:Issuer><ds:Signature "))
        #expect(text.contains("</ds:Signature><b/></saml:Assertion>"))
        // Nothing else is touched.
        let start = try #require(text.range(of: "<ds:Signature "))
        let end = try #require(text.range(of: "</ds:Signature>"))
        #expect((text[..<start.lowerBound] + text[end.upperBound...]) == SigningTests.message)
        let element = try #require(try read(signed).element(withID: "_a"))
        let facts = try SignatureVerifier.verify(element, rules: rules(key)).signature
        #expect(facts.algorithm == .rsaSHA256)
        #expect(facts.digest == .sha256)
        #expect(facts.keyIndex == 0)
        #expect(facts.keyLabel == "k")
        #expect(facts.identifier == "_a")
        #expect(!facts.usesSHA1)
    }

    @Test func standsFirstWhereNoIssuerDoes() throws {
        let key = try Fixture.key("idp")
        let signed = try XMLSigner(key: key, certificate: nil).sign(SigningTests.message.bytes, id: "_r")
        #expect(try #require(String(strictUTF8: signed)).contains("ID=\"_r\"><ds:Signature "))
        let metadata = "<md:EntityDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" ID=\"_m\" />"
        let document = try read(try XMLSigner(key: key, certificate: nil).sign(metadata.bytes, id: "_m"))
        #expect(try SignatureVerifier.isSigned(document.root))
        #expect(document.root.name == "EntityDescriptor")
    }

    @Test func signsInsideWhatIsSigned() throws {
        let key = try Fixture.key("idp")
        let signer = XMLSigner(key: key, certificate: nil)
        let both = try signer.sign(try signer.sign(SigningTests.message.bytes, id: "_a"), id: "_r")
        let document = try read(both)
        for id in ["_a", "_r"] as [ExactString] {
            let element = try #require(document.element(withID: id))
            #expect(try SignatureVerifier.verify(element, rules: rules(key)).element == element)
        }
    }

    @Test(arguments: [
        (KeyKind.elliptic(.p256), SignatureURI.ecdsaSHA256), (.elliptic(.p384), .ecdsaSHA384),
        (.elliptic(.p521), .ecdsaSHA512), (.rsa(bits: 2048), .rsaSHA256),
    ])
    func usualScheme(kind: KeyKind, algorithm: SignatureURI) throws {
        let key = kind == .rsa(bits: 2048) ? try Fixture.key("idp") : try PrivateKey.generate(kind)
        let document = try read(try XMLSigner(key: key, certificate: nil).sign(SigningTests.message.bytes, id: "_r"))
        #expect(try SignatureVerifier.verify(document.root, rules: rules(key)).signature.algorithm == algorithm)
    }

    @Test func carriesTheCertificate() throws {
        let certificate = try Fixture.certificate("idp")
        let signer = XMLSigner(key: try Fixture.key("idp"), certificate: certificate, scheme: .rsaPSS(.sha512))
        let signed = try signer.sign(SigningTests.message.bytes, id: "_r", inclusivePrefixes: ["p", "#default"])
        let text = try #require(String(strictUTF8: signed))
        #expect(text.contains("<ds:X509Certificate>\(Base64.encode(certificate.der))</ds:X509Certificate>"))
        #expect(text.contains("PrefixList=\"p #default\""))
        let rules = SignatureRules(
            keys: [try VerificationKey(certificate)], allowsSHA1: false, allowsInclusiveCanonicalisation: false)
        let facts = try SignatureVerifier.verify(try read(signed).root, rules: rules).signature
        #expect(facts.algorithm == .pssSHA512)
        #expect(facts.digest == .sha512)
        #expect(facts.keyLabel == Hexadecimal.encode(try certificate.fingerprint()))
    }

    @Test func refuses() throws {
        let key = try Fixture.key("idp")
        let signer = XMLSigner(key: key, certificate: nil)
        let message = SigningTests.message.bytes
        #expect(throws: SigningFailure.elementNotFound("_x")) { try signer.sign(message, id: "_x") }
        // What only looks like an ID of ours: in a comment, in a CDATA section.
        #expect(throws: SigningFailure.elementNotFound("_c")) { try signer.sign(message, id: "_c") }
        #expect(throws: SigningFailure.elementNotFound("_d")) { try signer.sign(message, id: "_d") }
        #expect(throws: SigningFailure.alreadySigned("Assertion")) {
            try signer.sign(try signer.sign(message, id: "_a"), id: "_a")
        }
        for id in ["", "1a", "a b", "a\"b", "a&b", "ä"] {
            #expect(throws: SigningFailure.identifierNotPlain(id)) { try signer.sign(message, id: ExactString(id)) }
        }
        #expect(throws: SigningFailure.certificateOfAnotherKey) {
            try XMLSigner(key: key, certificate: try Fixture.certificate("sp")).sign(message, id: "_r")
        }
        for scheme in [SignatureScheme.rsaPKCS1(.sha1), .ecdsa(.p256, .sha256), .ed25519] {
            #expect(throws: SigningFailure.schemeNotMade(scheme.description)) {
                try XMLSigner(key: key, certificate: nil, scheme: scheme).sign(message, id: "_r")
            }
        }
        #expect {
            try signer.sign("<a>".bytes, id: "_r")
        } throws: { error in
            (error as? SigningFailure)?.reason == "signing-not-xml"
        }
    }
}
