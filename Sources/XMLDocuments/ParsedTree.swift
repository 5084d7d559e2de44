import CLibXML2
import Essentials
import Glibc

/// A document in libxml2's memory, freed with this object. Every byte of XML that this house reads goes through
/// its initialiser.
final class ParsedTree {
    private let document: xmlDocPtr
    private let limits: XMLLimits

    private static let isReady: Bool = {
        xmlInitParser()
        return true
    }()

    /// Reads a whole document.
    init(_ bytes: [UInt8], limits: XMLLimits) throws(XMLError) {
        guard bytes.count <= limits.bytes, bytes.count <= Int(Int32.max) else {
            throw .tooLarge(bytes: bytes.count, limit: limits.bytes)
        }
        guard String(strictUTF8: bytes) != nil else { throw .notUTF8 }
        // A document type is refused before libxml2 sees it: an entity that is never declared costs nothing.
        guard !ParsedTree.holdsDeclaration(bytes) else { throw .declarationRefused }
        guard !ParsedTree.holdsLongTag(bytes) else { throw .tooManyAttributes(limit: XMLLimits.attributes) }
        guard ParsedTree.isReady, let context = xmlNewParserCtxt() else { throw .outOfMemory }
        defer { xmlFreeParserCtxt(context) }
        let read = bytes.withUnsafeBytes { buffer in
            // The encoding named here overrides the document's own declaration.
            xmlCtxtReadMemory(
                context, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), nil, "UTF-8",
                sallyport_xml_options)
        }
        guard let document = read else { throw ParsedTree.failure(of: context) }
        guard context.pointee.wellFormed == 1, context.pointee.nsWellFormed == 1 else {
            xmlFreeDoc(document)
            throw ParsedTree.failure(of: context)
        }
        self.document = document
        self.limits = limits
        guard document.pointee.intSubset == nil, document.pointee.extSubset == nil else { throw .declarationRefused }
    }

    deinit { xmlFreeDoc(document) }

    /// The outermost element as a value.
    func root() throws(XMLError) -> XMLElement {
        guard let root = xmlDocGetRootElement(document) else { throw .malformed(line: 1, "there is no element") }
        var sibling = document.pointee.children
        while let node = sibling {
            if node.pointee.type == XML_PI_NODE { throw .contentRefused("a processing instruction") }
            sibling = node.pointee.next
        }
        var count = 0
        return try element(root, depth: 1, count: &count)
    }

    private func element(_ node: xmlNodePtr, depth: Int, count: inout Int) throws(XMLError) -> XMLElement {
        guard depth <= limits.depth else { throw .tooDeep(limit: limits.depth) }
        count += 1
        guard count <= limits.elements else { throw .tooMany(limit: limits.elements) }
        var children: [XMLElement] = []
        var text: [UInt8] = []
        var next = node.pointee.children
        while let child = next {
            switch child.pointee.type {
            case XML_ELEMENT_NODE: children.append(try element(child, depth: depth + 1, count: &count))
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: ParsedTree.append(child.pointee.content, to: &text)
            case XML_COMMENT_NODE: break
            case XML_PI_NODE: throw .contentRefused("a processing instruction")
            case XML_ENTITY_REF_NODE: throw .contentRefused("an entity reference")
            default: throw .contentRefused("a node of an unknown kind")
            }
            next = child.pointee.next
        }
        return XMLElement(
            name: ParsedTree.name(node.pointee.name), namespace: ParsedTree.namespace(node.pointee.ns),
            attributes: try attributes(of: node), children: children, text: String(decoding: text, as: UTF8.self))
    }

    private func attributes(of node: xmlNodePtr) throws(XMLError) -> [XMLAttribute] {
        var attributes: [XMLAttribute] = []
        var next = node.pointee.properties
        while let attribute = next {
            var value: [UInt8] = []
            var piece = attribute.pointee.children
            while let node = piece {
                guard node.pointee.type == XML_TEXT_NODE else { throw .contentRefused("an entity reference") }
                ParsedTree.append(node.pointee.content, to: &value)
                piece = node.pointee.next
            }
            attributes.append(
                XMLAttribute(
                    name: ParsedTree.name(attribute.pointee.name),
                    namespace: ParsedTree.namespace(attribute.pointee.ns), value: String(decoding: value, as: UTF8.self)
                ))
            next = attribute.pointee.next
        }
        return attributes
    }

    private static func append(_ content: UnsafeMutablePointer<xmlChar>?, to text: inout [UInt8]) {
        guard let content else { return }
        text.append(contentsOf: UnsafeBufferPointer(start: content, count: Int(xmlStrlen(content))))
    }

    private static func name(_ pointer: UnsafePointer<xmlChar>?) -> ExactString {
        var bytes: [UInt8] = []
        append(UnsafeMutablePointer(mutating: pointer), to: &bytes)
        return ExactString(String(decoding: bytes, as: UTF8.self))
    }

    private static func namespace(_ pointer: xmlNsPtr?) -> ExactString? {
        guard let href = pointer?.pointee.href else { return nil }
        return name(href)
    }

    /// True where `<!` stands before anything but `--` or `[CDATA[`. Also where that is inside a comment or a
    /// CDATA section: no answer that this house reads has it there.
    private static func holdsDeclaration(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return false }
            var position = 0
            while let found = memchr(start + position, Int32(UInt8(ascii: "<")), buffer.count - position) {
                let index = UnsafeRawPointer(found) - start
                let rest = buffer[(index + 1)...]
                if rest.first == UInt8(ascii: "!"), !rest.starts(with: comment), !rest.starts(with: section) {
                    return true
                }
                position = index + 1
            }
            return false
        }
    }

    /// True where a tag has more attributes than `XMLLimits.attributes`. libxml2 compares each with all before it:
    /// 33,000 of them, which fit into 256 KiB, hold a thread for more than a second.
    private static func holdsLongTag(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return false }
            var position = 0
            while position < buffer.count {
                // No `<` stands within a tag, not even in a value (XML 1.0 §3.1), so each piece has one tag at most.
                let found = memchr(start + position, Int32(UInt8(ascii: "<")), buffer.count - position)
                let end = found.map { UnsafeRawPointer($0) - start } ?? buffer.count
                // An attribute takes five bytes, ` a=""`.
                if end - position > 5 * XMLLimits.attributes,
                    attributes(in: buffer[position..<end]) > XMLLimits.attributes
                {
                    return true
                }
                position = end + 1
            }
            return false
        }
    }

    /// How many `=` stand outside quotes before the tag's end.
    private static func attributes(in tag: Slice<UnsafeRawBufferPointer>) -> Int {
        var count = 0
        var quote: UInt8?
        for byte in tag {
            if let open = quote {
                if byte == open { quote = nil }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
            case UInt8(ascii: "="): count += 1
            case UInt8(ascii: ">"): return count
            default: break
            }
        }
        return count
    }

    private static let comment = Array("!--".utf8)
    private static let section = Array("![CDATA[".utf8)

    private static func failure(of context: xmlParserCtxtPtr) -> XMLError {
        guard let error = xmlCtxtGetLastError(context) else { return .malformed(line: 0, "it is not well-formed") }
        if error.pointee.code == Int32(XML_ERR_NO_MEMORY.rawValue) { return .outOfMemory }
        let words = error.pointee.message.map { String(cString: $0) } ?? "it is not well-formed"
        let line = words.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) }
        return .malformed(line: Int(error.pointee.line), String(String(line).trimmed.prefix(200)))
    }
}

extension String {
    fileprivate var trimmed: Substring {
        var rest = Substring(self)
        while rest.last == " " { rest.removeLast() }
        return rest
    }
}

extension XMLElement {
    /// Reads a whole document: UTF-8 only, no document type, no processing instruction, no entity beyond the five
    /// of XML 1.0 §4.6, namespaces declared.
    ///
    /// - Throws: `XMLError`.
    public init(parsing bytes: [UInt8], limits: XMLLimits = .small) throws(XMLError) {
        self = try ParsedTree(bytes, limits: limits).root()
    }
}
