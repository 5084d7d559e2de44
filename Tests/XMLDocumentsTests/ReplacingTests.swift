import Essentials
import Testing
import XMLDocuments

/// Decrypted content in the place of what was encrypted.
@Suite struct Replacing {
    private let document: XMLDocument
    private let encrypted: XMLNode

    init() throws {
        document = try XMLDocument(
            parsing: """
                <p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns="urn:d" ID="r">before<E xmlns:q="urn:q">\
                <x/></E>after<y/></p:Response>
                """.bytes, limits: .message, identifiers: .saml)
        encrypted = document.root.children[0]
    }

    private func replaced(
        by text: String, in scope: ContentScope = .inside, limits: XMLLimits = .message
    ) throws -> XMLDocument {
        try document.replacing(encrypted, withElementFrom: text.bytes, in: scope, limits: limits, identifiers: .saml)
    }

    @Test(arguments: ["<z>t<p:w/></z>", "  \n<z>t<p:w/></z>\n", "<z xmlns='urn:d'>t<p:w/></z>"])
    func readsTheElementInItsPlace(_ text: String) throws {
        let root = try replaced(by: text).root
        #expect(root.children.map(\.qualifiedName) == [QualifiedName("urn:d", "z"), QualifiedName("urn:d", "y")])
        #expect(root.children[0].children[0].is(QualifiedName("urn:oasis:names:tc:SAML:2.0:protocol", "w")))
        #expect(document.root.children[0].is(QualifiedName("urn:d", "E")), "the document itself stays as it was")
    }

    /// The `EncryptedData` stands inside the element that is replaced, so that what this declares holds for the content
    /// (XML Encryption §4.3), unless the content declares it otherwise.
    @Test(arguments: [
        ("<q:z/>", "urn:q"), ("\n <q:z a='1'><q:w/></q:z>", "urn:q"), ("<q:z\ta='1'/>", "urn:q"),
        ("<q:z xmlns:q='urn:own'/>", "urn:own"), ("<q:z xmlns:r='urn:r' r:a='<>'/>", nil),
        ("<z xmlns:q='urn:own'/>", "urn:d"),
    ])
    func readsByWhatTheReplacedElementDeclares(_ text: String, _ namespace: ExactString?) throws {
        guard let namespace else {
            #expect(throws: XMLError.self) { try replaced(by: text) }
            return
        }
        #expect(try replaced(by: text).root.children[0].is(QualifiedName(namespace, "z")))
    }

    /// A default namespace of the replaced element, and one that it takes away.
    @Test(arguments: [
        ("xmlns='urn:inner'", "<z/>", "urn:inner"), ("xmlns=''", "<z/>", nil),
        ("xmlns='urn:inner'", "<z xmlns=''/>", nil),
        ("", "<z/>", "urn:outer"), ("xmlns='urn:outer'", "<z/>", "urn:outer"),
    ])
    func readsByTheDefaultNamespace(_ declaration: String, _ text: String, _ namespace: ExactString?) throws {
        let outer = try XMLDocument(
            parsing: "<a xmlns='urn:outer'><E \(declaration)/></a>".bytes, limits: .message, identifiers: .none)
        let whole = try outer.replacing(
            outer.root.children[0], withElementFrom: text.bytes, in: .inside, limits: .message, identifiers: .none)
        #expect(whole.root.children[0].is(QualifiedName(namespace, "z")))
    }

    /// An `EncryptedData` declares nothing for what is inside its ciphertext.
    @Test func readsByNothingThatTheEncryptedDataDeclares() throws {
        #expect(throws: XMLError.self) { try replaced(by: "<q:z/>", in: .outside) }
        #expect(try replaced(by: "<z/>", in: .outside).root.children[0].is(QualifiedName("urn:d", "z")))
        let outer = try XMLDocument(
            parsing: "<a><E xmlns='urn:e'/></a>".bytes, limits: .message, identifiers: .none)
        let whole = try outer.replacing(
            outer.root.children[0], withElementFrom: "<z/>".bytes, in: .outside, limits: .message, identifiers: .none)
        #expect(whole.root.children[0].is(QualifiedName(nil, "z")))
    }

    /// A declaration that no name needs would change the inclusive form of what was signed without it.
    @Test(arguments: [
        ("<p:z xmlns:p='urn:p'></p:z>", "<p:z xmlns:p=\"urn:p\"></p:z>"),
        ("<p:z></p:z>", "<p:z xmlns:p=\"urn:p\"></p:z>"),
        ("<z><y p:b='1'></y></z>", "<z xmlns:p=\"urn:p\"><y p:b=\"1\"></y></z>"),
        ("<z><p:y xmlns:p='urn:o'></p:y></z>", "<z><p:y xmlns:p=\"urn:o\"></p:y></z>"),
    ])
    func declaresWhatIsNeededOnly(_ text: String, _ expected: String) throws {
        let outer = try XMLDocument(
            parsing: "<a><E xmlns:p='urn:p' xmlns:q='urn:q'/></a>".bytes, limits: .message, identifiers: .none)
        let whole = try outer.replacing(
            outer.root.children[0], withElementFrom: text.bytes, in: .inside, limits: .message, identifiers: .none)
        let form = try whole.root.children[0].canonical(.inclusive(withComments: false))
        #expect(String(decoding: form, as: UTF8.self) == expected)
    }

