import Cryptography
import Essentials
import Synchronization
import Testing
import XMLDocuments

@testable import XMLSecurity

/// Which keys are tried, which algorithms are known by which name, and what is told of SHA-1.
@Suite struct RulesTests {
    private func document(_ name: String) throws -> XMLDocument {
        try XMLDocument(
            parsing: try Fixture.bytes("xmlsecurity/signatures/\(name).xml"), limits: .message, identifiers: .saml)
    }

    private func rules(_ names: [String], sha1: Bool = false, log: any LogSink = NoLog()) throws -> SignatureRules {
        SignatureRules(
            keys: try names.map { VerificationKey(try Fixture.key($0).publicKey, label: $0) }, allowsSHA1: sha1,
            allowsInclusiveCanonicalisation: false, log: log)
    }

    @Test func theKeyThatFitsIsFound() throws {
        let root = try document("honest-response").root
        let facts = try SignatureVerifier.verify(root, rules: try rules(["sp", "idp-ec", "idp"])).signature
        #expect(facts.keyLabel == "idp")
        #expect(facts.keyIndex == 2)
    }

    @Test func eightKeysAreTried() throws {
        let root = try document("honest-response").root
        // Keys of another type are not counted: they are not tried.
        let seven = [String](repeating: "sp", count: 7)
        #expect(
            try SignatureVerifier.verify(root, rules: try rules(["idp-ec"] + seven + ["idp"])).signature.keyIndex == 8)
        #expect(
            throws: SignatureRefusal.badSignature(algorithm: SignatureURI.rsaSHA256.uri, tried: 8, fitting: 9)
        ) {
            try SignatureVerifier.verify(root, rules: try rules(seven + ["sp", "idp"]))
        }
    }

    @Test func noKey() throws {
        let root = try document("honest-response").root
        #expect(throws: SignatureRefusal.noKey) { try SignatureVerifier.verify(root, rules: try rules([])) }
        #expect(throws: SignatureRefusal.noKeyFits(algorithm: SignatureURI.rsaSHA256.uri)) {
            try SignatureVerifier.verify(root, rules: try rules(["idp-ec"]))
        }
    }

    /// An ECDSA signature is two numbers side by side, each of the curve's full length and none of them zero (RFC 9231
    /// §2.3.6). Zeros once verified for anything in one library (CVE-2022-21449).
    @Test(arguments: [
        [UInt8](repeating: 0, count: 64), [UInt8](repeating: 0, count: 2), [UInt8](repeating: 0xFF, count: 64), [0],
        [UInt8](repeating: 0, count: 63) + [1], [1] + [UInt8](repeating: 0, count: 63),
        [UInt8](repeating: 0, count: 128),
        // The group's order, for both.
        [UInt8](repeating: 0, count: 32) + RulesTests.order, RulesTests.order + RulesTests.order,
    ])
    func ellipticNumbersThatAreNone(value: [UInt8]) throws {
        let text = String(decoding: try Fixture.bytes("xmlsecurity/signatures/honest-ecdsa.xml"), as: UTF8.self)
        #expect(try judged(text, value: nil) == nil)
        #expect(try judged(text, value: value) == "signature-wrong")
    }

    /// The same signature in another spelling of its numbers.
    @Test func ellipticNumbersInOtherSpellings() throws {
        let text = String(decoding: try Fixture.bytes("xmlsecurity/signatures/honest-ecdsa.xml"), as: UTF8.self)
        let value = try #require(Base64.decodeXML(try Self.value(of: text)))
        #expect(value.count == 64)
        let (r, s) = (Array(value.prefix(32)), Array(value.suffix(32)))
        let integer = { (number: [UInt8]) in [0x02, 33, 0] + number }
        let spellings = [
            s + r, r, [0] + value, value + [0], [0] + r + [0] + s, [0x30, 70] + integer(r) + integer(s),
        ]
        for spelling in spellings { #expect(try judged(text, value: spelling) == "signature-wrong") }
    }

    static let order: [UInt8] = [
        0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD,
        0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
    ]

    private static func value(of text: String) throws -> String {
        let start = try #require(text.firstRange(of: "SignatureValue>")).upperBound
        let end = try #require(text[start...].firstIndex(of: "<"))
        return String(text[start..<end])
    }

    /// Why the document is refused with another signature's value; `nil` where it is taken.
    private func judged(_ text: String, value: [UInt8]?) throws -> String? {
        let text = try value.map { text.replacing(try Self.value(of: text), with: Base64.encode($0)) } ?? text
        let document = try XMLDocument(parsing: text.bytes, limits: .message, identifiers: .saml)
        let rules = try rules(["idp-ec"])
        let isSigned = try SignatureVerifier.isSigned(document.root)
        let element = try #require(isSigned ? document.root : document.root.children.last)
        do throws(SignatureRefusal) {
            _ = try SignatureVerifier.verify(element, rules: rules)
            return nil
        } catch {
            return error.reason
        }
    }

    private final class Lines: LogSink {
        let all = Mutex<[String]>([])
        func log(_ level: LogLevel, _ message: String, _ facts: KeyValuePairs<String, String>) {
            all.withLock { $0.append("\(level) \(message)") }
        }
    }

    @Test(arguments: [("sha1-signature", 1), ("sha1-digest", 1), ("honest-response", 0)])
    func sha1IsLogged(name: String, lines: Int) throws {
        let log = Lines()
        let facts = try SignatureVerifier.verify(
            try document(name).root, rules: try rules(["idp"], sha1: true, log: log)
        ).signature
        #expect(facts.usesSHA1 == (lines == 1))
        #expect(log.all.withLock { $0.filter { $0.hasPrefix("warning ") && $0.contains("SHA-1") }.count } == lines)
    }

    @Test(arguments: SignatureURI.allCases) func identifiersAreReadBack(algorithm: SignatureURI) throws {
        #expect(SignatureURI(algorithm.uri) == algorithm)
        #expect(SignatureURI(algorithm.uri + "/") == nil)
        #expect(SignatureURI(algorithm.uri.uppercased()) == nil)
        let kinds: [KeyKind] = [.rsa(bits: 2048), .elliptic(.p256), .elliptic(.p384), .elliptic(.p521), .ed25519]
        let schemes = kinds.compactMap { algorithm.scheme(for: $0) }
        #expect(schemes.count == (algorithm.uri.contains("ecdsa") ? 3 : 1))
        for scheme in schemes { #expect(SignatureURI(scheme) == (algorithm.hash == .sha1 ? nil : algorithm)) }
    }

    @Test func schemesThatAreNotMadeHaveNoIdentifier() {
        for scheme in [SignatureScheme.rsaPKCS1(.sha1), .rsaPSS(.sha1), .ecdsa(.p256, .sha1), .ed25519] {
            #expect(SignatureURI(scheme) == nil)
        }
    }

    /// What the specifications call them; a slip in one identifier would be a peer that is never understood.
    @Test func identifiersAreThoseOfTheSpecifications() {
        #expect(SignatureURI.rsaSHA256.uri == "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")
        #expect(SignatureURI.pssSHA384.uri == "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1")
        #expect(SignatureURI.ecdsaSHA512.uri == "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512")
        #expect(HashAlgorithm(digestURI: "http://www.w3.org/2001/04/xmlenc#sha512") == .sha512)
        #expect(HashAlgorithm(digestURI: "http://www.w3.org/2001/04/xmldsig-more#sha256") == nil)
        #expect(ContentEncryption("http://www.w3.org/2009/xmlenc11#aes128-gcm") == .aes128GCM)
        #expect(HashAlgorithm(maskURI: "http://www.w3.org/2009/xmlenc11#mgf1sha384") == .sha384)
    }

    /// Every refusal has words of its own.
    @Test func reasonsAreStable() {
        let refusals: [SignatureRefusal] = [
            .unsigned(element: "a"), .severalSignatures(element: "a"), .malformed("a"), .elementRefused("a"),
            .severalReferences(2), .withoutID(element: "a"), .referenceNotParent(found: "a", parent: "b"),
            .transformRefused("a"), .canonicalisationRefused("a"), .inclusiveRefused, .prefixListTooLong(17),
            .algorithmRefused("a"), .digestRefused("a"), .sha1Refused("a"), .noKey, .noKeyFits(algorithm: "a"),
            .canonicalisationFailed("a"), .badSignature(algorithm: "a", tried: 1, fitting: 1),
            .digestMismatch(element: "a"), .libraryFailure(.init(detail: "a")),
        ]
        #expect(Set(refusals.map(\.reason)).count == refusals.count)
        #expect(Set(refusals.map(\.detail)).count == refusals.count)
        #expect(refusals.allSatisfy { !$0.detail.hasSuffix(".") && !$0.reason.contains(" ") })
    }
}
