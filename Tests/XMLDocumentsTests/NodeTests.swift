import Essentials
import Testing
import XMLDocuments

@Suite struct Nodes {
    private func root(_ text: String, _ identifiers: XMLIdentifiers = .none) throws -> XMLNode {
        try XMLDocument(parsing: text.bytes, limits: .message, identifiers: identifiers).root
    }

    @Test func tellNamesAttributesAndPlace() throws {
        let root = try root(
            "<p:a xmlns:p='urn:p' b='1' p:b='&amp;2' xmlns='urn:d'><c/>text<p:c/><!-- --><c><d/></c></p:a>")
        #expect(root.is(QualifiedName("urn:p", "a")))
        #expect(!root.is(QualifiedName(nil, "a")))
        #expect(root.qualifiedName == QualifiedName("urn:p", "a"))
        #expect(root.qualifiedName.description == "{urn:p}a")
        #expect(root.attributes.map(\.value) == ["1", "&2"])
        #expect(root.attribute("b") == "1")
        #expect(root.attribute(QualifiedName("urn:p", "b")) == "&2")
        #expect(root.attribute("p:b") == nil)
        #expect(root.parent == nil)
        let inner = QualifiedName("urn:d", "c")
        #expect(root.children.count == 3)
        #expect(root.all(inner) == [root.children[0], root.children[2]])
        #expect(try root.only(QualifiedName("urn:p", "c")) == root.children[1])
        #expect(try root.only(QualifiedName("urn:x", "c")) == nil)
        #expect(throws: XMLError.severalElements("c")) { try root.only(inner) }
        let deepest = try #require(root.descendants(QualifiedName("urn:d", "d")).first)
        #expect(deepest.parent == root.children[2])
        #expect(root.contains(deepest) && root.contains(root) && !deepest.contains(root))
        #expect(root.descendants(inner) == root.all(inner))
        #expect(root.descendants(root.qualifiedName).isEmpty)
    }

    @Test func areComparedByIdentity() throws {
        let one = try root("<a><b/><b/></a>")
        #expect(one.children[0] != one.children[1])
        #expect(one.children[0] == one.children[0])
        #expect(try root("<a/>") != root("<a/>"))
    }

    @Test func giveTextThatNobodyReadsOtherwise() throws {
        #expect(try root("<a>x &lt;&#38;lt;\r\n é</a>").text().isExactly("x <&lt;\n é"))
        #expect(try root("<a/>").text() == "")
        #expect(throws: XMLError.commentInText("a")) { try root("<a>admin@a.example<!-- -->.b.example</a>").text() }
        #expect(throws: XMLError.sectionInText("a")) { try root("<a>x<![CDATA[y]]></a>").text() }
        #expect(throws: XMLError.elementInText("a")) { try root("<a>x<b/></a>").text() }
        #expect(throws: XMLError.commentInText("a")) { try root("<a><!-- --></a>").text() }
    }

    @Test func knowTheirPrefixes() throws {
        let text = "<a xmlns='urn:d' xmlns:x='urn:x'><b xmlns='' xmlns:y='urn:y'><c xmlns:x='urn:z'/></b></a>"
        let outer = try root(text)
        let inner = try #require(outer.children.first?.children.first)
        #expect(outer.namespace(ofPrefix: nil) == "urn:d")
        #expect(inner.namespace(ofPrefix: nil) == nil)
        #expect(inner.namespace(ofPrefix: "x") == "urn:z")
        #expect(inner.namespace(ofPrefix: "y") == "urn:y")
        #expect(outer.namespace(ofPrefix: "y") == nil)
        #expect(inner.qualifiedName(ofValue: "x:string") == QualifiedName("urn:z", "string"))
        #expect(inner.qualifiedName(ofValue: "string") == QualifiedName(nil, "string"))
        #expect(outer.qualifiedName(ofValue: "string") == QualifiedName("urn:d", "string"))
        #expect(inner.qualifiedName(ofValue: " \n x:string\t") == QualifiedName("urn:z", "string"))
        for value in ["", " ", "x: y", "x y", ":", "x:", ":x", "q:x", "x:y:z"] {
            #expect(inner.qualifiedName(ofValue: value) == nil)
        }
    }

    @Test func areFoundByTheirIDOnly() throws {
        let protocolName = "urn:oasis:names:tc:SAML:2.0:protocol"
        let root = try root(
            """
            <Response xmlns="\(protocolName)" ID="r"><x:Assertion xmlns:x="urn:oasis:names:tc:SAML:2.0:assertion" ID="a"/>\
            <Assertion ID="no"/><Status ID="no2" xml:id="no3"/>\
            <Object xmlns="http://www.w3.org/2000/09/xmldsig#" Id="no4" ID="no5"/></Response>
            """, .saml)
        #expect(root.identifier == "r")
        #expect(root.document.element(withID: "r") == root)
        #expect(root.document.element(withID: "a") == root.children[0])
        #expect(root.children[1].identifier == nil)
        for id: ExactString in ["no", "no2", "no3", "no4", "no5", "", "R"] {
            #expect(root.document.element(withID: id) == nil)
        }
    }

    /// A node outlives the variable its document was in.
    @Test func keepTheirDocument() throws {
        func inner() throws -> XMLNode { try root("<a><b>text</b></a>").children[0] }
        #expect(try inner().text() == "text")
    }

    @Test func areReadFromManyThreads() async throws {
        let document = try XMLDocument(
            parsing: "<a xmlns:b='urn:b'>\(String(repeating: "<b:c d='e' xml:lang='f'>g</b:c>", count: 200))</a>".bytes,
            limits: .message, identifiers: .saml)
        let form = CanonicalForm.exclusive(withComments: true, inclusivePrefixes: ["b", "xml"])
        let expected = try document.root.canonical(form)
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<16 { group.addTask { try document.root.canonical(form) } }
            for try await answer in group { #expect(answer == expected) }
        }
    }
}
