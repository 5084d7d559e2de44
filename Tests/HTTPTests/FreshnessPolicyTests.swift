import Essentials
import HTTP
import Testing

@Suite("How long a document is fresh")
struct FreshnessPolicyTests {
    @Test(
        "max-age within 5 minutes and 24 hours",
        arguments: [
            ("max-age=3600", 3600), ("public, max-age=19800, must-revalidate", 19_800), ("MAX-AGE=7200", 7200),
            ("max-age=\"1200\"", 1200), ("max-age=0", 300), ("max-age=10", 300), ("max-age=86400", 86_400),
            ("max-age=31536000", 86_400), ("max-age=99999999999999999999", 86_400), ("no-store", 300),
            ("no-cache, max-age=7200", 300), ("private", 3600), ("max-age=-5", 3600), ("max-age=soon", 3600),
            ("max-age", 3600), ("", 3600), ("x-max-age=7200", 3600),
        ])
    func clamped(field: String, seconds: Int) {
        #expect(FreshnessPolicy.standard.lifetime(of: ["Cache-Control": field]) == .seconds(seconds))
    }

    @Test("a document that lay in a cache has used up part of its time")
    func age() {
        let policy = FreshnessPolicy.standard
        #expect(policy.lifetime(of: ["Cache-Control": "max-age=7200", "Age": "1200"]) == .seconds(6000))
        #expect(policy.lifetime(of: ["Cache-Control": "max-age=7200", "Age": "7200"]) == .seconds(300))
        #expect(policy.lifetime(of: ["Cache-Control": "max-age=7200", "Age": "old"]) == .seconds(7200))
    }

    @Test("a document without the field is fresh for an hour")
    func absent() { #expect(FreshnessPolicy.standard.lifetime(of: [:]) == .seconds(3600)) }
}
