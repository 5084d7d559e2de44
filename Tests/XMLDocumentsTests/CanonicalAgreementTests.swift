import Essentials
import Testing

@testable import XMLDocuments

/// Our walk over the tree against libxml2's, on documents that neither has seen.
@Suite struct CanonicalAgreement {
    @Test(arguments: 0..<20 as Range<UInt64>)
    func holdsOnGeneratedDocuments(_ part: UInt64) throws {
        for seed in (part * 100)..<(part * 100 + 100) {
            var generator = DocumentGenerator(seed: seed)
            let text = generator.document()
            let document = try XMLDocument(parsing: text.bytes, limits: .message, identifiers: .none)
            let nodes = [document.root] + document.root.allInside
            for _ in 0..<4 {
                let apex = generator.pick(nodes)
                let omitted = generator.pick([XMLNode?.none] + apex.allInside.map { XMLNode?.some($0) })
                let form = generator.form()
                let ours = try apex.canonical(form, omitting: omitted)
                let theirs = LibraryCanonicaliser.canonical(apex, form, omitting: omitted)
                let isSame = ours == theirs
                #expect(
                    isSame,
                    """
                    seed \(seed), \(form), of \(apex.qualifiedName) without \(String(describing: omitted?.qualifiedName)):
                    \(text)
                    ours:   \(String(decoding: ours, as: UTF8.self))
                    theirs: \(theirs.map { String(decoding: $0, as: UTF8.self) } ?? "nothing")
                    """)
            }
        }
    }

    /// A canonical form is a fixed point: read again and written again it is the same.
    @Test func holdsWhenReadAgain() throws {
        for seed in 5000..<5300 as Range<UInt64> {
            var generator = DocumentGenerator(seed: seed)
            let document = try XMLDocument(parsing: generator.document().bytes, limits: .message, identifiers: .none)
            let form = generator.pick([
                CanonicalForm.inclusive(withComments: true), .exclusive(withComments: true, inclusivePrefixes: []),
            ])
            let written = try document.root.canonical(form)
            let again = try XMLDocument(parsing: written, limits: .message, identifiers: .none)
            #expect(try again.root.canonical(form) == written, "seed \(seed)")
        }
    }

    /// An element that is taken out of its document means the same by itself: to a signature, and to who reads texts.
    @Test func holdsWhenAnElementStandsAlone() throws {
        let all = CanonicalForm.exclusive(
            withComments: true, inclusivePrefixes: ["#default", "a", "b", "c", "aa", "z"])
        let used = CanonicalForm.exclusive(withComments: true, inclusivePrefixes: [])
        for seed in 6000..<6300 as Range<UInt64> {
            var generator = DocumentGenerator(seed: seed)
            let document = try XMLDocument(parsing: generator.document().bytes, limits: .message, identifiers: .none)
            let apex = generator.pick([document.root] + document.root.allInside)
            for (brought, forms) in [(BroughtDeclarations.all, [all, used]), (.used, [used])] {
                let bytes = try apex.alone(bringing: brought)
                let alone = try XMLDocument(parsing: bytes, limits: .message, identifiers: .none).root
                for form in forms { #expect(try alone.canonical(form) == apex.canonical(form), "seed \(seed)") }
                let texts = ([alone] + alone.allInside).map(Self.reading)
                #expect(texts == ([apex] + apex.allInside).map(Self.reading), "seed \(seed)")
            }
        }
    }

    /// What comes of reading an element's text.
    private static func reading(_ node: XMLNode) -> String {
        do throws(XMLError) {
            return "text " + (try node.text())
        } catch {
            return error.reason
        }
    }
}

extension XMLNode {
    /// The elements anywhere inside.
    var allInside: [XMLNode] { children.flatMap { [$0] + $0.allInside } }
}

extension DocumentGenerator {
    fileprivate mutating func form() -> CanonicalForm {
        let comments = pick([true, false])
        guard pick([true, true, false]) else { return .inclusive(withComments: comments) }
        let prefixes = pick([
            [], [], ["a"], ["#default"], ["b", "#default", "z"], ["a", "b", "c", "aa", "z", "none", "xml"],
        ])
        return .exclusive(withComments: comments, inclusivePrefixes: prefixes)
    }
}
