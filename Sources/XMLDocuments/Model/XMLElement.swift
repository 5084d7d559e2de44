public import Essentials

/// An element as a value: names and text only, no prefix, no comment. For answers that are read once and where no
/// signature asks for the tree; for all else there is `XMLNode`.
public struct XMLElement: Sendable, Equatable {
    /// The name without its prefix.
    public let name: ExactString
    /// The namespace, where it is in one.
    public let namespace: ExactString?
    /// The attributes in their order; namespace declarations are not among them.
    public let attributes: [XMLAttribute]
    /// The elements directly inside.
    public let children: [XMLElement]
    /// The text directly inside, pieces joined; white space as written.
    public let text: String

    /// Reads a whole document, as `XMLDocument` does.
    ///
    /// - Throws: `XMLError`.
    public init(parsing bytes: [UInt8], limits: XMLLimits = .small) throws(XMLError) {
        self.init(try XMLDocument(parsing: bytes, limits: limits, identifiers: .none).root)
    }

    private init(_ node: XMLNode) {
        name = node.name
        namespace = node.namespace
        attributes = node.attributes
        children = node.children.map { XMLElement($0) }
        text = node.joinedText
    }

    /// The child of this name where there is exactly one; its namespace is not judged.
    public func only(_ name: ExactString) -> XMLElement? {
        let found = all(name)
        return found.count == 1 ? found[0] : nil
    }

    /// The children of this name; their namespace is not judged.
    public func all(_ name: ExactString) -> [XMLElement] { children.filter { $0.name == name } }

    /// The attribute of this name that is in no namespace.
    public func attribute(_ name: ExactString) -> String? {
        attributes.first { $0.name == name && $0.namespace == nil }?.value
    }
}
