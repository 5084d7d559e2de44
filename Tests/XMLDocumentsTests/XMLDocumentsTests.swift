import Essentials
import Foundation
import Testing

@testable import XMLDocuments

@Suite struct XMLReading {
    private func parse(_ text: String, limits: XMLLimits = .small) throws(XMLError) -> XMLElement {
        try XMLElement(parsing: Array(text.utf8), limits: limits)
    }

    @Test func readsNamesNamespacesAttributesAndText() throws {
        let root = try parse(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- a comment --><a:r xmlns:a="urn:a" xmlns="urn:d" one="1" a:two="x &amp; y&#10;">
              <c>one<!-- in between -->two</c><c><![CDATA[<raw>&]]></c><d/>
            </a:r>
            """)
        #expect(root.name == "r")
        #expect(root.namespace == "urn:a")
        #expect(root.attribute("one") == "1")
        #expect(root.attribute("two") == nil)
        #expect(root.attributes.first { $0.namespace == "urn:a" }?.value == "x & y\n")
        #expect(root.all("c").map(\.text) == ["onetwo", "<raw>&"])
        #expect(root.only("c") == nil)
        #expect(root.only("d")?.namespace == "urn:d")
    }

    @Test(arguments: [
        ("<!DOCTYPE a><a/>", "xml-document-type-refused"),
        ("<!DOCTYPE a [<!ENTITY e \"x\">]><a>&e;</a>", "xml-document-type-refused"),
        ("<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/x\"><a/>", "xml-document-type-refused"),
        ("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>", "xml-document-type-refused"),
        ("<a><!DOCTYPE b></a>", "xml-document-type-refused"),
        ("<a>&undeclared;</a>", "xml-malformed"),
        ("<a x=\"&undeclared;\"/>", "xml-malformed"),
        ("<a><?php x?></a>", "xml-processing-instruction-refused"),
        ("<?xml-stylesheet href=\"x\"?><a/>", "xml-processing-instruction-refused"),
        ("<a/><?after x?>", "xml-processing-instruction-refused"),
        ("<a><b></a></b>", "xml-malformed"),
        ("<a/><b/>", "xml-malformed"),
        ("<a/>text", "xml-malformed"),
        ("<a x=\"1\" x=\"2\"/>", "xml-malformed"),
        ("<p:a/>", "xml-malformed"),
        ("<a>\u{1}</a>", "xml-malformed"),
        ("<a>&#0;</a>", "xml-malformed"),
        ("", "xml-malformed"),
        ("   ", "xml-malformed"),
        ("{\"a\": 1}", "xml-malformed"),
    ])
    func refuses(_ text: String, _ reason: String) {
        #expect(throws: XMLError.self) { try parse(text) }
        do { _ = try parse(text) } catch { #expect(error.reason == reason, "\(text): \(error)") }
    }

    @Test func takesUTF8Only() throws {
        let utf16: [UInt8] = [0xFF, 0xFE, 0x3C, 0, 0x61, 0, 0x2F, 0, 0x3E, 0]
        #expect(throws: XMLError.notUTF8) { try XMLElement(parsing: utf16) }
        #expect(throws: XMLError.notUTF8) { try XMLElement(parsing: Array("<a>".utf8) + [0xC3] + Array("</a>".utf8)) }
        // A declaration that names another encoding would have another reader see other characters.
        #expect(throws: XMLError.notUTF8) { try parse("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>é</a>") }
        let root = try parse("<?xml version='1.0' encoding='utf-8'?><a>é</a>")
        #expect(root.text.isExactly("é"))
    }

    @Test func keepsItsLimits() throws {
        let limits = XMLLimits(bytes: 1000, depth: 3, elements: 5)
        #expect(try parse("<a><b><c/></b></a>", limits: limits).name == "a")
        #expect(throws: XMLError.tooDeep(limit: 3)) { try parse("<a><b><c><d/></c></b></a>", limits: limits) }
        #expect(throws: XMLError.tooMany(limit: 5)) { try parse("<a><b/><b/><b/><b/><b/></a>", limits: limits) }
        let long = "<a>" + String(repeating: "x", count: 1000) + "</a>"
        #expect(throws: XMLError.tooLarge(bytes: 1007, limit: 1000)) { try parse(long, limits: limits) }
        let deep = String(repeating: "<a>", count: 65) + String(repeating: "</a>", count: 65)
        #expect(throws: XMLError.tooDeep(limit: 64)) { try parse(deep) }
        #expect(XMLLimits(bytes: 1, depth: 1000, elements: 1).depth == 64)
        let veryDeep = String(repeating: "<a>", count: 20_000) + String(repeating: "</a>", count: 20_000)
        #expect(throws: XMLError.self) { try parse(veryDeep) }
    }
}

@Suite struct XMLMemory {
    private func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return try #require(Int(fields[1])) * 4096
    }

    /// Each way out of the parser; a document of 128 KiB, 1,000 times, would leave 128 MiB behind.
    @Test(arguments: ["<a>TEXT</a>", "<a>TEXT", "<a>TEXT<?pi x?></a>", "<p:a>TEXT</p:a>", "<a>TEXT<b/><b/><b/></a>"])
    func isFreed(_ shape: String) throws {
        let document = Array(shape.replacing("TEXT", with: String(repeating: "x", count: 131_072)).utf8)
        let limits = XMLLimits(bytes: 262_144, depth: 8, elements: 3)
        for _ in 0..<20 { _ = try? XMLElement(parsing: document, limits: limits) }
        // Tests that run beside this one make memory grow too, but not in every round; what is left behind would.
        var smallest = Int.max
        for _ in 0..<6 where smallest >= 67_108_864 {
            let before = try residentBytes()
            for _ in 0..<1000 { _ = try? XMLElement(parsing: document, limits: limits) }
            smallest = min(smallest, try residentBytes() - before)
        }
        #expect(smallest < 67_108_864)
    }
}

@Suite struct XMLWriting {
    @Test func whatIsWrittenReadsBack() throws {
        let nasty = "<a href='x'>\"&\"\r\n\t</a>é\u{1F600}"
        var writer = XMLWriter()
        writer.element("Outer", attributes: [("note", "<&\">")]) { writer in
            writer.element("Inner", text: nasty)
            writer.element("Absent", text: nil)
        }
        let root = try XMLElement(parsing: Array(writer.text.utf8))
        #expect(root.attribute("note") == "<&\">")
        #expect(root.children.count == 1)
        #expect(root.only("Inner")?.text.isExactly(nasty) == true)
    }

    @Test func aCharacterThatXMLDoesNotHaveIsReplaced() {
        #expect(XMLWriter.escape("a\u{0}b\u{B}c\u{FFFF}") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}")
    }
}
