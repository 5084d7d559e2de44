import Essentials
import Foundation
import SAML
import Testing

/// Every forged message of Tests/Fixtures/saml-attacks is refused for its own reason, and every good one is taken.
struct AttackTests {
    static let messages = (try? AttackFixtures.all.get().messages) ?? []
    static let redirects = (try? AttackFixtures.all.get().redirects) ?? []

    @Test("the fixtures hold attacks of every family, and good messages beside them")
    func families() throws {
        let all = try AttackFixtures.all.get()
        let families = Set(all.messages.map(\.family))
        #expect(families.count >= 25, "\(families.sorted())")
        #expect(all.messages.filter { $0.verdict == "accepted" }.count >= 12)
        #expect(all.messages.allSatisfy { ($0.verdict == "accepted") == ($0.reason == nil) })
        #expect(all.redirects.count >= 5)
    }

    @Test("a forged response is refused for its own reason, and a good one taken", arguments: messages)
    func judged(_ message: AttackFixtures.Message) throws {
        let all = try AttackFixtures.all.get()
        let bytes = try AttackFixtures.bytes(message.file)
        let expectations = try all.expectations(message)
        let metadata = try all.metadata()
        do throws(ResponseRefusal) {
            let assertion = try ResponseVerifier.verify(bytes, metadata: metadata, expecting: expectations)
            #expect(message.verdict == "accepted", "taken, though \(message.why)")
            #expect(assertion.nameID.value.text == "mallory@example.org")
            #expect(assertion.attributes.map(\.values) == [["developers"]])
        } catch {
            #expect(message.reason == error.reason, "\(error.detail)")
            #expect(!error.detail.contains("admin@example.org"))
        }
    }

    @Test("a report, which reads on past a refusal, comes to the same verdict", arguments: messages)
    func reported(_ message: AttackFixtures.Message) throws {
        let all = try AttackFixtures.all.get()
        let bytes = try AttackFixtures.bytes(message.file)
        let expectations = try all.expectations(message)
        let report = ResponseVerifier.report(on: bytes, metadata: try all.metadata(), expecting: expectations)
        #expect(report.refusal?.reason == message.reason)
        #expect((report.assertion != nil) == (message.verdict == "accepted"))
    }

    @Test("a forged query is refused before anything is read of it", arguments: redirects)
    func redirect(_ redirect: AttackFixtures.Redirect) throws {
        let query = try AttackFixtures.bytes(redirect.file)
        let refusal = #expect(throws: BindingRefusal.self) {
            try RedirectBinding.decode(query, .response)
        }
        #expect(refusal?.reason == redirect.reason, "\(refusal?.detail ?? "")")
    }

    /// One bit of a message is another, anywhere in it: no such message is taken as saying something else. Where
    /// markup does not matter (in `KeyInfo`, or outside of what is signed) it may still be taken, for the same person.
    @Test(
        "no single altered byte of a good response makes it say something else",
        arguments: ["good-assertion", "good-both", "good-gcm-128"])
    func everyByte(_ name: String) throws {
        let all = try AttackFixtures.all.get()
        let message = try #require(all.messages.first { $0.name == name })
        let bytes = try AttackFixtures.bytes(message.file)
        let expectations = try all.expectations(message)
        let metadata = try all.metadata()
        var refused = 0
        for index in bytes.indices where index % 3 == 0 {
            var altered = bytes
            altered[index] ^= 1
            guard let assertion = try? ResponseVerifier.verify(altered, metadata: metadata, expecting: expectations)
            else {
                refused += 1
                continue
            }
            #expect(assertion.nameID.value.text == "mallory@example.org", "byte \(index)")
            #expect(assertion.attributes.map(\.values) == [["developers"]], "byte \(index)")
        }
        #expect(refused > bytes.count / 8)
    }
}
