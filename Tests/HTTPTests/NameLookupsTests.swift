import Essentials
import Testing

@testable import HTTP

/// A dead name server holds no more look-ups of a host than it may have connections.
@Suite("Names being looked up are bounded for each host")
struct NameLookupsTests {
    private let start = ContinuousClock.Instant.now
    private let host = ExactString("id.example")

    @Test("a host has room for so many, and others have their own")
    func bound() {
        let lookups = NameLookups(limit: 2)
        #expect(lookups.begin(host, at: start))
        #expect(lookups.begin(host, at: start))
        #expect(!lookups.begin(host, at: start))
        #expect(lookups.begin(ExactString("other.example"), at: start))
        lookups.end(host, isAbandoned: false, at: start)
        #expect(lookups.begin(host, at: start))
    }

    @Test("one that was left behind counts until the resolver has given up")
    func abandoned() {
        let lookups = NameLookups(limit: 2)
        for _ in 0..<2 {
            #expect(lookups.begin(host, at: start))
            lookups.end(host, isAbandoned: true, at: start + .seconds(5))
        }
        #expect(!lookups.begin(host, at: start + .seconds(34)))
        #expect(lookups.begin(host, at: start + .seconds(35)))
        #expect(lookups.begin(host, at: start + .seconds(35)))
        #expect(!lookups.begin(host, at: start + .seconds(35)))
    }
}
