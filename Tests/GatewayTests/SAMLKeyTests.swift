import Cryptography
import Essentials
import Foundation
import HTTP
import SAML
import Storage
import Testing
import XMLSecurity

@testable import Gateway

/// The gateway's own keys for SAML over the years, on several nodes over one store.
struct SAMLKeyTests {
    private static let day: Duration = .seconds(86_400)

    private func node(_ premises: Premises, isRolling: Bool = true) throws -> SAMLKeys {
        SAMLKeys(
            services: premises.services, url: try Premises.url(premises.origin),
            rollover: isRolling ? KeyRollover(every: Self.day * 365, announce: Self.day * 30, keep: Self.day * 20) : nil
        )
    }

    private func fingerprints(_ credentials: [SigningCredential]) throws -> [[UInt8]] {
        try credentials.map { try $0.certificate.fingerprint() }
    }

    @Test func `The next is shown ahead, then signs, and the former goes`() async throws {
        let premises = try await Premises()
        let keys = try node(premises)
        let first = try await keys.current()
        #expect(first.signing.count == 1 && first.issuing.count == 1 && first.furtherDecryptionKeys.isEmpty)
        premises.clock.advance(by: Self.day * 334)
        #expect(try await keys.current().signing.count == 1)
        premises.clock.advance(by: Self.day)
        let announced = try await keys.current()
        #expect(announced.signing.count == 2 && announced.issuing.count == 2)
        #expect(announced.signing[0].certificate.der == first.signing[0].certificate.der, "the first still signs")
        #expect(announced.issuer.certificate.der == first.issuer.certificate.der)
        #expect(announced.decryption.certificate.der == first.decryption.certificate.der)
        #expect(announced.furtherDecryptionKeys.count == 1)
        let records = try await premises.audit.filter { $0.action == "saml-key-announced" }
        #expect(Set(records.compactMap { $0.fields["use"]?.string }) == ["signing", "decryption", "issuing"])
        #expect(records.allSatisfy { $0.fields["begins"]?.string == (premises.clock.now() + Self.day * 30).rfc3339 })
        premises.clock.advance(by: Self.day * 30)
        let turned = try await keys.current()
        #expect(turned.signing.map(\.certificate.der) == announced.signing.reversed().map(\.certificate.der))
        #expect(turned.issuer.certificate.der == announced.issuing[1].certificate.der)
        #expect(turned.decryption.certificate.der != first.decryption.certificate.der)
        #expect(turned.furtherDecryptionKeys.count == 1)
        premises.clock.advance(by: Self.day * 20)
        let after = try await keys.current()
        #expect(after.signing.map(\.certificate.der) == [turned.signing[0].certificate.der])
        #expect(after.furtherDecryptionKeys.isEmpty)
        for purpose in SAMLKeyPurpose.allCases {
            let left = try await premises.store.find(
                index: purpose.rawValue, in: SAMLKeyStore.collection, at: premises.clock.now())
            #expect(left.map(\.key) == ["\(purpose.rawValue)-2"], "the former private key is gone for good")
        }
        #expect(premises.log.text.contains("another key for SAML is in use use=signing"))
    }

