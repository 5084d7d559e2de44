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

    private func replaced(by text: String, limits: XMLLimits = .message) throws -> XMLDocument {
        try document.replacing(encrypted, withElementFrom: text.bytes, limits: limits, identifiers: .saml)
    }

    @Test(arguments: ["<z>t<p:w/></z>", "  \n<z>t<p:w/></z>\n", "<z xmlns='urn:d'>t<p:w/></z>"])
    func readsTheElementInItsPlace(_ text: String) throws {
        let root = try replaced(by: text).root
        #expect(root.children.map(\.qualifiedName) == [QualifiedName("urn:d", "z"), QualifiedName("urn:d", "y")])
        #expect(root.children[0].children[0].is(QualifiedName("urn:oasis:names:tc:SAML:2.0:protocol", "w")))
        #expect(document.root.children[0].is(QualifiedName("urn:d", "E")), "the document itself stays as it was")
    }

    @Test(arguments: [
        ("", "xml-not-one-element"), ("text", "xml-not-one-element"), ("<a/><b/>", "xml-not-one-element"),
        ("<a/>text", "xml-not-one-element"), ("<!-- --><a/>", "xml-not-one-element"),
        ("</E><a/><E>", "xml-malformed"), ("<a/></content><content>", "xml-malformed"),
        ("</content></p:Response><p:Response><content>", "xml-malformed"), ("<a></a", "xml-malformed"),
        ("<a><!--</a>", "xml-malformed"), ("<a/><!-- ", "xml-malformed"), ("<![CDATA[", "xml-malformed"),
        ("<q:a/>", "xml-malformed"), ("<!DOCTYPE a><a/>", "xml-document-type-refused"),
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
            document.root, withElementFrom: "<z/>".bytes, limits: .message, identifiers: .none)
        #expect(new.root.is(QualifiedName(nil, "z")))
    }

    @Test func refusesAnElementOfAnotherDocument() throws {
        let other = try XMLDocument(parsing: "<a/>".bytes, limits: .message, identifiers: .none)
        #expect(throws: XMLError.nodeOfAnotherDocument) {
            try document.replacing(other.root, withElementFrom: "<z/>".bytes, limits: .message, identifiers: .none)
        }
    }
}
