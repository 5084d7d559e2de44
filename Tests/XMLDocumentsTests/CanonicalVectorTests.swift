import Essentials
import Foundation
import Testing
import XMLDocuments

/// What recommendations and other implementations expect: Tests/Fixtures/canonical-xml.
@Suite struct CanonicalVectors {
    struct Case: Decodable {
        let name: String?
        let document: String
        let path: [Int]
        let form: String
        let comments: Bool
        let prefixes: [String]
        let expected: String
    }

    @Test(arguments: [("w3c.json", 12), ("others.json", 400)])
    func areMet(_ file: String, _ count: Int) throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../Fixtures/canonical-xml/\(file)")
        let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: url))
        #expect(cases.count == count)
        for entry in cases {
            let document = try XMLDocument(parsing: entry.document.bytes, limits: .message, identifiers: .none)
            let node = try entry.path.reduce(document.root) { node, index in
                try #require(node.children.dropFirst(index).first)
            }
            let form: CanonicalForm =
                entry.form == "inclusive"
                ? .inclusive(withComments: entry.comments)
                : .exclusive(withComments: entry.comments, inclusivePrefixes: entry.prefixes)
            let canonical = String(decoding: try node.canonical(form), as: UTF8.self)
            #expect(canonical.isExactly(entry.expected), "\(entry.name ?? entry.document)")
        }
    }

    @Test func aLongPrefixListFailsRatherThanGivesNothing() throws {
        let root = try XMLDocument(parsing: "<a/>".bytes, limits: .message, identifiers: .none).root
        let prefixes = (0..<17).map { "p\($0)" }
        #expect(throws: XMLError.canonicalisationFailed("its `PrefixList` has more than 16 names")) {
            try root.canonical(.exclusive(withComments: false, inclusivePrefixes: prefixes))
        }
    }

    /// A hundred kilobytes that would become four megabytes: each element repeats every declaration.
    @Test func aFormFarLargerThanItsDocumentFails() throws {
        let uri = "u:" + String(repeating: "x", count: 460)
        let declared = (0..<30).map { " xmlns:p\($0)='\(uri)\($0)'" }.joined()
        let used = (0..<30).map { " p\($0):a=''" }.joined()
        let text = "<r\(declared)>\(String(repeating: "<e\(used)/>", count: 250))</r>"
        let root = try XMLDocument(parsing: text.bytes, limits: .message, identifiers: .none).root
        #expect(throws: XMLError.canonicalisationFailed("it is much larger than the document")) {
            try root.canonical(.exclusive(withComments: false, inclusivePrefixes: []))
        }
        #expect(throws: Never.self) { try root.canonical(.inclusive(withComments: false)) }
    }

    @Test func leavesOutOneElementOnly() throws {
        let text = "<a><Signature>x<b/></Signature>t<Signature>y</Signature></a>"
        let root = try XMLDocument(parsing: text.bytes, limits: .message, identifiers: .none).root
        let form = CanonicalForm.exclusive(withComments: false, inclusivePrefixes: [])
        let without = try root.canonical(form, omitting: root.children[0])
        #expect(String(decoding: without, as: UTF8.self) == "<a>t<Signature>y</Signature></a>")
        let other = try XMLDocument(parsing: text.bytes, limits: .message, identifiers: .none).root
        #expect(throws: XMLError.nodeOfAnotherDocument) { try root.canonical(form, omitting: other.children[0]) }
        #expect(throws: XMLError.canonicalisationFailed("what is left out stands outside of it")) {
            try root.children[0].canonical(form, omitting: root.children[1])
        }
        // Nothing would be left: that is a failure, never the digest of nothing.
        #expect(throws: XMLError.canonicalisationFailed("it is empty")) { try root.canonical(form, omitting: root) }
    }
}