    @Test func `What was encrypted to the former key is read until it goes`() async throws {
        let premises = try await Premises()
        let keys = try node(premises)
        let former = try await keys.current().decryption
        premises.clock.advance(by: Self.day * 335)
        _ = try await keys.current()
        premises.clock.advance(by: Self.day * 49)
        let ring = try await keys.current()
        #expect(ring.decryption.certificate.der != former.certificate.der)
        let all = [ring.decryption.key] + ring.furtherDecryptionKeys
        #expect(all.contains { $0.publicKey.components == former.key.publicKey.components })
        premises.clock.advance(by: Self.day)
        let later = try await keys.current()
        #expect(
            !([later.decryption.key] + later.furtherDecryptionKeys).contains {
                $0.publicKey.components == former.key.publicKey.components
            })
    }

    @Test func `Nodes that never speak agree, at every instant and after a restart`() async throws {
        let premises = try await Premises()
        let nodes = [try node(premises), try node(premises), try node(premises)]
        for step in 0..<60 {
            let rings = try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
                for node in nodes {
                    group.addTask {
                        let ring = try await node.current()
                        return (ring.signing + ring.issuing).map(\.certificate.der) + [ring.decryption.certificate.der]
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(rings).count == 1, "step \(step)")
            let restarted = try await node(premises).current()
            #expect(restarted.signing.map(\.certificate.der) == Array(rings[0].prefix(restarted.signing.count)))
            premises.clock.advance(by: Self.day * 14)
        }
        // Three turns in 826 days, each announced once whichever node came first.
        let announced = try await premises.audit.filter {
            $0.action == "saml-key-announced" && $0.fields["use"] == "signing"
        }
        #expect(announced.compactMap { $0.fields["number"]?.number?.integer } == [2, 3])
    }

    @Test func `Where nothing is said, one key stays for ever`() async throws {
        let premises = try await Premises()
        let keys = try node(premises, isRolling: false)
        let first = try await keys.current()
        premises.clock.advance(by: Self.day * 3650)
        let later = try await keys.current()
        #expect(later.signing.map(\.certificate.der) == first.signing.map(\.certificate.der))
    }

    @Test func `What was announced happens, also where turns are switched off since`() async throws {
        let premises = try await Premises()
        _ = try await node(premises).current()
        premises.clock.advance(by: Self.day * 335)
        let announced = try await node(premises).current()
        let off = try node(premises, isRolling: false)
        #expect(try await off.current().signing.map(\.certificate.der) == announced.signing.map(\.certificate.der))
        premises.clock.advance(by: Self.day * 31)
        #expect(try await off.current().signing[0].certificate.der == announced.signing[1].certificate.der)
        premises.clock.advance(by: Self.day * 2000)
        #expect(try await off.current().signing.count == 1)
    }

    @Test func `Keys at hand serve while the store is out of reach`() async throws {
        let premises = try await Premises()
        let keys = try node(premises)
        let first = try await keys.current()
        premises.store.fail(.reading)
        premises.store.fail(.writing)
        premises.clock.advance(by: Self.day)
        #expect(try await keys.current().signing.map(\.certificate.der) == first.signing.map(\.certificate.der))
        #expect(premises.log.text.contains("could not be read anew"))
        // Nor does a reload of the configuration lose them.
        let reloaded = SAMLKeys(
            services: premises.services, url: try Premises.url(premises.origin), rollover: nil, replacing: keys)
        #expect(try await reloaded.current().signing.map(\.certificate.der) == first.signing.map(\.certificate.der))
        await #expect(throws: (any Error).self) { try await node(premises).current() }
    }

    /// Metadata and messages as a provider sees them, before, between and after.
    @Test func `A provider that reads our metadata is never met by a key that it does not know`() async throws {
        let (premises, corporation) = try await Premises.asserting { $0 + "saml_keys: {rollover: 365d}\n" }
        var known = try await corporation.registrations("corp")
        #expect(known.count == 1)
        var seen: Set<[UInt8]> = []
        for _ in 0..<60 {
            let browser = Browser(premises)
            // By metadata of two weeks ago; `read` refuses a signature of an unknown key.
            let answer = try await browser.open("/login/corp", stopAt: { $0.hasPrefix(Corporation.origin) })
            let url = try Premises.url(try #require(answer.headers["Location"]))
            let message = try RedirectBinding.decode((url.query ?? "").bytes, .request)
            #expect(throws: Never.self) {
                _ = try corporation.half.verify(
                    request: .redirect(message), from: try corporation.registration("corp", keys: known))
            }
            known = try await corporation.registrations("corp")
            for certificate in known { seen.insert(certificate.der) }
            premises.clock.advance(by: Self.day * 14)
        }
        #expect(seen.count == 3)
    }

    /// A day, or a quarter of the announcement where that is less; nothing where keys stay.
    @Test(arguments: [
        ("saml_keys: {rollover: 365d}\n", 86_400), ("saml_keys: {rollover: 365d, announce: 8h}\n", 7200), ("", nil),
    ])
    func `Metadata asks to be read again in time`(settings: String, seconds: Int?) async throws {
        let (premises, _) = try await Premises.asserting { $0 + settings }
        for place in ["/saml/corp/metadata", "/saml/idp/metadata"] {
            let document = try await premises.ask(.get, place)
            let found = document.text.firstMatch(of: /cacheDuration="PT?([0-9]+)([DHMS])"/)
            let units = ["D": 86_400, "H": 3600, "M": 60, "S": 1]
            #expect(found.flatMap { match in Int(match.1).map { $0 * (units[String(match.2)] ?? 0) } } == seconds)
        }
    }

    @Test func `Assertions of ours that are on their way when the key changes are taken`() async throws {
        let (premises, corporation) = try await Premises.asserting { $0 + "saml_keys: {rollover: 365d}\n" }
        var taken = 0
        for day in [0, 335, 364, 365, 366] {
            premises.clock.advance(by: Self.day * (day - taken))
            taken = day
            let browser = Browser(premises)
            _ = try await browser.signIn(at: corporation)
            #expect(try await browser.take("local/Developer").status == .ok, "day \(day)")
            let shown = try await premises.ask(.get, "/saml/idp/metadata").text
            #expect(shown.matches(of: /<ds:X509Certificate>/).count == (day < 335 ? 1 : 2), "day \(day)")
        }
    }
}
