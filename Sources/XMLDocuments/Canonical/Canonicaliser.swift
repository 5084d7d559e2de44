import CLibXML2
import Essentials

/// Writes the canonical form of an element by a walk over the tree (Canonical XML 1.0 §2; Exclusive XML
/// Canonicalization 1.0 §3).
///
/// libxml2 has this, too. It visits every node of the document with a call for each, attributes and namespaces
/// among them, and looks the prefixes of a `PrefixList` up from each element to the root; this walk visits only
/// what it writes. The tests and `make fuzz` hold the two to the same bytes.
struct Canonicaliser {
    private(set) var output: CanonicalOutput
    private let isExclusive: Bool
    private let withComments: Bool
    /// The prefixes of the `PrefixList`; empty text for the default namespace.
    private let inclusivePrefixes: [[UInt8]]
    private let omitted: xmlNodePtr?
    private let substitute: [UInt8]
    private let purpose: Purpose
    /// Bytes that may be written; a form that is far larger than its document repeats declarations in a way that
    /// only someone who wants to fill memory does.
    private let limit: Int
    private var written = NamespaceStack()
    private var sorted: [NamespaceStack.Binding] = []

    /// What the bytes are for.
    enum Purpose {
        /// A digest: the canonical form, by the letter.
        case digest
        /// To be read again: CDATA sections stay what they are, so that what is refused for one is refused then, too;
        /// the attributes of `xml:` that stand around the top, which are not its own, do not come along.
        case reading
    }

    /// - Parameters:
    ///   - substitute: what is written in the place of the omitted element.
    ///   - capacity: how many bytes to expect.
    init(
        _ form: CanonicalForm, omitted: xmlNodePtr?, substitute: [UInt8] = [], for purpose: Purpose = .digest,
        capacity: Int
    ) throws(XMLError) {
        output = CanonicalOutput(capacity: capacity)
        self.purpose = purpose
        limit = 1_048_576 + 2 * capacity
        self.omitted = omitted
        self.substitute = substitute
        switch form {
        case .inclusive(let comments):
            isExclusive = false
            withComments = comments
            inclusivePrefixes = []
        case .exclusive(let comments, let prefixes):
            guard prefixes.count <= CanonicalForm.maximumPrefixes else {
                throw .canonicalisationFailed("its `PrefixList` has more than \(CanonicalForm.maximumPrefixes) names")
            }
            isExclusive = true
            withComments = comments
            inclusivePrefixes = prefixes.map { $0.isExactly("#default") ? [] : Array($0.utf8) }
        }
    }

    /// Writes the element at the top of what is canonicalised.
    mutating func write(from apex: xmlNodePtr) throws(XMLError) {
        guard apex.pointee.type == XML_ELEMENT_NODE else { throw .canonicalisationFailed("it is no element") }
        try write(element: apex, isApex: true)
    }

    private mutating func write(element node: xmlNodePtr, isApex: Bool) throws(XMLError) {
        guard node != omitted else {
            output.write(substitute)
            return
        }
        guard output.bytes.count <= limit else {
            throw .canonicalisationFailed("it is much larger than the document")
        }
        let mark = written.mark
        let prefix = node.pointee.ns?.prefix
        output.write(UInt8(ascii: "<"))
        output.write(prefix: prefix, name: node.pointee.name)
        writeNamespaces(of: node, isApex: isApex)
        writeAttributes(of: node, isApex: isApex)
        output.write(UInt8(ascii: ">"))
        var next = node.pointee.children
        while let child = next {
            switch child.pointee.type {
            case XML_ELEMENT_NODE: try write(element: child, isApex: false)
            case XML_CDATA_SECTION_NODE where purpose == .reading: output.write(section: child.pointee.content)
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: output.write(text: child.pointee.content)
            case XML_COMMENT_NODE:
                if withComments {
                    output.write("<!--")
                    output.write(comment: child.pointee.content)
                    output.write("-->")
                }
            default: throw .canonicalisationFailed("it holds a node of an unknown kind")
            }
            next = child.pointee.next
        }
        output.write("</")
        output.write(prefix: prefix, name: node.pointee.name)
        output.write(UInt8(ascii: ">"))
        written.close(to: mark)
    }
}

// MARK: - Namespaces

extension Canonicaliser {
    private mutating func writeNamespaces(of node: xmlNodePtr, isApex: Bool) {
        sorted.removeAll(keepingCapacity: true)
        if isExclusive {
            use(prefix: node.pointee.ns?.prefix, href: node.pointee.ns?.href)
            var next = node.pointee.properties
            while let attribute = next {
                if let namespace = attribute.pointee.ns, namespace.prefix != nil {
                    use(prefix: namespace.prefix, href: namespace.href)
                }
                next = attribute.pointee.next
            }
        }
        // A declaration that is inclusive is written where it stands, and all that are in scope at the top.
        if !isExclusive || !inclusivePrefixes.isEmpty { writeInclusive(of: node, isApex: isApex) }
        for binding in sorted {
            output.write(" xmlns")
            if let prefix = binding.prefix {
                output.write(UInt8(ascii: ":"))
                output.write(prefix)
            }
            output.write("=\"")
            output.write(value: binding.href)
            output.write(UInt8(ascii: "\""))
        }
    }

