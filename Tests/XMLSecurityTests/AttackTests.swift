import Cryptography
import Essentials
import Foundation
import Testing
import XMLDocuments
import XMLSecurity

/// One file of Tests/Fixtures/xmlsecurity/signatures, made by its `make.py`, with what each of its elements gives.
struct AttackFixture: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let what: String
    /// Of an element by its ID, or by its name where it has none: a reason, or `verified`.
    let elements: [String: String]
    let parse: String?
    let switches: [String]

    var testDescription: String { "\(name): \(what)" }

    static let all: [AttackFixture] = (try? Fixture.verdicts("signatures")) ?? []
}

/// Every attack that belongs to signatures is refused by its own reason, at every element where a reader might look.
@Suite struct AttackTests {
    private static let keys: [VerificationKey] =
        (try? ["idp", "idp-ec"].map { name in
            VerificationKey(
                try PrivateKey(pem: Secret(try Fixture.bytes("xmlsecurity/keys/\(name).key.pem"))).publicKey,
                label: name)
        }) ?? []

    @Test func fixturesAreThere() throws {
        #expect(AttackFixture.all.count > 120)
        #expect(AttackTests.keys.count == 2)
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/xmlsecurity/signatures").path
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == AttackFixture.all.count + 1)
    }

    @Test(arguments: AttackFixture.all) func verdict(attack: AttackFixture) throws {
        let bytes = try Fixture.bytes("xmlsecurity/signatures/\(attack.name).xml")
        let document: XMLDocument
        do {
            document = try XMLDocument(parsing: bytes, limits: .message, identifiers: .saml)
        } catch {
            #expect(error.reason == attack.parse)
            return
        }
        #expect(attack.parse == nil, "it was read")
        let rules = SignatureRules(
            keys: AttackTests.keys, allowsSHA1: attack.switches.contains("sha1"),
            allowsInclusiveCanonicalisation: attack.switches.contains("inclusive"))
        let candidates = ["Response", "Assertion"].flatMap { elements(named: $0, in: document.root) }
        #expect(!candidates.isEmpty)
        for element in candidates {
            let key = element.attribute("ID") ?? element.name.text
            let expected = attack.elements[key] ?? (key == "_a" ? "signature-missing" : "no verdict")
            do {
                let verified = try SignatureVerifier.verify(element, rules: rules)
                #expect(expected == "verified", "\(key)")
                #expect(verified.element == element)
                try requireHonest(verified, isUnreadable: attack.switches.contains("unreadable-name"))
            } catch let refusal as SignatureRefusal {
                #expect(refusal.reason == expected, "\(key): \(refusal)")
            }
        }
    }

    /// What was verified names alice, and nothing else.
    private func requireHonest(_ verified: VerifiedElement, isUnreadable: Bool) throws {
        #expect(verified.signature.identifier == verified.element.identifier)
        let names = elements(named: "NameID", in: verified.element)
        #expect(names.count == 1)
        for name in names {
            if isUnreadable {
                #expect(throws: XMLError.self) { try name.text() }
            } else {
                #expect(try name.text() == "alice")
            }
        }
    }

    private func elements(named name: ExactString, in node: XMLNode) -> [XMLNode] {
        (node.name == name ? [node] : []) + node.children.flatMap { elements(named: name, in: $0) }
    }
}
