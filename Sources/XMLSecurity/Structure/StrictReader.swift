internal import Essentials
internal import XMLDocuments

/// A refusal that can say how a structure is not what it must be.
protocol StructureRefusal: Error {
    static func malformed(_ what: String) -> Self
    static func elementRefused(_ name: String) -> Self
}

extension SignatureRefusal: StructureRefusal {}
extension DecryptionRefusal: StructureRefusal {}

/// Reads the children of an element one after the other; what is not asked for refuses the whole.
struct StrictReader<Refusal: StructureRefusal> {
    private let name: ExactString
    private let children: [XMLNode]
    private var position = 0

    /// - Parameter attributes: those that may stand there; all others refuse it.
    init(_ node: XMLNode, attributes: [ExactString]) throws(Refusal) {
        name = node.name
        children = node.children
        for attribute in node.attributes {
            guard attribute.namespace == nil, attributes.contains(attribute.name) else {
                throw Refusal.malformed("`\(node.name)` has the attribute \(quoted(attribute.name.text))")
            }
        }
    }

    /// The next child, which must be this one.
    mutating func next(_ expected: QualifiedName) throws(Refusal) -> XMLNode {
        guard let child = try optional(expected) else {
            if position < children.count { throw Refusal.elementRefused(children[position].name.text) }
            throw Refusal.malformed("`\(name)` has no `\(expected.name)`")
        }
        return child
    }

    /// The next child, where it is this one.
    mutating func optional(_ expected: QualifiedName) throws(Refusal) -> XMLNode? {
        guard position < children.count, children[position].is(expected) else { return nil }
        defer { position += 1 }
        return children[position]
    }

    /// There is no other child.
    mutating func end() throws(Refusal) {
        guard position == children.count else { throw Refusal.elementRefused(children[position].name.text) }
    }

    /// The text of an element that holds nothing else.
    static func text(of node: XMLNode) throws(Refusal) -> String {
        do {
            return try node.text()
        } catch {
            throw Refusal.malformed("`\(node.name)`: \(error.detail)")
        }
    }
}

/// White space of XML 1.0 §2.3.
func isXMLSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

extension Base64 {
    /// Decodes `xs:base64Binary`: white space may stand anywhere (XML Schema part 2 §3.2.16), else strictly.
    static func decodeXML(_ text: String) -> [UInt8]? {
        if let decoded = decode(text) { return decoded }
        return decode(String(decoding: text.utf8.filter { !isXMLSpace($0) }, as: UTF8.self))
    }
}