    /// What is refused for a CDATA section is refused when something beside it was decrypted, too.
    @Test func sectionsAndCommentsStay() throws {
        let outer = try XMLDocument(
            parsing: "<a><E/><n>x<![CDATA[<&]] >]]></n><m>y<!-- z --></m></a>".bytes, limits: .message,
            identifiers: .none)
        let whole = try outer.replacing(
            outer.root.children[0], withElementFrom: "<z><![CDATA[1]]></z>".bytes, in: .inside, limits: .message,
            identifiers: .none)
        let children = whole.root.children
        #expect(throws: XMLError.sectionInText("z")) { try children[0].text() }
        #expect(throws: XMLError.sectionInText("n")) { try children[1].text() }
        #expect(throws: XMLError.commentInText("m")) { try children[2].text() }
        let form = CanonicalForm.exclusive(withComments: true, inclusivePrefixes: [])
        #expect(try children[1].canonical(form) == "<n>x&lt;&amp;]] &gt;</n>".bytes)
    }

    @Test(arguments: [
        ("", "xml-not-one-element"), ("text", "xml-not-one-element"), ("<a/><b/>", "xml-not-one-element"),
        ("<a/>text", "xml-not-one-element"), ("<!-- --><a/>", "xml-not-one-element"),
        ("</E><a/><E>", "xml-malformed"), ("<a/></content><content>", "xml-malformed"),
        ("</content></p:Response><p:Response><content>", "xml-malformed"), ("<a></a", "xml-malformed"),
        ("<a><!--</a>", "xml-malformed"), ("<a/><!-- ", "xml-malformed"), ("<![CDATA[", "xml-malformed"),
        ("<undeclared:a/>", "xml-malformed"), ("<!DOCTYPE a><a/>", "xml-document-type-refused"),
        ("<?xml version='1.0'?><a/>", "xml-processing-instruction-refused"),
        ("<p:Response ID='r'/>", "xml-duplicate-id"), ("<a xmlns='b'/>", "xml-relative-namespace"),
    ])
    func refuses(_ text: String, _ reason: String) {
        do {
            _ = try replaced(by: text)
            Issue.record("`\(text)` was taken")
        } catch {
            #expect((error as? XMLError)?.reason == reason, "\(text): \(error)")
        }
    }

    @Test func keepsLimitsOfTheWhole() {
        let many = "<a>\(String(repeating: "<b/>", count: 9_998))</a>"
        #expect(throws: XMLError.tooMany(limit: 10_000)) { try replaced(by: many) }
        let deep = String(repeating: "<a>", count: 63) + String(repeating: "</a>", count: 63)
        #expect(throws: Never.self) { try replaced(by: deep) }
        #expect(throws: XMLError.tooDeep(limit: 64)) { try replaced(by: "<a>\(deep)</a>") }
        let tiny = XMLLimits(bytes: 200, depth: 8, elements: 8)
        #expect(throws: XMLError.self) {
            try replaced(by: "<a>\(String(repeating: "x", count: 150))</a>", limits: tiny)
        }
    }

    @Test func keepsWhatIsSignedAroundIt() throws {
        let text = "<s xmlns='urn:s' b='&#13;&#10;&lt;'>é&#13;<!-- c --><p:t/></s>"
        let root = try replaced(by: text).root
        let wrapped = "<p:Response xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol' xmlns='urn:d'>\(text)</p:Response>"
        let alone = try XMLDocument(parsing: wrapped.bytes, limits: .message, identifiers: .none).root
        for form in [
            CanonicalForm.exclusive(withComments: true, inclusivePrefixes: ["p"]), .inclusive(withComments: true),
        ] {
            #expect(try root.children[0].canonical(form) == alone.children[0].canonical(form))
        }
    }

    @Test func takesTheWholeDocument() throws {
        let new = try document.replacing(
            document.root, withElementFrom: "<z/>".bytes, in: .outside, limits: .message, identifiers: .none)
        #expect(new.root.is(QualifiedName(nil, "z")))
    }

    @Test func refusesAnElementOfAnotherDocument() throws {
        let other = try XMLDocument(parsing: "<a/>".bytes, limits: .message, identifiers: .none)
        #expect(throws: XMLError.nodeOfAnotherDocument) {
            try document.replacing(
                other.root, withElementFrom: "<z/>".bytes, in: .inside, limits: .message, identifiers: .none)
        }
    }
}
