import Essentials
import Testing

@testable import SAML

/// Reasons that programs hold on to: each once, in kebab-case, with a clause and a sentence.
@Suite struct CatalogueTests {
    @Test func everyReasonStandsOnce() {
        let all = ResponseRefusal.catalogue + MessageRefusal.catalogue + BindingRefusal.catalogue
        #expect(Set(all.map(\.reason)).count == all.count)
        for row in all {
            #expect(row.reason.hasPrefix("saml-"))
            #expect(
                row.reason.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
            #expect(row.clause.hasPrefix("SAML "))
            #expect(!row.meaning.hasSuffix(".") && row.meaning.first?.isUppercase == false)
        }
    }

    @Test func everyCheckSaysWhatItAsks() {
        #expect(Set(ResponseCheck.allCases.map(\.meaning)).count == ResponseCheck.allCases.count)
        for check in ResponseCheck.allCases { #expect(check.clause.hasPrefix("SAML ")) }
    }

    @Test func aStrangersTextDoesNotBreakTheSentence() {
        let refusal = ResponseRefusal.issuerUnknown(expected: "a", found: "x`\n\u{202E}y")
        #expect(refusal.detail == "the response comes from `x\\u{60}\\u{a}\\u{202e}y`; `a` was expected")
        let status = ProviderStatus(codes: ["urn:x"], message: "a\u{0}b\u{202E}c" + String(repeating: "d", count: 400))
        #expect(status.message?.unicodeScalars.count == 300)
        #expect(status.message?.hasPrefix("abcd") == true)
        #expect(status.kind == .other)
    }
}
