import CLibXML2
public import Essentials

/// A document in libxml2's memory, freed with this object and never changed after it was read, so that it may be
/// read from several threads at once.
public final class XMLDocument: Sendable {
    // Nothing writes to the tree before `deinit`, and nothing that could is called on it.
    nonisolated(unsafe) let tree: xmlDocPtr
    nonisolated(unsafe) private let rootPointer: xmlNodePtr
    nonisolated(unsafe) private let identified: [ExactString: xmlNodePtr]
    let identifiers: XMLIdentifiers
    /// How many bytes the document was read from.
    public let byteCount: Int

    /// Reads a whole document: UTF-8 only, no document type, no processing instruction, no entity beyond the five
    /// of XML 1.0 §4.6, namespaces declared and absolute, no ID twice.
    ///
    /// - Throws: `XMLError`.
    public convenience init(
        parsing bytes: [UInt8], limits: XMLLimits, identifiers: XMLIdentifiers
    ) throws(XMLError) {
        try self.init(parsing: bytes, limits: limits, identifiers: identifiers, scans: true)
    }

    init(parsing bytes: [UInt8], limits: XMLLimits, identifiers: XMLIdentifiers, scans: Bool) throws(XMLError) {
        let read = try HardenedParse.tree(of: bytes, limits: limits, identifiers: identifiers, scans: scans)
        guard let root = xmlDocGetRootElement(read.tree) else {
            xmlFreeDoc(read.tree)
            throw .malformed(line: 1, "there is no element")
        }
        tree = read.tree
        rootPointer = root
        identified = read.identified
        self.identifiers = identifiers
        byteCount = bytes.count
    }

    deinit { xmlFreeDoc(tree) }

    /// The outermost element.
    public var root: XMLNode { XMLNode(self, rootPointer) }

    /// The element whose ID this is.
    public func element(withID id: ExactString) -> XMLNode? { identified[id].map { XMLNode(self, $0) } }
}
