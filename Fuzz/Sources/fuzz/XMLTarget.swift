import Essentials

@testable import XMLDocuments

/// A document of a stranger's making: read, canonicalised in every form, read in pieces, spliced.
enum XMLTarget {
    private static let entity = QualifiedName("urn:oasis:names:tc:SAML:2.0:metadata", "EntityDescriptor")

    static func run(_ bytes: [UInt8]) {
        var refusal: XMLError?
        let document: XMLDocument?
        do throws(XMLError) {
            document = try XMLDocument(parsing: bytes, limits: .message, identifiers: .saml)
        } catch {
            document = nil
            refusal = error
        }
        // The parser is stopped in the midst of whatever it does.
        let few = XMLLimits(bytes: 1_048_576, depth: 4, elements: 6, text: 40)
        _ = try? XMLDocument(parsing: bytes, limits: few, identifiers: .saml, scans: false)
        pieces(of: bytes, isDocument: document != nil)
        guard let document else {
            if let refusal { scanIsRight(on: bytes, refusal) }
            return
        }
        var nodes = [document.root] + document.root.children
        nodes.append(contentsOf: nodes.flatMap(\.children))
        for node in nodes.prefix(12) { judge(node) }
        splice(nodes.last ?? document.root)
    }

    /// The parser refuses what the scan refuses as no XML; else the scan takes a document for a faulty one.
    private static func scanIsRight(on bytes: [UInt8], _ refusal: XMLError) {
        let unscanned = try? XMLDocument(parsing: bytes, limits: .message, identifiers: .saml, scans: false)
        guard case .malformed(_, let what) = refusal, unscanned != nil else { return }
        promise(what == "the XML declaration does not end", "the scan refused a document: \(what)")
    }

    private static func judge(_ node: XMLNode) {
        let omitted = node.children.first
        let forms: [CanonicalForm] = [
            .exclusive(withComments: false, inclusivePrefixes: []), .inclusive(withComments: true),
            .exclusive(withComments: true, inclusivePrefixes: ["a", "#default", "xml", "ds"]),
        ]
        for form in forms {
            for left in [omitted, nil] {
                guard let ours = try? node.canonical(form, omitting: left) else {
                    return promise(false, "an element has no canonical form")
                }
                promise(
                    ours == LibraryCanonicaliser.canonical(node, form, omitting: left),
                    "libxml2 has another form: \(form)")
            }
        }
        guard let written = try? node.canonical(forms[1]), written.count <= 524_288 else { return }
        do throws(XMLError) {
            let again = try XMLDocument(parsing: written, limits: .message, identifiers: .none)
            promise((try? again.root.canonical(forms[1])) == written, "a canonical form is another when read again")
        } catch {
            // Escapes make a tag longer, and declarations of the elements around it more.
            let mayBe = ["xml-tag-too-long", "xml-too-many-attributes", "xml-too-much-memory", "xml-too-large"]
            promise(mayBe.contains(error.reason), "a canonical form does not read again: \(error)")
        }
        _ = try? node.text()
        _ = node.attributes.map { node.qualifiedName(ofValue: $0.value) }
    }

    /// What replaces an element is that element and nothing around it.
    private static func splice(_ node: XMLNode) {
        let document = node.document
        // A canonical form does not say `xmlns=""` at its top, so that elsewhere it may mean another element.
        guard node.parent?.namespace(ofPrefix: nil) == nil else { return }
        guard let content = try? node.canonical(.exclusive(withComments: true, inclusivePrefixes: [])),
            let new = try? document.replacing(
                node, withElementFrom: content, in: .outside, limits: .message, identifiers: .saml)
        else { return }
        let form = CanonicalForm.exclusive(withComments: true, inclusivePrefixes: [])
        promise(
            (try? new.root.canonical(form)) == (try? document.root.canonical(form)),
            "an element replaced by itself makes another document")
    }

    /// A document reads piece by piece where it reads as a whole, and only there.
    private static func pieces(of bytes: [UInt8], isDocument: Bool) {
        var found = 0
        do throws(XMLError) {
            try XMLPieces.forEach(entity, in: bytes, limits: .message, identifiers: .saml) { piece in
                found += 1
                promise(piece.node.is(entity), "a piece has another name")
                let isInside = piece.range.lowerBound >= 0 && piece.range.upperBound <= bytes.count
                promise(isInside, "a piece stands outside the document")
            }
        } catch {
            return promise(!isDocument, "a document does not read in pieces: \(error)")
        }
        if isDocument { return }
        do throws(XMLError) {
            _ = try XMLDocument(parsing: bytes, limits: .message, identifiers: .saml)
        } catch {
            // IDs are judged within a piece, and so are counts.
            let mayBe = ["xml-duplicate-id", "xml-too-many-elements", "xml-too-much-memory", "xml-too-much-text"]
            promise(mayBe.contains(error.reason), "pieces of no document: \(error)")
        }
    }
}
