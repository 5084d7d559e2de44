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
