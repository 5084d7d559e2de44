import CLibXML2
public import Essentials

/// An element of a document. It keeps its document alive and costs little to copy; two are equal where they are
/// the same element.
///
/// What reads from it reads the element and nothing else: no default attribute, no text of a comment.
public struct XMLNode: @unchecked Sendable, Equatable {
    // The document's tree is never changed, so that a pointer into it is as good as a value.
    let pointer: xmlNodePtr
    /// The document it stands in.
    public let document: XMLDocument

    init(_ document: XMLDocument, _ pointer: xmlNodePtr) {
        self.document = document
        self.pointer = pointer
    }

    /// The same element of the same document.
    public static func == (left: XMLNode, right: XMLNode) -> Bool { left.pointer == right.pointer }

    /// The name without its prefix.
    public var name: ExactString { pointer.pointee.name?.exact ?? "" }

    /// The namespace, where it is in one.
    public var namespace: ExactString? { pointer.pointee.ns?.href?.exact }

    /// Name and namespace.
    public var qualifiedName: QualifiedName { QualifiedName(namespace, name) }

    /// True where it has this name in this namespace.
    public func `is`(_ name: QualifiedName) -> Bool { pointer.isElement(name) }

    /// The attributes in their order; namespace declarations are not among them.
    public var attributes: [XMLAttribute] {
        var attributes: [XMLAttribute] = []
        var next = pointer.pointee.properties
        while let attribute = next {
            attributes.append(
                XMLAttribute(
                    name: attribute.pointee.name?.exact ?? "", namespace: attribute.pointee.ns?.href?.exact,
                    value: attribute.value))
            next = attribute.pointee.next
        }
        return attributes
    }

    /// The value of the attribute of this name that is in no namespace.
    public func attribute(_ name: ExactString) -> String? { pointer.attribute(name)?.value }

    /// The value of the attribute of this name in this namespace.
    public func attribute(_ name: QualifiedName) -> String? {
        var next = pointer.pointee.properties
        while let attribute = next {
            if attribute.pointee.name?.isExactly(name.name) == true, attribute.pointee.ns?.href?.exact == name.namespace
            {
                return attribute.value
            }
            next = attribute.pointee.next
        }
        return nil
    }

    /// The value of its attribute of type ID.
    public var identifier: ExactString? {
        guard let value = attribute(document.identifiers.attribute), document.identifiers.include(qualifiedName) else {
            return nil
        }
        return ExactString(value)
    }

    /// The element directly around it; the outermost has none.
    public var parent: XMLNode? {
        guard let around = pointer.pointee.parent, around.pointee.type == XML_ELEMENT_NODE else { return nil }
        return XMLNode(document, around)
    }

    /// The elements directly inside.
    public var children: [XMLNode] {
        var children: [XMLNode] = []
        var next = pointer.pointee.children
        while let child = next {
            if child.pointee.type == XML_ELEMENT_NODE { children.append(XMLNode(document, child)) }
            next = child.pointee.next
        }
        return children
    }
}