    private mutating func writeInclusive(of node: xmlNodePtr, isApex: Bool) {
        var around: xmlNodePtr? = node
        var seen: [NamespaceStack.Binding] = []
        while let element = around, element.pointee.type == XML_ELEMENT_NODE {
            var next = element.pointee.nsDef
            while let declaration = next {
                let binding = NamespaceStack.Binding(declaration)
                // An inner declaration hides an outer one of the same prefix.
                if !isApex || !seen.contains(where: { $0.hasPrefix(binding.prefix) }) {
                    if isApex { seen.append(binding) }
                    if isInclusive(binding.prefix), !declaration.isXML {
                        use(prefix: binding.prefix, href: binding.href)
                    }
                }
                next = declaration.pointee.next
            }
            guard isApex else { return }
            around = element.pointee.parent
        }
    }

    private func isInclusive(_ prefix: LibraryText?) -> Bool {
        guard isExclusive else { return true }
        guard let prefix else { return inclusivePrefixes.contains([]) }
        return inclusivePrefixes.contains { $0.elementsEqual(prefix.buffer) }
    }

    /// Notes a binding for writing, in the order of prefixes, unless it is written around already.
    private mutating func use(prefix: LibraryText?, href: LibraryText?) {
        let binding = NamespaceStack.Binding(prefix: prefix, href: href)
        guard !written.has(binding) else { return }
        if let prefix, prefix.isXML { return }
        written.open(binding)
        let place = sorted.firstIndex { NamespaceStack.precedes(prefix, $0.prefix) } ?? sorted.endIndex
        sorted.insert(binding, at: place)
    }
}

extension NamespaceStack {
    fileprivate static func precedes(_ left: LibraryText?, _ right: LibraryText?) -> Bool {
        guard let left else { return right != nil }
        guard let right else { return false }
        return left.compare(right) < 0
    }
}

// MARK: - Attributes

extension Canonicaliser {
    private mutating func writeAttributes(of node: xmlNodePtr, isApex: Bool) {
        let inherits = isApex && !isExclusive && purpose == .digest
        let first = node.pointee.properties
        if !inherits, first?.pointee.next == nil {
            if let first { write(attribute: first) }
            return
        }
        var attributes: [xmlAttrPtr] = []
        var next = first
        while let attribute = next {
            attributes.append(attribute)
            next = attribute.pointee.next
        }
        if inherits { attributes = inherited(by: node, attributes) }
        attributes.sort { Canonicaliser.compare($0, $1) < 0 }
        for attribute in attributes { write(attribute: attribute) }
    }

    /// The attributes of `xml:` that stand around the top of what is canonicalised count as its own, the nearest
    /// of each name (Canonical XML 1.0 §2.4).
    private func inherited(by node: xmlNodePtr, _ own: [xmlAttrPtr]) -> [xmlAttrPtr] {
        var attributes = own
        var around: xmlNodePtr? = node.pointee.parent
        while let element = around, element.pointee.type == XML_ELEMENT_NODE {
            var next = element.pointee.properties
            while let attribute = next {
                if attribute.pointee.ns?.isXML == true,
                    !attributes.contains(where: { Canonicaliser.compare($0, attribute) == 0 })
                {
                    attributes.append(attribute)
                }
                next = attribute.pointee.next
            }
            around = element.pointee.parent
        }
        return attributes
    }

    private mutating func write(attribute: xmlAttrPtr) {
        output.write(UInt8(ascii: " "))
        output.write(prefix: attribute.pointee.ns?.prefix, name: attribute.pointee.name)
        output.write("=\"")
        var next = attribute.pointee.children
        while let piece = next {
            output.write(value: piece.pointee.content)
            next = piece.pointee.next
        }
        output.write(UInt8(ascii: "\""))
    }

    /// By namespace, then by name; those in no namespace first.
    private static func compare(_ left: xmlAttrPtr, _ right: xmlAttrPtr) -> Int32 {
        let (leftHref, rightHref) = (left.pointee.ns?.href, right.pointee.ns?.href)
        if let leftHref, let rightHref, leftHref != rightHref {
            let order = leftHref.compare(rightHref)
            if order != 0 { return order }
        } else if leftHref == nil || rightHref == nil, leftHref != rightHref {
            return leftHref == nil ? -1 : 1
        }
        guard let leftName = left.pointee.name, let rightName = right.pointee.name else { return 0 }
        return leftName.compare(rightName)
    }
}
