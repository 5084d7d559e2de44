import Essentials
import Foundation
import Testing

@testable import XMLDocuments

/// Large documents: piece by piece, and as one tree.
@Suite struct Pieces {
    private static let namespace: ExactString = "urn:oasis:names:tc:SAML:2.0:metadata"
    private static let entity = QualifiedName(namespace, "EntityDescriptor")

    private func pieces(_ text: String, pieceLimits: XMLLimits = .message) throws -> [XMLPiece] {
        var pieces: [XMLPiece] = []
        try XMLPieces.forEach(
            Self.entity, in: text.bytes, limits: .metadata, pieceLimits: pieceLimits, identifiers: .saml
        ) { pieces.append($0) }
        return pieces
    }

    @Test func areReadInTheirPlace() throws {
        let text = """
            <?xml version="1.0"?><!-- <md:EntityDescriptor> -->
            <md:EntitiesDescriptor xmlns:md="\(Self.namespace)" xmlns:x="urn:x" ID="all"><md:Extensions><x:a/></md:Extensions>
            <md:EntityDescriptor entityID='a&amp;>' ID="a"><x:b>t<![CDATA[</md:EntityDescriptor>]]></x:b></md:EntityDescriptor>
            <md:EntitiesDescriptor Name="inner" xmlns:m="\(Self.namespace)"><m:EntityDescriptor entityID="b"/>
            <m:EntityDescriptor entityID="c"><m:Extensions><m:EntityDescriptor entityID="inside"/></m:Extensions>\
            </m:EntityDescriptor></md:EntitiesDescriptor><x:EntityDescriptor entityID="other"/><md:XEntityDescriptor/>
            <EntityDescriptor xmlns="\(Self.namespace)" entityID="d"></EntityDescriptor></md:EntitiesDescriptor>
            """
        let pieces = try pieces(text)
        #expect(pieces.map { $0.node.attribute("entityID") } == ["a&>", "b", "c", "d"])
        #expect(pieces.allSatisfy { $0.node.is(Self.entity) })
        #expect(pieces[0].node.children[0].is(QualifiedName("urn:x", "b")))
        #expect(pieces[0].node.document.element(withID: "a") == pieces[0].node)
        #expect(pieces[1].node.parent?.attribute("Name") == "inner")
        #expect(pieces[1].node.parent?.parent?.identifier == "all")
        #expect(pieces[1].node.parent?.children.count == 1)
        let bytes = Array(text.utf8)
        #expect(String(decoding: bytes[pieces[1].range], as: UTF8.self) == #"<m:EntityDescriptor entityID="b"/>"#)
        // What is canonicalised in a piece is what would be in the whole.
        let whole = try XMLDocument(parsing: bytes, limits: .metadata, identifiers: .none).root
        let form = CanonicalForm.exclusive(withComments: false, inclusivePrefixes: ["x", "md"])
        let last = try #require(whole.children.last)
        #expect(try pieces[3].node.canonical(form) == last.canonical(form))
    }

    @Test func leaveWhatStandsAroundApart() throws {
        #expect(try pieces("<a xmlns='\(Self.namespace)'>]]<EntityDescriptor/>></a>").count == 1)
    }

    @Test func mayBeTheWhole() throws {
        let text = "<EntityDescriptor xmlns='\(Self.namespace)' entityID='a'><b/></EntityDescriptor>"
        // What is left when the outermost element is cut out is no document.
        #expect(throws: XMLError.self) { try pieces("x" + text) }
        #expect(try pieces(text).count == 1)
        #expect(try pieces("<!-- -->\n" + text + "\n<!-- -->").count == 1)
        #expect(throws: XMLError.self) { try pieces(text + text) }
        #expect(throws: XMLError.self) { try pieces(text + "<a/>") }
    }

    @Test(arguments: [
        "<a>&ap<EntityDescriptor/>os;</a>", "<a><EntityDescriptor></a>", "<a><EntityDescriptor></b></a>",
        "<a><EntityDescriptor><c></EntityDescriptor></c></a>",
        "<a></EntityDescriptor><EntityDescriptor></a>", "<a><EntityDescriptor/></b>", "<a><EntityDescriptor/>",
        "<EntityDescriptor/><a/>", "<a/><EntityDescriptor/>", "<a><p:EntityDescriptor/></a>",
        "<a>&b;<EntityDescriptor/></a>",
        "<a b='1' b='2'><EntityDescriptor/></a>", "<a><EntityDescriptor>&b;</EntityDescriptor></a>", "", "text",
        "<!DOCTYPE a><a><EntityDescriptor/></a>", "<a><EntityDescriptor/><?b?></a>",
        "<a><EntityDescriptor b='<EntityDescriptor/>'/></a>", "<a><EntityDescriptor b='></EntityDescriptor></a>",
    ])
    func areReadOnlyWhereTheWholeIsWellFormed(_ text: String) {
        #expect(throws: XMLError.self) { try XMLDocument(parsing: text.bytes, limits: .metadata, identifiers: .saml) }
        #expect(throws: XMLError.self) { try pieces(text) }
    }

    @Test func keepLimitsOfTheirOwn() throws {
        let tiny = XMLLimits(bytes: 200, depth: 4, elements: 3)
        func text(_ inside: String) -> String {
            "<a xmlns='\(Self.namespace)'>\(String(repeating: "<EntityDescriptor>\(inside)</EntityDescriptor>", count: 50))</a>"
        }
        #expect(try pieces(text("<b/>"), pieceLimits: tiny).count == 50)
        #expect(throws: XMLError.tooMany(limit: 3)) { try pieces(text("<b/><b/>"), pieceLimits: tiny) }
        #expect(throws: XMLError.tooDeep(limit: 4)) { try pieces(text("<b><b><b/></b></b>"), pieceLimits: tiny) }
        #expect(throws: XMLError.self) { try pieces(text(String(repeating: "x", count: 200)), pieceLimits: tiny) }
    }

    @Test func areNotReadAgainAndAgain() throws {
        let name = "EntityDescriptor"
        let long = "<a b='\(String(repeating: "x", count: 15_000))'>\(String(repeating: "<\(name)/>", count: 1000))</a>"
        #expect(throws: XMLError.contentRefused("pieces far smaller than the tags around them")) { try pieces(long) }
        let many = "<a>\(String(repeating: "<\(name) entityID='https://idp.example'/>", count: 100_001))</a>"
        #expect(throws: XMLError.tooMany(limit: 100_000)) { try pieces(many) }
    }
}
