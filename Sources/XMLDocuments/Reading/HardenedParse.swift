import CLibXML2
import Essentials

/// The one place where libxml2 reads bytes. Its own builder makes the tree; before each piece of it we count, and
/// stop the parser where a limit is passed or something stands that is not taken.
struct HardenedParse {
    let limits: XMLLimits
    let identifiers: XMLIdentifiers
    private let memoryLimit: Int
    private var elements = 0
    private var attributes = 0
    private var text = 0
    private var memory = 0
    private var refusal: XMLError?
    /// The name of ID attributes as the parser's dictionary holds it: a name of the document that equals it is the
    /// same pointer.
    private var identifierName: LibraryText?
    /// The elements that have an ID.
    private(set) var identified: [ExactString: xmlNodePtr] = [:]

    private static let isReady: Bool = {
        xmlInitParser()
        return true
    }()

    /// Reads a whole document. The caller frees what it gets.
    ///
    /// - Parameter scans: false in tests only, which show that the parser refuses without the scan, too.
    static func tree(
        of bytes: [UInt8], limits: XMLLimits, identifiers: XMLIdentifiers, scans: Bool = true
    ) throws(XMLError) -> (tree: xmlDocPtr, identified: [ExactString: xmlNodePtr]) {
        guard bytes.count <= limits.bytes, bytes.count <= Int(Int32.max) else {
            throw .tooLarge(bytes: bytes.count, limit: limits.bytes)
        }
        if scans {
            let refusal = bytes.withUnsafeBufferPointer { buffer -> XMLError? in
                do throws(XMLError) { try DocumentScan.judge(buffer, limits: limits) } catch { return error }
                return nil
            }
            if let refusal { throw refusal }
        }
        var parse = HardenedParse(limits: limits, identifiers: identifiers, count: bytes.count)
        let tree = try parse.run(bytes)
        return (tree, parse.identified)
    }

    private init(limits: XMLLimits, identifiers: XMLIdentifiers, count: Int) {
        self.limits = limits
        self.identifiers = identifiers
        memoryLimit = limits.memory(of: count)
    }

    private mutating func run(_ bytes: [UInt8]) throws(XMLError) -> xmlDocPtr {
        guard HardenedParse.isReady, let context = xmlNewParserCtxt() else { throw .outOfMemory }
        defer { xmlFreeParserCtxt(context) }
        guard let events = context.pointee.sax, xmlCtxtUseOptions(context, sallyport_xml_options) == 0 else {
            throw .outOfMemory
        }
        HardenedParse.hook(events)
        let name = identifiers.attribute.text
        if !name.isEmpty { identifierName = xmlDictLookup(context.pointee.dict, name, Int32(name.utf8.count)) }
        // libxml2 takes a NUL for the end: what stands behind one would go unread.
        guard bytes.withUnsafeBufferPointer({ $0.find(0, from: 0, to: $0.count) }) == nil else {
            throw .malformed(line: 1, "there is a control character")
        }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + 1)
        text.append(contentsOf: bytes)
        text.append(0)
        let hasStarted = text.withUnsafeBufferPointer { buffer in
            withUnsafeMutablePointer(to: &self) { this in
                context.pointee._private = UnsafeMutableRawPointer(this)
                return HardenedParse.parse(buffer, context)
            }
        }
        let read = context.pointee.myDoc
        context.pointee.myDoc = nil
        guard let tree = read, hasStarted, refusal == nil, context.pointee.disableSAX == 0,
            context.pointee.wellFormed == 1, context.pointee.nsWellFormed == 1, tree.pointee.intSubset == nil,
            tree.pointee.extSubset == nil,
            xmlDocGetRootElement(tree) != nil
        else {
            if let read { xmlFreeDoc(read) }
            throw refusal ?? (hasStarted ? .malformed(line: 1, "it is not well-formed") : .outOfMemory)
        }
        return tree
    }

    /// Feeds the bytes as text in memory: what libxml2 takes for a file it refuses to read beyond ten megabytes.
    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ context: xmlParserCtxtPtr) -> Bool {
        guard let input = xmlNewStringInputStream(context, bytes.baseAddress) else { return false }
        guard inputPush(context, input) >= 0 else {
            xmlFreeInputStream(input)
            return false
        }
        xmlParseDocument(context)
        return true
    }

    private static func refusal(for report: xmlError) -> XMLError {
        if report.code == Int32(XML_ERR_NO_MEMORY.rawValue) { return .outOfMemory }
        let words = report.message.map { String(cString: $0).beginning(bytes: 200) } ?? ""
        let line = words.split { $0.isNewline }.first ?? "it is not well-formed"
        return .malformed(line: Int(report.line), quoted(String(line)))
    }
}

