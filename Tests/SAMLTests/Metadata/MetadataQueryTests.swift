import Essentials
import HTTP
import SAML
import Testing

@Suite("The metadata query protocol")
struct MetadataQueryTests {
    /// The two URLs of the protocol's own examples: draft-young-md-query §3.2.2, draft-young-md-query-saml §2.2.
    @Test("names an entity by its encoded ID or by that one's digest")
    func urls() throws {
        let base = try #require(HTTPURL("http://metadata.example.com/service"))
        let entity: ExactString = "http://example.org/service"
        #expect(
            try MetadataQuery(base: base).url(of: entity).description
                == "http://metadata.example.com/service/entities/http%3A%2F%2Fexample.org%2Fservice")
        #expect(
            try MetadataQuery(base: base, form: .sha1).url(of: entity).description
                == "http://metadata.example.com/service/entities/%7Bsha1%7D11d72e8cf351eb6c75c721e838f469677ab41bdb")
    }

    @Test("an entity ID cannot leave its place in the URL")
    func confined() throws {
        let query = MetadataQuery(base: try #require(HTTPURL("https://mdq.example/")))
        #expect(
            try query.url(of: "../a?b#c d\u{E9}").description
                == "https://mdq.example/entities/..%2Fa%3Fb%23c%20d%C3%A9")
    }

    @Test("a base that has a query, and an ID that is too long for a URL, are refused")
    func refused() throws {
        let withQuery = MetadataQuery(base: try #require(HTTPURL("https://mdq.example/?a")))
        #expect(throws: MetadataRefusal.self) { try withQuery.url(of: "a") }
        let query = MetadataQuery(base: try #require(HTTPURL("https://mdq.example")))
        #expect(throws: MetadataRefusal.self) {
            try query.url(of: ExactString(String(repeating: "\u{E9}", count: 4000)))
        }
    }
}
