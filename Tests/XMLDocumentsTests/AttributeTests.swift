import Essentials
import Testing
import XMLDocuments

/// Documents small in bytes that would be long in the reading.
@Suite struct ManyAttributes {
    private func attributes(_ count: Int, value: String = "''") -> String {
        (0..<count).map { "a\($0)=\(value)" }.joined(separator: " ")
    }

    @Test(arguments: [(64, true), (65, false), (3000, false)])
    func areBounded(_ count: Int, _ isRead: Bool) throws {
        let text = "<r \(attributes(count))/>"
        #expect(text.utf8.count <= 262_144)
        if isRead {
            #expect(try XMLElement(parsing: text.bytes).attributes.count == count)
        } else {
            #expect(throws: XMLError.tooManyAttributes(limit: 64)) { try XMLElement(parsing: text.bytes) }
        }
    }

    @Test(arguments: ["<!-- <x ' -->", "<!-- \" ' -->", "<x y='>'/>", "<x>'</x>", "<![CDATA[ <x ' ]]>"])
    func areSeenBehindQuotesElsewhere(_ before: String) {
        let text = "<r>\(before)<y \(attributes(300))/></r>"
        #expect(throws: XMLError.tooManyAttributes(limit: 64)) { try XMLElement(parsing: text.bytes) }
    }

    @Test func areNotWhatStandsInTextsAndValues() throws {
        let signs = String(repeating: "a=b ", count: 1000)
        let text = "<r><x>\(signs)</x><y z=\"\(signs)'\" w='>\(signs)'/>\(signs)</r>"
        let root = try XMLElement(parsing: text.bytes)
        #expect(root.only("x")?.text == signs)
        #expect(root.only("y")?.attributes.count == 2)
    }
}