extension HardenedParse {
    private static func hook(_ events: UnsafeMutablePointer<xmlSAXHandler>) {
        events.pointee.internalSubset = { raw, _, _, _ in HardenedParse.stop(raw, .declarationRefused) }
        events.pointee.serror = { raw, report in HardenedParse.hear(raw, report) }
        events.pointee.externalSubset = { raw, _, _, _ in HardenedParse.stop(raw, .declarationRefused) }
        events.pointee.processingInstruction = { raw, _, _ in HardenedParse.stop(raw, .instructionRefused) }
        events.pointee.reference = { raw, _ in HardenedParse.stop(raw, .contentRefused("an entity reference")) }
        events.pointee.characters = { raw, content, count in
            guard HardenedParse.counts(raw, { $0.countText(Int(count), in: HardenedParse.context(raw)) }) else {
                return
            }
            xmlSAX2Characters(raw, content, count)
        }
        events.pointee.ignorableWhitespace = events.pointee.characters
        events.pointee.cdataBlock = { raw, content, count in
            guard HardenedParse.counts(raw, { $0.countNode(Int(count)) }) else { return }
            xmlSAX2CDataBlock(raw, content, count)
        }
        events.pointee.comment = { raw, content in
            let count = content?.count ?? 0
            guard HardenedParse.counts(raw, { $0.countNode(count) }) else { return }
            xmlSAX2Comment(raw, content)
        }
        events.pointee.startElementNs = {
            raw, name, prefix, namespace, declared, declarations, count, defaulted, attributes in
            let tag = StartTag(
                name: name, prefix: prefix, namespace: namespace, declared: Int(declared), declarations: declarations,
                count: Int(count), attributes: attributes)
            let depth = HardenedParse.context(raw).map { Int($0.pointee.nodeNr) + 1 } ?? .max
            guard HardenedParse.counts(raw, { $0.count(tag, depth: depth) }) else { return }
            xmlSAX2StartElementNs(
                raw, name, prefix, namespace, declared, declarations, count, defaulted, attributes)
            guard let context = HardenedParse.context(raw), let node = context.pointee.node else { return }
            _ = HardenedParse.counts(raw) { $0.identify(node, tag) }
        }
    }

    private static func context(_ raw: UnsafeMutableRawPointer?) -> xmlParserCtxtPtr? {
        raw?.assumingMemoryBound(to: xmlParserCtxt.self)
    }

    /// The first fault ends the parse: libxml2 would read on to the end of the document, and say more of each
    /// fault than the document has bytes. This is called from the midst of its reading, so that the input must
    /// stay, which `xmlStopParser` gives back; the state alone lets every loop end.
    private static func hear(_ raw: UnsafeMutableRawPointer?, _ report: UnsafePointer<xmlError>?) {
        guard let context = context(raw), let place = context.pointee._private, let report = report?.pointee else {
            return
        }
        let isNamespace = report.domain == Int32(XML_FROM_NAMESPACE.rawValue)
        let isFault = report.level == XML_ERR_FATAL || (isNamespace && report.level == XML_ERR_ERROR)
        guard isFault || report.code == Int32(XML_ERR_NO_MEMORY.rawValue) else { return }
        let parse = place.assumingMemoryBound(to: HardenedParse.self)
        if parse.pointee.refusal == nil { parse.pointee.refusal = refusal(for: report) }
        context.pointee.instate = XML_PARSER_EOF
    }

    private static func stop(_ raw: UnsafeMutableRawPointer?, _ refusal: XMLError) {
        _ = counts(raw) { _ in refusal }
    }

    /// Lets the parse judge; stops the parser where it refuses. The first refusal stays.
    private static func counts(
        _ raw: UnsafeMutableRawPointer?, _ judge: (inout HardenedParse) -> XMLError?
    ) -> Bool {
        guard let context = context(raw), let place = context.pointee._private else { return false }
        let parse = place.assumingMemoryBound(to: HardenedParse.self)
        guard parse.pointee.refusal == nil else { return false }
        guard let refusal = judge(&parse.pointee) else { return true }
        parse.pointee.refusal = refusal
        xmlStopParser(context)
        return false
    }

    /// Text that comes in several pieces, as an escape makes it, becomes one node, which libxml2 doubles as it grows.
    private mutating func countText(_ count: Int, in context: xmlParserCtxtPtr?) -> XMLError? {
        let isMore = context?.pointee.node?.pointee.last?.pointee.type == XML_TEXT_NODE
        return add(text: count, memory: isMore ? 2 * count : HardenedParse.textMemory + count)
    }

    /// A comment or a CDATA section.
    private mutating func countNode(_ count: Int) -> XMLError? {
        elements += 1
        guard elements <= limits.elements else { return .tooMany(limit: limits.elements) }
        return add(text: count, memory: HardenedParse.textMemory + count)
    }

    private mutating func add(text count: Int, memory more: Int) -> XMLError? {
        text += count
        memory += more
        guard text <= limits.text else { return .tooMuchText(limit: limits.text) }
        return memory <= memoryLimit ? nil : .tooMuchMemory(limit: memoryLimit)
    }

    private mutating func count(_ tag: StartTag, depth: Int) -> XMLError? {
        elements += 1
        attributes += tag.count
        memory += tag.memory
        guard depth <= limits.depth else { return .tooDeep(limit: limits.depth) }
        guard elements <= limits.elements else { return .tooMany(limit: limits.elements) }
        guard tag.count + tag.declared <= XMLLimits.attributes else {
            return .tooManyAttributes(limit: XMLLimits.attributes)
        }
        guard attributes <= limits.attributesInAll else {
            return .tooManyAttributesInAll(limit: limits.attributesInAll)
        }
        guard memory <= memoryLimit else { return .tooMuchMemory(limit: memoryLimit) }
        return tag.refusal
    }

    private mutating func identify(_ node: xmlNodePtr, _ tag: StartTag) -> XMLError? {
        guard let identifierName, tag.hasAttribute(identifierName), identifiers.include(tag.qualifiedName) else {
            return nil
        }
        guard let attribute = node.attribute(identifiers.attribute) else { return nil }
        let value = ExactString(attribute.value)
        guard !value.isEmpty else { return .emptyIdentifier }
        guard identified.updateValue(node, forKey: value) == nil else { return .duplicateIdentifier(value) }
        memory += HardenedParse.identifierMemory + value.text.utf8.count
        return memory <= memoryLimit ? nil : .tooMuchMemory(limit: memoryLimit)
    }

    /// What an ID takes in the table besides its bytes: its place there, which is kept half free, and its text's head.
    private static let identifierMemory = 96

    /// What a text node takes besides its bytes, with what the allocator adds.
    static let textMemory = MemoryLayout<xmlNode>.size + 24
}
